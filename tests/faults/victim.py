"""What the processes do that are killed, cut or given a failing disk. Each flow is real code on a real county."""

from __future__ import annotations

import hashlib
import random
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, select

from gridapp.domain.errors import WorldFailed
from gridapp.server import serve as serving
from gridapp.server import snapshots
from gridapp.store import files, filing
from gridapp.store.files import FileStore
from gridapp.store.fsync import Fsync, disk_in_words
from gridapp.store.keys import key_for
from gridapp.store.tables import entry as entry_table
from gridapp.sync import engine
from gridapp.sync.client import Client
from tests.faults.county import HERE, ONE, OTHER, THERE, Worker, county, desk_at
from tests.faults.processes import Lines

Flow = Callable[[Worker, str], None]
Server = Callable[[Any, Path, int], None]
Spoil = Callable[[Worker], None]


def found(_gate: Any, folder: Path, waiting: bool, coming: bool, seed: int) -> None:
    """Make a county with some history below `folder`; what its people saved is in `folder`/said.

    `waiting`: this computer has entries, edits and photos to send. `coming`: others have sent such since.
    """
    dice, lines = random.Random(seed), Lines(folder / "said")
    with county(folder, dice) as office:
        here = Worker(office.desk(HERE), lines, dice)
        there = Worker(office.desk(THERE), lines, dice, at=OTHER)
        old = [here.save(with_photo=True), here.save(), there.save(), there.save()]
        for worker in (here, there, here):
            office.sync(worker.desk)
        for worker, wanted in ((there, coming), (here, waiting)):
            if wanted:
                worker.save(with_photo=True)
                worker.save()
                worker.edit(old[0] if worker is there else old[2])
                worker.save(with_photo=True)
        if coming:
            office.sync(there.desk)


def found_with_a_new_computer(_gate: Any, folder: Path, seed: int) -> None:
    """The same, but this computer has only just become known to the server: it takes everything ready-made."""
    dice, lines = random.Random(seed), Lines(folder / "said")
    with county(folder, dice) as office:
        office.desk(HERE)
        there = Worker(office.desk(THERE), lines, dice, at=OTHER)
        for _ in range(3):
            there.edit(there.save(with_photo=True))
            there.save()
        office.sync(there.desk)


def serve(gate: Any, folder: Path, seed: int) -> None:
    """The county's server; sends its address, ends when something is sent to it."""
    with county(folder, random.Random(seed)) as office, serving.running(office.centre) as url:
        gate.send(url)
        gate.recv()


def serve_small_snapshots(gate: Any, folder: Path, seed: int) -> None:
    """As it serves a county of thousands, but in parts of two rows."""
    snapshots.WORTH_IT, snapshots.CHUNK_ROWS = 1, 2
    serve(gate, folder, seed)


def save(worker: Worker, _url: str) -> None:
    entry = worker.save()
    worker.edit(entry)
    worker.save()


def import_photo(worker: Worker, _url: str) -> None:
    worker.save(with_photo=True)
    worker.save(with_photo=True)


def sync(worker: Worker, url: str) -> None:
    """One round over HTTP: a push, a pull and the photos, as far as there is something to send and to get."""
    desk = worker.desk
    report = engine.run_round(engine.Direct(desk.vault), Client(url, desk.identity.token))
    if report.file_problems:
        raise WorldFailed("photos", "; ".join(report.file_problems))
    worker.lines.say(synced=True)


def work(worker: Worker, url: str) -> None:
    """What a long day brings, until the power goes."""
    while True:
        entry = worker.save(with_photo=True)
        worker.save()
        worker.edit(entry)
        worker.save(with_photo=True)
        sync(worker, url)


def work_with_synchronous_normal(worker: Worker, _url: str) -> None:
    """Broken on purpose: as half of the world opens SQLite."""
    _use_synchronous_normal()
    while True:
        worker.save()


def work_without_fsync_of_photos(worker: Worker, _url: str) -> None:
    """Broken on purpose: "written to a temporary file and renamed" is taken for saved."""
    vault = worker.desk.vault
    key = key_for(vault.files.folder.parents[2] / "keys", vault.name, vault.dice)
    vault.files = FileStore(vault.files.folder, key, vault.dice, fsync=lambda _handle: None)
    while True:
        worker.save(with_photo=True)


