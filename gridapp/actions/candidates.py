"""Which entries may report the same thing as one that is there, or as one that is just being recorded."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from gridapp.actions.acts import found
from gridapp.actions.desk import Desk
from gridapp.domain.duplicates import REACH, Likeness, Traits, compared_fields, likeness
from gridapp.domain.entry import Entry
from gridapp.domain.errors import BadValue
from gridapp.domain.org import Org
from gridapp.domain.record import RecordType, record_type
from gridapp.store import near, rows, sameness
from gridapp.store.near import Around

_MOST = 5
_UNREADABLE = (TypeError, ValueError, AttributeError, KeyError)
"""What a body can raise that some other program wrote wrongly: it is nobody's double, and stops nothing else."""


@dataclass(frozen=True)
class Candidate:
    """An entry that may be about the same thing, and what speaks for it."""

    entry: Entry
    likeness: Likeness


def candidates(desk: Desk, entry: str) -> list[Candidate]:
    """What may be the same as this entry and is not linked to it, the likeliest first."""
    with desk.reading() as connection:
        one = found(desk, connection, entry)
        if not one.record.repeats():
            return []
        known = {one.id, sameness.main_of(connection, one)["id"]}
        return _search(
            desk, connection, one.record, Traits(one.record, one.body, desk.world), one.unit, known
        )


def candidates_for(desk: Desk, type_name: str, values: Mapping[str, Any], unit: str = "") -> list[Candidate]:
    """What may be the same as something that is being typed: raw values, as far as they can be read yet."""
    record = record_type(type_name)
    if not record.repeats():
        return []
    body = {}
    for name, field in record.fields().items():
        try:
            body[name] = field.clean(values.get(name), desk.world)
        except BadValue:
            continue
    with desk.reading() as connection:
        mine = Traits(record, {name: value for name, value in body.items() if value is not None}, desk.world)
        return _search(desk, connection, record, mine, unit or desk.person.unit, set())


def _search(
    desk: Desk, connection: Connection, record: RecordType, mine: Traits, unit: str, known: set[str]
) -> list[Candidate]:
    """Few of many by index, then those scored; of several linked reports of one thing the likeliest."""
    if mine.time is None:
        return []
    around = Around(mine.time[0], REACH)
    ids = near.of_category(connection, record, mine.code.code, around) if mine.code else []
    units = _around(desk.org, unit)
    ids += (
        near.of_units(connection, record, units, around) if units else near.of_any(connection, record, around)
    )
    world, likely = desk.world, dict[str, Likeness]()
    bodies = near.bodies(connection, list(dict.fromkeys(ids)), compared_fields(record))
    for entry, body in bodies.items():
        with suppress(*_UNREADABLE):
            if entry not in known and (like := likeness(mine, Traits(record, body, world))):
                likely[entry] = like
    best: dict[str, Candidate] = {}
    for entry, like in sorted(likely.items(), key=lambda each: -each[1].score):
        there = rows.read(connection, entry)
        if there is not None and desk.may("view", there):
            main = sameness.main_of(connection, there)["id"]
            if main not in known:
                best.setdefault(main, Candidate(there, like))
        if len(best) == _MOST:
            break
    return list(best.values())


def _around(org: Org, unit: str) -> list[str]:
    """The units whose people may have seen the same: all of the township, and those above. None for the county's
    own, whose people may be anywhere."""
    line = list(org.ancestry(unit))
    within = [each for each in line if each.kind not in ("province", "city", "county")]
    if not within:
        return []
    found, todo = [each.id for each in line], [within[-1].id]
    while todo:
        below = [each.id for each in org.children(todo.pop())]
        found += below
        todo += below
    return list(dict.fromkeys(found))
