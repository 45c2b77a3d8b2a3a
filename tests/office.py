"""A county's server in this process and computers that talk to it: by direct call, or over real HTTP."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, NullPool, create_engine, text

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.ids import Dice
from gridapp.domain.org import COUNTY, Org, shipped_units
from gridapp.domain.permissions import Person
from gridapp.domain.record import example, record_type
from gridapp.domain.world import Clock, system_clock
from gridapp.server import accounts, centre, courier, serve, sights, tables
from gridapp.server.accounts import Caller
from gridapp.server.filehub import FileHub
from gridapp.server.hub import Hub
from gridapp.store import ops
from gridapp.store.home import Home
from gridapp.store.locks import Cost
from gridapp.store.vault import Identity, put_identity
from gridapp.sync import engine, heads, packets, protocol
from gridapp.sync.client import Client
from gridapp.sync.enrolment import enrol
from gridapp.sync.protocol import (
    Checkpoint,
    Compare,
    Compared,
    Enrolled,
    Pull,
    PullAnswer,
    Push,
    PushAnswer,
    Receipt,
    Refetch,
    Refetched,
    Row,
    SealingKey,
    SignedMark,
    Snapshot,
)
from gridapp.sync.receipts import signed_key
from gridapp.sync.round import Report
from tests import postgres

VOLUNTEER = ("张春燕", "volunteer", "新宁镇")
COORDINATOR = ("何立群", "coordinator", "宁县")
GRID_WORKER = ("马晓霞", "grid_worker", "新宁镇")
STRANGER = ("周桂芳", "volunteer", "和盛镇")


PASSWORD = "orchard-tricycle-7"
CHEAP = Cost(memory=8, passes=1)
"""What a guess costs in tests: the same code, without the waiting."""


class Line:
    """A `HubProtocol` without a network: packed and unpacked as on the wire, straight into the server's code."""

    def __init__(self, opened: centre.Centre, caller: Caller) -> None:
        self._hub = Hub(opened.database, opened.snapshots, opened.signer, caller, opened.clock, opened.dice)
        self._files = FileHub(opened.database, opened.files, opened.signer, caller, opened.clock)
        self._centre = opened

    def push(self, push: Push) -> PushAnswer:
        return self._hub.push(protocol.unpack(protocol.pack(push), "zstd", Push))

    def pull(self, pull: Pull) -> PullAnswer:
        return protocol.unpack(protocol.pack(self._hub.pull(pull)), "zstd", PullAnswer)

    def common(self, known: Sequence[Checkpoint]) -> Checkpoint:
        return self._hub.common(known)

    def renew(self, key: str) -> Enrolled:
        return self._hub.renew(key)

    def keep_recovery(self, asked: protocol.KeepRecovery) -> None:
        self._hub.keep_recovery(asked)

    def compare(self, compare: Compare) -> Compared:
        return protocol.unpack(protocol.pack(self._hub.compare(compare)), "zstd", Compared)

    def refetch(self, refetch: Refetch) -> Refetched:
        return protocol.unpack(protocol.pack(self._hub.refetch(refetch)), "zstd", Refetched)

    def snapshot(self) -> Snapshot:
        return self._hub.snapshot()

    def chunk(self, sha: str) -> list[Row]:
        return self._hub.chunk(sha)

    def day_marks(self, since: int) -> list[SignedMark]:
        return protocol.unpack(protocol.pack(self._hub.day_marks(since)), "zstd", list[SignedMark])

    def sealing_key(self) -> SealingKey:
        return signed_key(self._centre.signer, self._centre.opener.public)

    def carry(self, packet: bytes) -> bytes:
        return courier.answer(self._centre, packet, packets.MOST_CARRIED).packet

    def wait(self, seq: int) -> int:
        return seq

    def upload_offset(self, sha: str, size: int) -> int:
        return self._files.create(sha, size)

    def upload(self, sha: str, offset: int, piece: bytes) -> int:
        return self._files.upload(sha, offset, piece)

    def receipt(self, sha: str) -> Receipt:
        return self._files.receipt(sha)

    def download(self, sha: str, offset: int, most: int) -> bytes:
        return self._files.download(sha, offset, most)


