"""Between entries and the server's rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select, text

from gridapp.domain.entry import Entry, from_columns
from gridapp.domain.org import Org, shipped_units
from gridapp.domain.record import record_types, type_standing_for
from gridapp.domain.units import as_unit
from gridapp.server.tables import entry, file_use
from gridapp.server.verdicts import Known
from gridapp.sync.protocol import Row

_AT_ONCE = 500
_NAMES = [column.name for column in entry.columns]
_UPSERT = text(
    f"INSERT INTO entry ({', '.join(_NAMES)}) VALUES ({', '.join(f':{name}' for name in _NAMES)}) "
    f"ON CONFLICT (county, id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _NAMES[2:])}"
)
_USE = text("INSERT INTO file_use (county, sha, entry) VALUES (:county, :sha, :entry) ON CONFLICT DO NOTHING")


def read(connection: Connection, county: str, ids: Iterable[str]) -> dict[str, Known]:
    """The entries with these ids that the server has."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Known] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        for row in connection.execute(select(entry).where(entry.c.county == county, entry.c.id.in_(part))):
            stamps = {name: (seq, device) for name, (seq, device) in json.loads(row.stamps).items()}
            found[row.id] = Known(_entry(row), stamps)
    return found


def write(connection: Connection, county: str, known: Sequence[Known], org: Org) -> None:
    """Insert or replace rows, in bulk, and note which files they refer to."""
    if not known:
        return
    connection.execute(_UPSERT, [_values(county, each, org) for each in known])
    _forget_uses(connection, county, [each.entry.id for each in known])
    uses = [
        {"county": county, "sha": sha, "entry": each.entry.id}
        for each in known
        if each.entry.type in record_types()
        for sha in each.entry.record.files(each.entry.body)
    ]
    if uses:
        connection.execute(_USE, uses)


def _forget_uses(connection: Connection, county: str, entries: list[str]) -> None:
    for start in range(0, len(entries), _AT_ONCE):
        part = entries[start : start + _AT_ONCE]
        connection.execute(file_use.delete().where(file_use.c.county == county, file_use.c.entry.in_(part)))


def on_the_wire(row: Any) -> Row:
    return Row(
        id=row.id,
        type=row.type,
        number=row.number,
        unit=row.unit,
        author=row.author,
        author_name=row.author_name,
        state=row.state,
        recorded_at=row.recorded_at,
        seq=row.seq,
        body=msgspec.json.decode(row.body),
        schema=row.schema,
        deleted=bool(row.deleted),
    )


def org(connection: Connection, county: str) -> Org:
    """The shipped tree with the units added in this county."""
    kind = type_standing_for("unit").type
    added = connection.execute(
        select(entry).where(entry.c.county == county, entry.c.type == kind, entry.c.deleted.is_(False))
    )
    return Org([*shipped_units(), *(as_unit(_entry(row)) for row in added)])


def uses(connection: Connection, county: str, sha: str) -> list[str]:
    """Ids of the entries that refer to a file."""
    query = select(file_use.c.entry).where(file_use.c.county == county, file_use.c.sha == sha)
    return [row.entry for row in connection.execute(query)]


def files(connection: Connection) -> set[str]:
    """Names of all files that some entry refers to."""
    return {row.sha for row in connection.execute(select(file_use.c.sha).distinct())}


def _entry(row: Any) -> Entry:
    return from_columns(row, msgspec.json.decode(row.body))


def _values(county: str, known: Known, org: Org) -> dict[str, Any]:
    each = known.entry
    return {
        "county": county,
        "id": each.id,
        "type": each.type,
        "number": each.number,
        "unit": each.unit,
        "path": org.path(each.unit),
        "author": each.author.id,
        "author_name": each.author.name,
        "state": each.state,
        "recorded_at": each.recorded_at,
        "seq": each.seq,
        "schema": each.schema,
        "deleted": each.deleted,
        "body": msgspec.json.encode(each.body).decode(),
        "stamps": msgspec.json.encode(known.stamps).decode(),
    }
