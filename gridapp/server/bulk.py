"""Writing many rows at once. This is the hot path of a push: tuples, no objects, COPY where the database has it.

PostgreSQL takes no COPY into a table with row security: rows are copied into a temporary one and go over from there,
each past the table's policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

FEW = 40
"""So many rows are written one by one on PostgreSQL: a COPY costs more than it saves."""


def insert(connection: Connection, table: Table, lines: Sequence[tuple[Any, ...]]) -> None:
    """Insert new rows, values in the order of the table's columns."""
    _write(connection, table, lines, "")


def upsert(connection: Connection, table: Table, lines: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, or put them in the place of those with the same primary key."""
    _write(connection, table, lines, _on_conflict(table))


def _write(connection: Connection, table: Table, lines: Sequence[tuple[Any, ...]], on_conflict: str) -> None:
    if not lines:
        return
    dialect = connection.dialect.name
    if dialect == "postgresql" and len(lines) > FEW:
        arriving = f"arriving_{table.name}"
        connection.exec_driver_sql(
            f"CREATE TEMP TABLE IF NOT EXISTS {arriving} (LIKE {_quoted(table.name)} INCLUDING DEFAULTS) "
            "ON COMMIT DELETE ROWS"
        )
        connection.exec_driver_sql(f"DELETE FROM {arriving}")
        _copy(connection, arriving, table, lines)
        names = _names(table)
        connection.exec_driver_sql(
            f"INSERT INTO {_quoted(table.name)} ({names}) SELECT {names} FROM {arriving} {on_conflict}"
        )
    else:
        connection.exec_driver_sql(f"{_insert(table, dialect)} {on_conflict}", list(lines))


def _copy(connection: Connection, into: str, table: Table, lines: Sequence[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    command = f"COPY {_quoted(into)} ({_names(table)}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(command) as copy:
        for line in lines:
            copy.write_row(line)


@cache
def _insert(table: Table, dialect: str) -> str:
    mark = "%s" if dialect == "postgresql" else "?"
    return f"INSERT INTO {_quoted(table.name)} ({_names(table)}) VALUES ({', '.join([mark] * len(table.columns))})"


@cache
def _names(table: Table) -> str:
    return ", ".join(_quoted(column.name) for column in table.columns)


@cache
def _on_conflict(table: Table) -> str:
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.columns if column.name not in keys]
    if not others:
        return "ON CONFLICT DO NOTHING"
    changes = ", ".join(f"{_quoted(name)} = excluded.{_quoted(name)}" for name in others)
    return f"ON CONFLICT ({', '.join(map(_quoted, keys))}) DO UPDATE SET {changes}"


def _quoted(name: str) -> str:
    return f'"{name}"'
