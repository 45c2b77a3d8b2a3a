"""The server's database: an encrypted SQLite in its folder, or PostgreSQL by URL. One face for both."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from gridapp.domain.errors import GridAppError, Refused
from gridapp.domain.ids import Dice
from gridapp.domain.world import Clock
from gridapp.i18n import tr
from gridapp.server import row_security
from gridapp.server.addresses import understand, unreachable
from gridapp.server.migrations import STEPS
from gridapp.server.sights import Sight, look
from gridapp.store.database import Database, open_database
from gridapp.store.keys import key_for
from gridapp.store.migrations import migrate, steps_to_do

EMBEDDED_FILE = "server.db"


class ServerDatabase(Protocol):
    """Gives transactions, each with what it may see; a county's pushes within one of them are ordered by the lock on
    its counter row."""

    def transaction(self, sight: Sight) -> AbstractContextManager[Connection]: ...
    def close(self) -> None: ...


class EmbeddedDatabase:
    """SQLite: one connection, and one thread at a time on it. It has no row security."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = threading.Lock()

    @contextmanager
    def transaction(self, sight: Sight) -> Iterator[Connection]:
        with self._turn, self._database.writing() as connection:
            yield connection

    def close(self) -> None:
        self._database.close()


class PostgresDatabase:
    """PostgreSQL: as many at a time as there are connections; two pushes of one county wait for each other. What one
    transaction sees ends with it: no other one on the same connection begins with it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def transaction(self, sight: Sight) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            look(connection, sight)
            yield connection

    def close(self) -> None:
        self._engine.dispose()


def open_embedded(folder: Path, clock: Clock, dice: Dice) -> ServerDatabase:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / EMBEDDED_FILE
    database = open_database(file, key_for(folder / "keys", "server", dice))
    migrate(database, file, STEPS, clock())
    return EmbeddedDatabase(database)


def open_postgres(url: str) -> ServerDatabase:
    """With the address of the server's own role. Raises Refused when `url` is no address of a PostgreSQL, when the
    owner has not brought the tables up to date, or when row security would not hold against this role; WorldFailed
    when it cannot be reached."""
    engine = create_engine(understand(url), pool_size=5, max_overflow=10, pool_pre_ping=True)
    try:
        with engine.begin() as connection:
            _require_tables(connection)
            row_security.require(connection)
    except SQLAlchemyError as error:
        engine.dispose()
        raise unreachable(error) from error
    except GridAppError:
        engine.dispose()
        raise
    return PostgresDatabase(engine)


def _require_tables(connection: Connection) -> None:
    """Raises Refused before today's steps were run, WorldFailed when a newer program has been here."""
    known = inspect(connection).has_table("migration")
    done = list(connection.execute(text("SELECT name FROM migration")).scalars()) if known else []
    if steps_to_do(STEPS, done):
        raise Refused(
            tr("The tables of this database are not there or not up to date"),
            tr(
                "Please run with the address of the role that owns the tables, or will: "
                "gridapp server init --owner postgresql://owner:password@host/name"
            ),
        )
