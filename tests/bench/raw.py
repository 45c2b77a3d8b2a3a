"""The same rows put straight into a database: the floor below every sync."""

from __future__ import annotations

import random
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

from gridapp.domain.ids import uuid7
from gridapp.domain.org import Org, shipped_units
from gridapp.domain.world import World
from tests.bench import made_up
from tests.bench.anki_site import compact

AT_ONCE = 2000  # rows in a transaction, as many as a push sends
Line = tuple[str, str, str, int, str]

_TABLE = "CREATE TABLE bulk (id TEXT PRIMARY KEY, type TEXT, unit TEXT, seq BIGINT, body TEXT)"


def lines(count: int) -> list[Line]:
    dice = random.Random(1)
    world = World(Org(shipped_units()), lambda: datetime.now(UTC))
    return [
        (
            uuid7(world.now(), dice.randbytes),
            made_up.TYPE,
            "621026100001",
            number,
            compact(made_up.stored(dice, world)),
        )
        for number in range(count)
    ]


def sqlite(folder: Path, rows: list[Line]) -> float:
    """Seconds for plain SQLite, WAL with synchronous FULL, unencrypted."""
    file = folder / "raw.db"
    for each in folder.glob("raw.db*"):
        each.unlink()
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(_TABLE)
    began = time.perf_counter()
    for start in range(0, len(rows), AT_ONCE):
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO bulk VALUES (?, ?, ?, ?, ?)", rows[start : start + AT_ONCE])
        connection.execute("COMMIT")
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


def postgres(url: str, rows: list[Line]) -> float:
    """Seconds for PostgreSQL by COPY, a commit per part."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bulk")
        connection.execute(_TABLE)
        connection.execute("CHECKPOINT")
        began = time.perf_counter()
        for start in range(0, len(rows), AT_ONCE):
            with (
                connection.transaction(),
                connection.cursor() as cursor,
                cursor.copy("COPY bulk FROM STDIN") as copy,
            ):
                for row in rows[start : start + AT_ONCE]:
                    copy.write_row(row)
        seconds = time.perf_counter() - began
        connection.execute("DROP TABLE bulk")
    return seconds
