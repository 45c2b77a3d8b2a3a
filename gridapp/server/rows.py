"""Between entries and the server's rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select

from gridapp.domain.checksum import as_number, as_text, checksum, group
from gridapp.domain.county_rules import county_deadlines, setting_types
from gridapp.domain.deadlines import Deadlines
from gridapp.domain.entry import Entry, from_columns
from gridapp.domain.org import Org, shipped_units
from gridapp.domain.record import record_types, type_standing_for
from gridapp.domain.units import as_unit
from gridapp.domain.world import Clock, World
from gridapp.server import bulk, checksums
from gridapp.server.tables import entry, file_use
from gridapp.server.verdicts import Known
from gridapp.sync.merge import Stamps
from gridapp.sync.protocol import Row

_AT_ONCE = 500
_ORGS: dict[tuple[Any, ...], Org] = {}
_DEADLINES: dict[tuple[Any, ...], Deadlines] = {}
_stamps = msgspec.json.Decoder(list[tuple[int, str, list[str]]])


def read(connection: Connection, county: str, ids: Iterable[str]) -> dict[str, Known]:
    """The entries with these ids that the server has."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Known] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        for row in connection.execute(select(entry).where(entry.c.county == county, entry.c.id.in_(part))):
            found[row.id] = Known(from_row(row), _read_stamps(row.stamps), as_number(row.checksum))
    return found


def write(
    connection: Connection, county: str, known: Sequence[Known], before: Mapping[str, Known], org: Org
) -> None:
    """Insert or replace rows in bulk, note which files they refer to, and keep the checksums of their units.
    `before` are the rows that were there."""
    if not known:
        return
    units = {unit for each in known for unit in (each.entry.unit, *each.entry.concerned)}
    paths = {unit: org.path(unit) for unit in units}
    sums = {each.entry.id: checksum(each.entry) for each in known}
    bulk.upsert(
        connection,
        entry,
        [_values(county, each, paths, sums[each.entry.id]) for each in known],
    )
    _forget_uses(connection, county, [each.entry.id for each in known if each.entry.id in before])
    uses = {
        (county, sha, each.entry.id)
        for each in known
        if each.entry.type in record_types()
        for sha in each.entry.record.files(each.entry.body)
    }
    bulk.upsert(connection, file_use, list(uses))
    _add_up(connection, county, known, before, sums)


def _add_up(
    connection: Connection,
    county: str,
    known: Sequence[Known],
    before: Mapping[str, Known],
    sums: Mapping[str, int],
) -> None:
    """Take the old rows out of their units' checksums and put the new ones in."""
    changes: dict[str, int] = defaultdict(int)
    for each in known:
        if old := before.get(each.entry.id):
            changes[group(old.entry)] -= old.checksum
        changes[group(each.entry)] += sums[each.entry.id]
    checksums.change(connection, county, changes)


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


def fitting(found: Sequence[Any], most_bytes: int) -> int:
    """How many of these rows one answer can carry: at least one."""
    size = 0
    for number, row in enumerate(found):
        size += len(row.body)
        if number and size > most_bytes:
            return number
    return len(found)


def org(connection: Connection, county: str) -> Org:
    """The shipped tree with the units added in this county. Made anew only when a unit changed."""
    kind = type_standing_for("unit").type
    units = (entry.c.county == county, entry.c.type == kind)
    stamp = (county, *connection.execute(_stamp().where(*units)).one())
    if stamp not in _ORGS:
        added = connection.execute(select(entry).where(*units, entry.c.deleted.is_(False)))
        if len(_ORGS) > 16:
            _ORGS.clear()
        _ORGS[stamp] = Org([*shipped_units(), *(as_unit(from_row(row)) for row in added)])
    return _ORGS[stamp]


def world(connection: Connection, county: str, clock: Clock) -> World:
    """What a county's values are checked against."""
    return World(org(connection, county), clock, deadlines=_deadlines(connection, county))


