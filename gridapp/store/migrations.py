"""Ordered functions that bring a store up to date, each recorded, a copy made first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData, text

from gridapp.domain.errors import WorldFailed
from gridapp.i18n import tr
from gridapp.store import tables
from gridapp.store.database import Database
from gridapp.store.fsync import copy_durably

Migration = Callable[[Connection], None]


def first_tables(connection: Connection) -> None:
    tables.vault.create_all(connection)
    connection.exec_driver_sql(tables.SEARCH)


VAULT: tuple[Migration, ...] = (first_tables,)


def migrate(database: Database, file: Path, steps: tuple[Migration, ...], now: datetime) -> list[str]:
    """Run what has not run yet, one transaction each; give the names of those run.

    Raises WorldFailed when a newer program has been here: an older one must not write what it does not know.
    """
    with database.writing() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, at TEXT NOT NULL)"
        )
        done = [row.name for row in connection.execute(text("SELECT name FROM migration"))]
    names = [step.__name__ for step in steps]
    if unknown := set(done) - set(names):
        raise WorldFailed(
            tr("This store belongs to a newer version"),
            tr(
                "Please start the newer program. Nothing was changed. ({names})",
                names=", ".join(sorted(unknown)),
            ),
        )
    todo = [step for step in steps if step.__name__ not in done]
    if todo and done:
        _set_copy_aside(database, file, done[-1])
    for step in todo:
        with database.writing() as connection:
            step(connection)
            connection.execute(
                text("INSERT INTO migration VALUES (:name, :at)"),
                {"name": step.__name__, "at": now.isoformat()},
            )
    return [step.__name__ for step in todo]


def create_all(metadata: MetaData) -> Migration:
    """The first step of a store whose tables are declared in `metadata`."""

    def first_tables(connection: Connection) -> None:
        metadata.create_all(connection)

    return first_tables


def _set_copy_aside(database: Database, file: Path, last: str) -> None:
    with database.reading() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    copy_durably(file, file.with_suffix(f".before-{last}.db"))