class Office:
    """Everything a sync test needs; `people` are made as they are asked for."""

    def __init__(self, folder: Path, clock: Callable[[], datetime], dice: random.Random, url: str) -> None:
        self.folder = folder
        self.clock = clock
        self.dice = dice
        self._url = url
        self.centre = centre.open_centre(folder / "server", url, clock, dice.randbytes)
        centre.set_up(self.centre)
        self._stack = ExitStack()
        self._computers = 0

    def code(self, who: tuple[str, str, str]) -> str:
        return centre.enrolment_code(self.centre, *who)[0]

    def desk(self, who: tuple[str, str, str]) -> Desk:
        """A computer of its own for this person, enrolled without a network."""
        self._computers += 1
        home = computer(self.folder / f"computer-{self._computers}", self.clock, self.dice.randbytes)
        shared = home.shared()
        desk = Desk(home.create_vault(shared, PASSWORD), shared)
        with self.centre.database.transaction(sights.in_county(COUNTY)) as connection:
            own = heads.new_key(self.dice.randbytes)
            code, public = self.code_in(connection, who), heads.public_key(own)
            asked = protocol.Enrol(code, home.folder.name, desk.identity.device, key=public)
            key = self.centre.signer.public
            answer = accounts.enrol(connection, asked, self.clock(), self.dice.randbytes, key)
        person = Person(answer.person, answer.name, answer.role, tuple(answer.units))
        sealing = self.centre.opener.public
        enrolled = (answer.device, answer.device_id, "direct", answer.token, key, "", sealing)
        with desk.vault.writing() as connection:
            put_identity(connection, Identity(person, *enrolled, key=own))
        desk.reload()
        self._stack.callback(desk.vault.close)
        self._stack.callback(shared.close)
        return desk

    def code_in(self, connection: Any, who: tuple[str, str, str]) -> str:
        name, role, unit = who
        place = self.unit(unit)
        known = {each.name: each for each in accounts.people(connection, "621026000000")}
        person = known.get(name) or Person(self.dice.randbytes(8).hex(), name, role, (place,))
        if name not in known:
            accounts.add_person(connection, "621026000000", person)
        return accounts.make_code(connection, "621026000000", person.id, self.clock(), self.dice.randbytes)

    def home_of(self, desk: Desk) -> Home:
        """The computer at which this desk is."""
        return computer(Path(str(desk.vault.files.folder)).parents[2], self.clock, self.dice.randbytes)

    def line(self, desk: Desk) -> Line:
        with self.centre.database.transaction(sights.AT_THE_DOOR) as connection:
            return Line(self.centre, accounts.caller(connection, desk.identity.token, self.clock()))

    def sync(self, desk: Desk, hub: Any = None) -> Report:
        try:
            return engine.run_round(engine.Direct(desk.vault), hub or self.line(desk), ahead=1)
        finally:
            desk.reload()

    @contextmanager
    def online(self) -> Iterator[str]:
        """The server on a loopback port; gives its address."""
        with serve.running(self.centre) as url:
            yield url

    def enrolled_over(self, url: str, who: tuple[str, str, str], code: str = "") -> Desk:
        """A computer enrolled and to be synced over real HTTP, with a code of its own unless one is given."""
        self._computers += 1
        home = computer(self.folder / f"computer-{self._computers}", self.clock, self.dice.randbytes)
        shared = home.shared()
        desk = Desk(home.create_vault(shared, PASSWORD), shared)
        enrol(desk.vault, Client(url), code or self.code(who), home.folder.name)
        desk.reload()
        desk.put_tile()
        self._stack.callback(desk.vault.close)
        self._stack.callback(shared.close)
        return desk

    @contextmanager
    def owner(self) -> Iterator[Connection]:
        """A transaction in the hand of whoever owns the database: past every lock, as backups are made."""
        if not self._url:
            with self.centre.database.transaction(sights.EVERYTHING) as connection:
                yield connection
            return
        engine = create_engine(postgres.owner_of(self._url), poolclass=NullPool)
        with engine.begin() as connection:
            yield connection

    def backup(self) -> dict[str, list[dict[str, Any]]]:
        """Everything in the server's database, as an operator's backup holds it."""
        with self.owner() as connection:
            return {
                table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
                for table in tables.server.sorted_tables
            }

    def restore(self, backup: dict[str, list[dict[str, Any]]]) -> None:
        """Put the server's database back to what it was then."""
        with self.owner() as connection:
            for table in tables.server.sorted_tables:
                connection.execute(table.delete())
                if backup[table.name]:
                    connection.execute(table.insert(), backup[table.name])

    def copied(self, desk: Desk) -> Desk:
        """The same folder on another computer: an image was copied, keys and all."""
        self._computers += 1
        folder = self.folder / f"computer-{self._computers}"
        source = Path(str(desk.vault.files.folder)).parents[2]
        shutil.copytree(source, folder)
        home = computer(folder, self.clock, self.dice.randbytes)
        shared = home.shared()
        copy = Desk(home.open_vault(desk.vault.name, PASSWORD), shared)
        self._stack.callback(copy.vault.close)
        self._stack.callback(shared.close)
        return copy

    def close(self) -> None:
        self._stack.close()
        self.centre.close()

    def unit(self, name: str) -> str:
        """The id of a shipped unit."""
        return Org(shipped_units()).find(name)[0].id


def computer(folder: Path, clock: Clock = system_clock, dice: Dice = os.urandom) -> Home:
    """A computer whose passwords are set quickly."""
    return Home(folder, clock, dice, cost=CHEAP)


def signed(desk: Desk, push: Push) -> Push:
    """A batch made by hand, under the computer's own signature."""
    return heads.signed(push, desk.vault.identity())


def make(desk: Desk, type_name: str, dice: random.Random, **values: Any) -> Entry:
    """An entry with an example's values, some of them given."""
    body = example(record_type(type_name), desk.world, dice)
    return entries.add(desk, type_name, {**body, **values})


def smuggle(desk: Desk, entry: str, unit: str = "", kind: Any = "", only_entry: bool = False) -> None:
    """Write another unit or kind into an entry and its first op, as an older, newer or altered program might have."""
    with desk.vault.writing() as connection:
        if unit:
            connection.execute(
                text("UPDATE entry SET unit = :unit WHERE id = :id"), {"unit": unit, "id": entry}
            )
        if not only_entry:
            op = ops.of_entry(connection, entry)[0]
            altered = msgspec.structs.replace(op, unit=unit or op.unit, kind=kind or op.kind)
            ops.rewrite(connection, {op.n: altered})
