"""Between entries and rows of the `entry` table: the one place that knows both shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from gridapp.domain.entry import Entry, from_columns
from gridapp.domain.record import RecordType, record_types
from gridapp.store import search
from gridapp.store.tables import entry as table
from gridapp.store.tables import file_use

_COLUMNS = (
    "id", "type", "number", "unit", "author", "author_name", "state", "open", "happened", "due", "recorded_at",
    "seq", "schema", "deleted", "pending", "body",
)  # fmt: skip
_UPSERT = (
    f"INSERT INTO entry ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "
    "ON CONFLICT (id) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
)


_UNREADABLE = (TypeError, ValueError, AttributeError, KeyError)
"""What a body can raise that some other program wrote wrongly: it is kept as it is, and stops nothing else."""


def from_row(row: Row[Any]) -> Entry:
    return from_columns(row, msgspec.json.decode(row.body), bool(row.pending))


def read(connection: Connection, entry: str) -> Entry | None:
    row = connection.execute(select(table).where(table.c.id == entry)).first()
    return from_row(row) if row else None


def of_type(connection: Connection, type_name: str) -> list[Entry]:
    """Every entry of a type, deleted ones too."""
    return [from_row(row) for row in connection.execute(select(table).where(table.c.type == type_name))]


def numbered(connection: Connection, number: str) -> Entry | None:
    """The entry with this human number, when there is exactly one."""
    found = connection.execute(select(table).where(table.c.number == number).limit(2)).all()
    return from_row(found[0]) if len(found) == 1 else None


def write(connection: Connection, entries: Sequence[Entry]) -> None:
    """Put entries into the table, the search index and the list of files in use. Plain tuples: this is a hot path."""
    if not entries:
        return
    connection.exec_driver_sql(_UPSERT, [_values(each) for each in entries])
    ids = [each.id for each in entries]
    numbers: dict[str, int] = {}
    for start in range(0, len(ids), 500):
        rows = connection.execute(
            select(table.c.id, table.c.row).where(table.c.id.in_(ids[start : start + 500]))
        )
        numbers.update({row.id: row.row for row in rows})
    search.index(connection, ((numbers[each.id], each.type, _words(each)) for each in entries))
    _note_files(connection, entries)


def forget(connection: Connection, entries: Iterable[str]) -> None:
    """Take rows away that this person may no longer see."""
    for entry in entries:
        row = connection.execute(select(table.c.row).where(table.c.id == entry)).scalar()
        if row is not None:
            connection.exec_driver_sql("DELETE FROM search WHERE rowid = ?", (row,))
            connection.execute(file_use.delete().where(file_use.c.entry == entry))
            connection.execute(table.delete().where(table.c.row == row))


def _note_files(connection: Connection, entries: Sequence[Entry]) -> None:
    ids = [each.id for each in entries]
    for start in range(0, len(ids), 500):
        connection.execute(file_use.delete().where(file_use.c.entry.in_(ids[start : start + 500])))
    uses = [(each.id, sha) for each in entries for sha in _files(each)]
    if uses:
        connection.exec_driver_sql("INSERT OR IGNORE INTO file_use VALUES (?, ?)", uses)


def _values(entry: Entry) -> tuple[Any, ...]:
    record = _record(entry)
    is_open = not record.workflow.state(entry.state).final if record else True
    return (
        entry.id,
        entry.type,
        entry.number,
        entry.unit,
        entry.author.id,
        entry.author.name,
        entry.state,
        is_open,
        _moment(entry, record.when if record else "") or _utc(entry.recorded_at),
        _moment(entry, record.due if record else ""),
        entry.recorded_at,
        entry.seq,
        entry.schema,
        entry.deleted,
        entry.pending,
        msgspec.json.encode(entry.body).decode(),
    )


def _words(entry: Entry) -> str:
    record = _record(entry)
    words = ""
    with suppress(*_UNREADABLE):
        words = record.words(entry.body) if record else ""
    return f"{entry.number} {entry.author.name} {words}"


def _files(entry: Entry) -> list[str]:
    record = _record(entry)
    with suppress(*_UNREADABLE):
        return record.files(entry.body) if record else []
    return []


def _record(entry: Entry) -> RecordType | None:
    """The declared type, or None for an entry that only a newer version of the program knows."""
    return record_types().get(entry.type)


def _moment(entry: Entry, field: str) -> str | None:
    value = entry.body.get(field) if field else None
    if isinstance(value, dict):
        value = value.get("from")
    return _utc(value) if isinstance(value, str) else None


def _utc(moment: str) -> str:
    """An ISO moment or day as UTC text, so that texts sort as moments do; as it is when it is neither."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return (
        (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC))
        .astimezone(UTC)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
    )
