"""Indexes on the fields that a type's list filters by, made from the declaration."""

from __future__ import annotations

from sqlalchemy import Connection, text

from gridapp.domain.record import record_types


def wanted() -> dict[str, str]:
    """Every index that the declared types ask for: name -> the statement that makes it."""
    statements = {}
    for name, record in record_types().items():
        for field in record.filters:
            path = record.field(field).path()
            index = f"entry_{name}_{field}"
            statements[index] = (
                f"CREATE INDEX IF NOT EXISTS {index} ON entry "
                f"(json_extract(body, '{path}'), happened, id) WHERE type = '{name}' AND deleted = 0"
            )
    return statements


def existing(connection: Connection) -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'entry' AND sql LIKE '%json_extract%'"
    return {row.name for row in connection.execute(text(query))}


def ensure(connection: Connection) -> None:
    """Make what is missing and drop what no declaration asks for any more."""
    for name in existing(connection) - set(wanted()):
        connection.exec_driver_sql(f"DROP INDEX {name}")
    for statement in wanted().values():
        connection.exec_driver_sql(statement)
