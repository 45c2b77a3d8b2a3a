"""The checksums of a county's units, kept up to date by every push, and compared with a computer's once a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, not_, select

from gridapp.domain.checksum import SHARED, add, as_number, as_text, part
from gridapp.domain.org import Org
from gridapp.server import bulk, scopes
from gridapp.server.accounts import Caller
from gridapp.server.tables import checksum, entry


def change(connection: Connection, county: str, changes: Mapping[str, int]) -> None:
    """Add these differences to the sums of their units."""
    here = checksum.c.county == county
    query = select(checksum.c.unit, checksum.c.sum).where(here, checksum.c.unit.in_(list(changes)))
    old = {row.unit: as_number(row.sum) for row in connection.execute(query)}
    lines = [(county, unit, as_text(add(old.get(unit, 0), value))) for unit, value in changes.items()]
    bulk.upsert(connection, checksum, lines)


def differing(connection: Connection, caller: Caller, org: Org, theirs: Mapping[str, str]) -> list[str]:
    """The units in this person's part of the tree whose sum is not the one they have."""
    rows = connection.execute(
        select(checksum.c.unit, checksum.c.sum).where(checksum.c.county == caller.county)
    )
    ours = {row.unit: row.sum for row in rows}
    zero = as_text(0)
    return sorted(
        unit
        for unit in {*ours, *theirs}
        if in_sight(caller, org, unit) and ours.get(unit, zero) != theirs.get(unit, zero)
    )


def in_sight(caller: Caller, org: Org, unit: str) -> bool:
    """Whether a person sees everything that is summed under this name."""
    return unit == SHARED or (unit in org and org.within_any(unit, caller.person.units))


def parts(connection: Connection, county: str, unit: str) -> dict[int, str]:
    """The sums of the parts of a unit."""
    found: dict[int, int] = {}
    query = select(entry.c.id, entry.c.checksum).where(*_of_unit(county, unit))
    for row in connection.execute(query):
        found[part(row.id)] = add(found.get(part(row.id), 0), as_number(row.checksum))
    return {number: as_text(value) for number, value in found.items() if value}


def of_parts(
    connection: Connection, county: str, unit: str, numbers: Sequence[int], most_bytes: int
) -> tuple[list[Row[Any]], list[int]]:
    """The live entries in some parts of a unit, and which parts these are: as many as fit, and at least one."""
    by_part: dict[int, list[Row[Any]]] = {number: [] for number in sorted(set(numbers))}
    query = select(entry).where(*_of_unit(county, unit), entry.c.deleted.is_(False))
    for row in connection.execute(query):
        if (number := part(row.id)) in by_part:
            by_part[number].append(row)
    found: list[Row[Any]] = []
    covered: list[int] = []
    size = 0
    for number, rows in by_part.items():
        size += sum(len(row.body) for row in rows)
        if covered and size > most_bytes:
            break
        found += rows
        covered.append(number)
    return found, covered


def _of_unit(county: str, unit: str) -> tuple[Any, ...]:
    if unit == SHARED:
        return entry.c.county == county, scopes.is_shared()
    return entry.c.county == county, entry.c.unit == unit, not_(scopes.is_shared())
