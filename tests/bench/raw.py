"""The same rows put straight into a database: the floor below every sync."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import MetaData

from gridapp.domain.ids import uuid7
from gridapp.domain.org import Org, shipped_units
from gridapp.domain.world import World
from gridapp.server import bulk, tables
from gridapp.store import indexes
from gridapp.store import tables as vault_tables
from gridapp.store.database import Database, open_database
from tests.bench import made_up
from tests.bench.anki_site import compact

PERSON, NOW = "a1b2c3d4e5f60718", "2026-11-23T08:00:00+08:00"
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


def server(folder: Path, rows: list[Line]) -> float:
    """Seconds for the rows that a push writes, ready made, into the server's own tables: encrypted, with its indexes.
    No push can be faster, whatever it costs to look at what is sent."""
    county, unit, hash_ = "621026000000", "/621026000000/621026100001/", "d" * 64
    stamps = json.dumps([[1, "device", [f"field_{number}" for number in range(15)]]])
    entries = [
        (county, id_, type_, f"XC-{seq:08}", where, unit, PERSON, "何立群", "done", NOW,
         seq, 1, False, body, stamps, "0123456789abcdef")
        for id_, type_, where, seq, body in rows
    ]  # fmt: skip
    journal = [(county, seq, id_, id_, "device", NOW, 0, body, hash_, hash_) for id_, _, _, seq, body in rows]
    database = _encrypted(folder / "server-raw.db", tables.server)
    began = time.perf_counter()
    for start in range(0, len(rows), AT_ONCE):
        with database.writing() as connection:
            bulk.insert(connection, tables.entry, entries[start : start + AT_ONCE])
            bulk.insert(connection, tables.journal, journal[start : start + AT_ONCE])
    seconds = time.perf_counter() - began
    database.close()
    return seconds


def vault(folder: Path, rows: list[Line]) -> float:
    """The same for the rows that a pull writes into a vault, without the words to search for."""
    entries = [
        (seq + 1, id_, type_, f"XC-{seq:08}", where, PERSON, "何立群", "done", False,
         f"2026-11-{seq % 28 + 1:02}T08:{seq % 60:02}:00Z", None, NOW, seq, 1, False, False, body)
        for id_, type_, where, seq, body in rows
    ]  # fmt: skip
    database = _encrypted(folder / "vault-raw.db", vault_tables.vault)
    with database.writing() as connection:
        indexes.ensure(connection)
    began = time.perf_counter()
    for start in range(0, len(rows), AT_ONCE):
        with database.writing() as connection:
            bulk.insert(connection, vault_tables.entry, entries[start : start + AT_ONCE])
    seconds = time.perf_counter() - began
    database.close()
    return seconds


def _encrypted(file: Path, metadata: MetaData) -> Database:
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink()
    database = open_database(file, bytes(32))
    with database.writing() as connection:
        metadata.create_all(connection)
    return database
