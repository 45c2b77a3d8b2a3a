"""Ordered functions that bring a store up to date, each recorded, a copy made first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.schema import CreateColumn

from gridapp.domain.errors import WorldFailed
from gridapp.i18n import tr
from gridapp.store import ops, tables
from gridapp.store.database import Database
from gridapp.store.fsync import copy_durably

Migration = Callable[[Connection], None]


def first_tables(connection: Connection) -> None:
    tables.vault.create_all(connection)
    connection.exec_driver_sql(tables.SEARCH)


def sync_that_loses_nothing(connection: Connection) -> None:
    """Receipts, checkpoints, what supervisors said."""
    bring_up(connection, tables.vault)
    ops.link_from(connection, 1)  # the hash before an op used to stand in the op itself


def deleted_strays(connection: Connection) -> None:
    """The index of strays left out those that were deleted."""
    connection.exec_driver_sql("DROP INDEX IF EXISTS entry_stray")
    bring_up(connection, tables.vault)


def reminders(connection: Connection) -> None:
    """What the person was reminded of."""
    bring_up(connection, tables.vault)


VAULT: tuple[Migration, ...] = (first_tables, sync_that_loses_nothing, deleted_strays, reminders)


def bring_up(connection: Connection, metadata: MetaData) -> None:
    """Add the tables, columns and indexes that are declared and not there yet; whatever is there stays."""
    metadata.create_all(connection)
    existing = inspect(connection)
    for table in metadata.sorted_tables:
        columns = {column["name"] for column in existing.get_columns(table.name)}
        for column in table.columns:
            if column.name not in columns:
                described = CreateColumn(column).compile(connection)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {described}")
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def migrate(database: Database, file: Path, steps: tuple[Migration, ...], now: datetime) -> list[str]:
    """Run what has not run yet, one transaction each; give the names of those run.

    Raises WorldFailed when a newer program has been here: an older one must not write what it does not know.
    """
    with database.writing() as connection:
        done = _done(connection)
        todo = steps_to_do(steps, done)
    if todo and done:
        _set_copy_aside(database, file, [step.__name__ for step in steps if step.__name__ in done][-1])
    for step in todo:
        with database.writing() as connection:
            _run(connection, step, now)
    return [step.__name__ for step in todo]


def run_steps(connection: Connection, steps: tuple[Migration, ...], now: datetime) -> None:
    """The same in the caller's one transaction, where the database can undo all of it. Raises WorldFailed."""
    for step in steps_to_do(steps, _done(connection)):
        _run(connection, step, now)


def _done(connection: Connection) -> list[str]:
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, at TEXT NOT NULL)"
    )
    return [row.name for row in connection.execute(text("SELECT name FROM migration"))]


def steps_to_do(steps: tuple[Migration, ...], done: list[str]) -> list[Migration]:
    """Those of these steps that are not among the `done` ones. Raises WorldFailed."""
    if unknown := set(done) - {step.__name__ for step in steps}:
        raise WorldFailed(
            tr("This store belongs to a newer version"),
            tr(
                "Please start the newer program. Nothing was changed. ({names})",
                names=", ".join(sorted(unknown)),
            ),
        )
    return [step for step in steps if step.__name__ not in done]


def _run(connection: Connection, step: Migration, now: datetime) -> None:
    step(connection)
    connection.execute(
        text("INSERT INTO migration VALUES (:name, :at)"), {"name": step.__name__, "at": now.isoformat()}
    )


def create_all(metadata: MetaData) -> Migration:
    """The first step of a store whose tables are declared in `metadata`."""

    def first_tables(connection: Connection) -> None:
        metadata.create_all(connection)

    return first_tables


def _set_copy_aside(database: Database, file: Path, last: str) -> None:
    with database.reading() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    copy_durably(file, file.with_suffix(f".before-{last}.db"))