def _deadlines(connection: Connection, county: str) -> Deadlines:
    """The county's rules. Made anew only when one of them changed."""
    kinds = (entry.c.county == county, entry.c.type.in_(setting_types()))
    stamp = (county, *connection.execute(_stamp().where(*kinds)).one())
    if stamp not in _DEADLINES:
        if len(_DEADLINES) > 16:
            _DEADLINES.clear()
        _DEADLINES[stamp] = county_deadlines(settings(connection, county))
    return _DEADLINES[stamp]


def settings(connection: Connection, county: str) -> list[Entry]:
    """Every entry by which a county goes, deleted ones too."""
    found = connection.execute(
        select(entry).where(entry.c.county == county, entry.c.type.in_(setting_types()))
    )
    return [from_row(row) for row in found]


def reckoned(connection: Connection, county: str) -> list[Entry]:
    """The live entries whose deadlines follow from rules and that are not brought to their end."""
    types = [each.type for each in record_types().values() if each.due]
    mine = (entry.c.county == county, entry.c.type.in_(types), entry.c.deleted.is_(False))
    found = connection.execute(select(entry).where(*mine, entry.c.body.contains('"reckoned"')))
    return [each for row in found if not (each := from_row(row)).record.workflow.state(each.state).final]


def _stamp() -> Select[Any, Any, Any]:
    """Another whenever an entry of those looked at changed."""
    return select(func.count(), func.max(entry.c.seq), func.max(entry.c.id))


def person_called(connection: Connection, county: str, org: Org, name: str, unit: str) -> str:
    """The id of the one entry that stands for a person of this name within a unit; "" when there is none, or several.
    An account takes it over, so that what others write down about the person and what they do are of one person."""
    people = type_standing_for("person")
    query = select(entry).where(
        entry.c.county == county, entry.c.type == people.type, entry.c.deleted.is_(False)
    )
    found = [
        from_row(row) for row in connection.execute(query.where(entry.c.path.startswith(org.path(unit))))
    ]
    named = [each.id for each in found if each.body.get(people.heading) == name]
    return named[0] if len(named) == 1 else ""


def uses(connection: Connection, county: str, sha: str) -> list[str]:
    """Ids of the entries that refer to a file."""
    query = select(file_use.c.entry).where(file_use.c.county == county, file_use.c.sha == sha)
    return [row.entry for row in connection.execute(query)]


def about(connection: Connection, county: str, type_name: str, subject: str) -> list[Entry]:
    """The live entries of a type about one person."""
    mine = (entry.c.county == county, entry.c.subject == subject, entry.c.type == type_name)
    query = select(entry).where(*mine, entry.c.deleted.is_(False))
    return [from_row(row) for row in connection.execute(query)]


def files(connection: Connection) -> set[str]:
    """Names of all files that some entry refers to."""
    return {row.sha for row in connection.execute(select(file_use.c.sha).distinct())}


def stamps_text(stamps: Stamps) -> str:
    """By number and device, the fields: most are set together."""
    groups: dict[tuple[int, str], list[str]] = {}
    for name, stamp in stamps.items():
        groups.setdefault(stamp, []).append(name)
    return msgspec.json.encode([(*stamp, names) for stamp, names in groups.items()]).decode()


def _read_stamps(text: str) -> dict[str, tuple[int, str]]:
    return {name: (seq, device) for seq, device, names in _stamps.decode(text) for name in names}


def from_row(row: Any) -> Entry:
    return from_columns(row, msgspec.json.decode(row.body))


def _values(county: str, known: Known, paths: Mapping[str, str], sum_: int) -> tuple[Any, ...]:
    """In the order of the table's columns. `paths` by unit."""
    each = known.entry
    path, concerned = paths[each.unit], " ".join(paths[unit] for unit in each.concerned)
    return (
        county, each.id, each.type, each.number, each.unit, path, each.author.id, each.author.name, each.state,
        each.recorded_at, each.seq, each.schema, each.deleted, msgspec.json.encode(each.body).decode(),
        stamps_text(known.stamps), as_text(sum_), each.subject, concerned,
    )  # fmt: skip
