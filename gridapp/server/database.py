"""The server's database: an encrypted SQLite in its folder, or PostgreSQL by URL. One face for both."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from gridapp.domain.errors import Refused, WorldFailed
from gridapp.domain.ids import Dice
from gridapp.domain.world import Clock
from gridapp.i18n import tr
from gridapp.server.migrations import STEPS
from gridapp.store.database import Database, open_database
from gridapp.store.keys import key_for
from gridapp.store.migrations import migrate, run_steps

EMBEDDED_FILE = "server.db"
_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")


class ServerDatabase(Protocol):
    """Gives transactions; a county's pushes within one of them are ordered by the lock on its counter row."""

    def transaction(self) -> AbstractContextManager[Connection]: ...
    def close(self) -> None: ...


class EmbeddedDatabase:
    """SQLite: one connection, and one thread at a time on it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with self._turn, self._database.writing() as connection:
            yield connection

    def close(self) -> None:
        self._database.close()


class PostgresDatabase:
    """PostgreSQL: as many at a time as there are connections; two pushes of one county wait for each other."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()


def open_embedded(folder: Path, clock: Clock, dice: Dice) -> ServerDatabase:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / EMBEDDED_FILE
    database = open_database(file, key_for(folder / "keys", "server", dice))
    migrate(database, file, STEPS, clock())
    return EmbeddedDatabase(database)


def open_postgres(url: str, clock: Clock) -> ServerDatabase:
    """Raises Refused when `url` is no address of a PostgreSQL, WorldFailed when it cannot be reached."""
    engine = create_engine(_address(url), pool_size=5, max_overflow=10, pool_pre_ping=True)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7461)")  # one process makes the tables
            run_steps(connection, STEPS, clock())
    except SQLAlchemyError as error:
        engine.dispose()
        raise WorldFailed(tr("The database cannot be reached"), str(getattr(error, "orig", error))) from error
    return PostgresDatabase(engine)


def _address(url: str) -> URL:
    """`url` with the driver that is installed here."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        address = None
    if address is None or address.drivername not in _POSTGRES:
        raise Refused(
            tr("This is not the address of a PostgreSQL database"),
            tr("Please give it as {example}", example="postgresql://user:password@host/name"),
        )
    return address.set(drivername="postgresql+psycopg")
