"""Between entries and rows of the `entry` table: the one place that knows both shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, literal_column, select

from gridapp.domain.entry import Entry, from_columns
from gridapp.domain.record import RecordType, record_types
from gridapp.store import search
from gridapp.store.tables import entry as table
from gridapp.store.tables import file_use

_COLUMNS = (
    "id", "type", "number", "unit", "author", "author_name", "state", "open", "happened", "due", "recorded_at",
    "seq", "schema", "deleted", "pending", "body",
)  # fmt: skip
_INSERT = f"INSERT INTO entry ({', '.join(_COLUMNS)}, row) VALUES ({', '.join('?' * len(_COLUMNS))}, ?)"
_SELECT = f"SELECT {', '.join(_COLUMNS)}, row FROM entry"
_SEARCHED = frozenset(("type", "number", "author_name", "open", "happened", "due", "body"))
"""The columns whose words are searched for, and those that differ when this program has learnt its type since."""


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


def about(connection: Connection, record: RecordType, subject: str) -> list[Entry]:
    """The live entries of a type about one person."""
    person: ColumnElement[str] = literal_column(f"json_extract(entry.body, '$.{record.subject}.id')")
    query = select(table).where(table.c.type == record.type, table.c.deleted.is_(False), person == subject)
    return [from_row(row) for row in connection.execute(query)]


def holding(connection: Connection, record: RecordType, field: str, value: str, but: str) -> str:
    """The number of a live entry of a type, other than `but`, whose field has this value; "" when there is none."""
    said: ColumnElement[str] = literal_column(f"json_extract(entry.body, '{record.field(field).path()}')")
    mine = (table.c.type == record.type, table.c.deleted.is_(False), table.c.id != but, said == value)
    row = connection.execute(select(table.c.number).where(*mine).limit(1)).first()
    return row.number if row else ""


def numbered(connection: Connection, number: str) -> Entry | None:
    """The entry with this human number, when there is exactly one."""
    found = connection.execute(select(table).where(table.c.number == number).limit(2)).all()
    return from_row(found[0]) if len(found) == 1 else None


def write(connection: Connection, entries: Sequence[Entry]) -> None:
    """Put entries into the table, the search index and the list of files in use. Plain tuples: this is a hot path.

    Of a row that is here already only the columns that differ are written: the indexes of all others are spared.
    """
    wanted = {each.id: each for each in entries}
    here = _here(connection, list(wanted))
    new = [each for each in wanted.values() if each.id not in here]
    lines = [*_new(connection, new), *_differing([each for each in wanted.values() if each.id in here], here)]
    if new:
        connection.exec_driver_sql(_INSERT, [(*line.values, line.row) for line in lines[: len(new)]])
    for names, alike in _by_columns(lines[len(new) :]).items():
        connection.exec_driver_sql(_update(names), alike)
    searched = [line for line in lines if not _SEARCHED.isdisjoint(line.names)]
    search.index(connection, ((line.row, line.entry.type, _words(line.entry)) for line in searched))
    _note_files(connection, [line.entry for line in searched], here)


class _Line(NamedTuple):
    """What has to be written of an entry: the names of columns, and the values of all of them."""

    entry: Entry
    row: int
    names: tuple[str, ...]
    values: tuple[Any, ...]


def _here(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """The rows of these entries that are here, in the order of `_COLUMNS`, with the row's number at the end."""
    found: dict[str, tuple[Any, ...]] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks = ", ".join("?" * len(part))
        rows = connection.exec_driver_sql(f"{_SELECT} WHERE id IN ({marks})", tuple(part))
        found.update((row[0], tuple(row)) for row in rows)
    return found


def _new(connection: Connection, entries: Sequence[Entry]) -> list[_Line]:
    newest: int = connection.exec_driver_sql("SELECT max(row) FROM entry").scalar() or 0
    return [_Line(each, row, _COLUMNS, _values(each)) for row, each in enumerate(entries, newest + 1)]


def _differing(entries: Sequence[Entry], here: Mapping[str, tuple[Any, ...]]) -> list[_Line]:
    lines = []
    for entry in entries:
        *known, row = here[entry.id]
        values = _values(entry)
        pairs = zip(_COLUMNS, known, values, strict=True)
        if names := tuple(name for name, old, new in pairs if old != new):
            lines.append(_Line(entry, row, names, values))
    return lines


def _by_columns(lines: Sequence[_Line]) -> dict[tuple[str, ...], list[tuple[Any, ...]]]:
    """What one statement can write: the new values and the row's number, for all rows that differ in the same."""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for line in lines:
        values = dict(zip(_COLUMNS, line.values, strict=True))
        alike[line.names].append((*(values[name] for name in line.names), line.row))
    return alike


def _update(names: Sequence[str]) -> str:
    return f"UPDATE entry SET {', '.join(f'{name} = ?' for name in names)} WHERE row = ?"


def forget(connection: Connection, entries: Iterable[str]) -> None:
    """Take rows away that this person may no longer see."""
    for entry in entries:
        row = connection.execute(select(table.c.row).where(table.c.id == entry)).scalar()
        if row is not None:
            connection.exec_driver_sql("DELETE FROM search WHERE rowid = ?", (row,))
            connection.execute(file_use.delete().where(file_use.c.entry == entry))
            connection.execute(table.delete().where(table.c.row == row))


def _note_files(connection: Connection, entries: Sequence[Entry], here: Collection[str]) -> None:
    ids = [each.id for each in entries if each.id in here]
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
        _utc(due.isoformat()) if is_open and (due := _due(entry)) else None,
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


def _due(entry: Entry) -> datetime | None:
    """What a newer program wrote in another form is due at no time."""
    with suppress(*_UNREADABLE):
        return entry.due
    return None


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