def serve_with_synchronous_normal(gate: Any, folder: Path, seed: int) -> None:
    """Broken on purpose: the server's database is not on the disk when it answers."""
    with county(folder, random.Random(seed)) as office:
        _use_synchronous_normal()
        with serving.running(office.centre) as url:
            gate.send(url)
            gate.recv()


def _use_synchronous_normal() -> None:
    """For every database of this process, after it was opened and its settings were asserted."""

    @event.listens_for(Engine, "engine_connect")
    def relax(connection: Connection) -> None:
        connection.connection.driver_connection.execute("PRAGMA synchronous = NORMAL")  # type: ignore[union-attr]


def troubled(gate: Any, folder: Path, url: str, seed: int, spoil: Spoil) -> None:
    """A day at the first computer on which the disk fails, or the server's: every error is one in words.

    Says `mend` when the faults shall end, and goes on when told: without, then with opening everything again.
    `spoil` breaks the product on purpose.
    """
    dice, lines = random.Random(seed), Lines(folder / "said")
    gate.send("ready")
    gate.recv()
    mended = False
    with in_words(lines, "opening"), desk_at(folder / ONE, dice) as desk:
        worker = Worker(desk, lines, dice)
        spoil(worker)
        for _ in range(2):
            _day(worker, url, "faulty")
        mended = _mended(gate, lines)
        _day(worker, url, "mended")
    if not mended:
        _mended(gate, lines)
    with in_words(lines, "mended"), desk_at(folder / ONE, dice) as desk:
        _day(Worker(desk, lines, dice), url, "mended")


def _day(worker: Worker, url: str, when: str) -> None:
    for with_photo in (True, False):
        with in_words(worker.lines, when):
            worker.edit(worker.save(with_photo))
    with in_words(worker.lines, when):
        sync(worker, url)


def _mended(gate: Any, lines: Lines) -> bool:
    lines.say(mend=True)
    gate.recv()
    return True


@contextmanager
def in_words(lines: Lines, when: str) -> Iterator[None]:
    """Say whether the block failed, and whether it said so as the disk's or the server's fault."""
    try:
        yield
    except WorldFailed as failed:
        lines.say(failed=str(failed), when=when)
    except Exception:
        lines.say(crashed=traceback.format_exc(), when=when)


def leave_alone(_worker: Worker) -> None:
    """The product as it is."""


def take_errors_for_success(worker: Worker) -> None:
    """Broken on purpose: what the disk says at the end of a transaction is not listened to."""
    vault = worker.desk.vault
    writing = vault.writing

    @contextmanager
    def deaf() -> Iterator[Connection]:
        with suppress(WorldFailed), writing() as connection:
            yield connection

    vault.writing = deaf  # type: ignore[method-assign]


def write_photos_straight(_worker: Worker) -> None:
    """Broken on purpose: a photo is written under its name at once, so that half of one looks like a whole."""

    def straight(file: Path, data: bytes, _fsync: Fsync) -> None:
        with disk_in_words():
            file.write_bytes(data)

    files.write_durably = straight


def say_before_commit(worker: Worker, _url: str) -> None:
    """Broken on purpose: says "saved" when everything is written but the transaction has not ended."""
    vault = worker.desk.vault
    honest, writing = worker.lines, vault.writing

    @contextmanager
    def hasty() -> Iterator[Connection]:
        with writing() as connection:
            before = set(connection.execute(select(entry_table.c.id)).scalars())
            yield connection
            made = set(connection.execute(select(entry_table.c.id)).scalars()) - before
            honest.say(saved=honest.read()[-1]["tries"], at=worker.at, entry=made.pop(), photos=[])

    vault.writing = hasty  # type: ignore[method-assign]
    for _ in range(4):
        worker.save()


def name_photo_first(worker: Worker, _url: str) -> None:
    """Broken on purpose: the row of a photo is written before its bytes."""
    vault = worker.desk.vault
    put = vault.files.put

    def late(data: bytes) -> str:
        sha = hashlib.sha256(data).hexdigest()
        with vault.writing() as connection:
            filing.add_local(connection, sha, len(data))
        return put(data)

    vault.files.put = late  # type: ignore[method-assign]
    import_photo(worker, "")


def run(_gate: Any, flow: Flow, folder: Path, url: str, seed: int) -> None:
    """One flow at the first computer of the county, opened as the program opens it."""
    dice = random.Random(seed)
    with desk_at(folder / ONE, dice) as desk:
        flow(Worker(desk, Lines(folder / "said"), dice), url)
