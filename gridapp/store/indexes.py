"""Indexes on the fields that a type's list filters by, made from the declaration."""

from __future__ import annotations

from sqlalchemy import Connection, text

from gridapp.domain.record import RecordType, record_types
from gridapp.store import reminding

SAME = "entry_same_as"
SAME_AS = "json_extract(body, '$.same_as.id')"
LINKED = "instr(body, '\"same_as\"') > 0"
"""Few entries are linked to another: searching the text for the word is cheaper than reading every row's JSON."""


def wanted() -> dict[str, str]:
    """Every index that the declared types ask for: name -> the statement that makes it."""
    statements = {}
    for record in record_types().values():
        looked_up = (record.heading,) if record.stands_for == "person" else ()
        for field in (*record.filters, *looked_up):
            path, index = record.field(field).path(), name(record, field)
            # Type and deleted are the same in every row of it, but say that it fits better than `entry_newest`:
            # without figures about the data SQLite counts how many columns of an index a query fixes.
            statements[index] = (
                f"CREATE INDEX IF NOT EXISTS {index} ON entry (type, deleted, json_extract(body, '{path}'), "
                f"happened, id) WHERE type = '{record.type}' AND deleted = 0"
            )
        if record.reminds:
            statements[f"entry_{record.type}_reminds"] = (
                f"CREATE INDEX IF NOT EXISTS entry_{record.type}_reminds ON entry ({reminding.whose(record)}, "
                f"{reminding.moment(record, record.reminds)}) WHERE type = '{record.type}' AND deleted = 0"
            )
    statements[SAME] = f"CREATE INDEX IF NOT EXISTS {SAME} ON entry ({SAME_AS}) WHERE {LINKED}"
    return statements


def name(record: RecordType, field: str) -> str:
    return f"entry_{record.type}_{field}"


def existing(connection: Connection) -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'entry' AND sql LIKE '%json_extract%'"
    return {row.name for row in connection.execute(text(query))}


def ensure(connection: Connection) -> None:
    """Make what is missing and drop what no declaration asks for any more."""
    for index in existing(connection) - set(wanted()):
        connection.exec_driver_sql(f"DROP INDEX {index}")
    for statement in wanted().values():
        connection.exec_driver_sql(statement)
