"""What is recorded can be read by nobody who has the files: 1,000 marked texts, looked for in everything that is left
on the disk while the program runs, after it ended, and after it was killed."""

from __future__ import annotations

import multiprocessing
import signal
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from gridapp.actions import drafts, entries, photos
from gridapp.actions.desk import Desk
from gridapp.domain.photo import Photo
from gridapp.domain.record import example, record_type
from gridapp.store.lists import Query
from tests.office import PASSWORD, computer

COUNT = 1_000
TEXTS = [f"canary-{number:04d}-在九龙村三组" for number in range(COUNT)]
MARK = b"canary-"
"""What each begins with, as UTF-8; half of the characters of UTF-16 are looked for as well."""

_processes = multiprocessing.get_context("spawn")


def record(folder: Path, recorded: Any, go_on: Any) -> None:
    """In a process of its own: texts, a photo and a draft; then hold everything open until told."""
    import random

    home = computer(folder)
    shared = home.shared()
    desk = Desk(home.create_vault(shared, PASSWORD), shared)
    dice = random.Random(1)
    bodies = [{**example(record_type("hazard"), desk.world, dice), "description": text} for text in TEXTS]
    entries.add_all(desk, "hazard", [entries.New(body) for body in bodies])
    photos.keep(desk, Photo(b"".join(text.encode() for text in TEXTS), 10, 10))
    drafts.keep(desk, "hazard", {"description": TEXTS[0]})
    assert entries.count(desk, Query(record_type("hazard"), words="canary")) == COUNT
    recorded.set()
    go_on.wait()
    desk.vault.close()
    shared.close()


def found_in(folders: Iterable[Path]) -> list[Path]:
    """The files that hold any of the texts, or whose name does."""
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [file for file in files if _is_marked(file.read_bytes()) or "canary" in str(file.relative_to("/"))]


def _is_marked(data: bytes) -> bool:
    return MARK in data or "canary-".encode("utf-16-le") in data or MARK.hex().encode() in data


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Everywhere a process could leave something: its home, the account's folders, temporary files."""
    made = [tmp_path / name for name in ("home", "config", "cache", "tmp", "account")]
    for folder in made:
        folder.mkdir()
    variables = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TMPDIR", "HOME")
    for variable, folder in zip(variables, made[1:], strict=True):
        monkeypatch.setenv(variable, str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(made[4] / "data"))
    return made


@pytest.mark.parametrize("end", ["closed", "killed"])
def test_nothing_readable_is_on_the_disk(places: list[Path], end: str) -> None:
    recorded, go_on = _processes.Event(), _processes.Event()
    process = _processes.Process(target=record, args=(places[0] / "computer", recorded, go_on))
    process.start()
    try:
        assert recorded.wait(120)
        assert found_in(places) == []
        if end == "closed":
            go_on.set()
        else:
            process.kill()
        process.join(60)
        assert process.exitcode == (0 if end == "closed" else -signal.SIGKILL)
        assert found_in(places) == []
        assert list(places[0].rglob("vault.db"))
    finally:
        process.kill()
        process.join()


def _plain_database(folder: Path) -> None:
    connection = sqlite3.connect(folder / "plain.db")
    connection.execute("CREATE TABLE entry (body TEXT)")
    connection.executemany("INSERT INTO entry VALUES (?)", [(text,) for text in TEXTS])
    connection.commit()
    connection.close()


def _plain_photo(folder: Path) -> None:
    (folder / "thumb.bin").write_bytes(TEXTS[7].encode())


def _log_in_wide_characters(folder: Path) -> None:
    (folder / "log").write_bytes(TEXTS[7].encode("utf-16-le"))


@pytest.mark.parametrize("left", [_plain_database, _plain_photo, _log_in_wide_characters])
def test_what_is_readable_is_found(tmp_path: Path, left: Callable[[Path], None]) -> None:
    left(tmp_path)
    assert len(found_in([tmp_path])) == 1
