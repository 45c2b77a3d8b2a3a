"""What is late, and who takes it in hand: the unit that has it first, then the one above, then the county (督办)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gridapp.actions.desk import Desk
from gridapp.domain.deadlines import Level
from gridapp.domain.entry import Entry
from gridapp.domain.org import Org
from gridapp.domain.record import record_types
from gridapp.domain.world import World
from gridapp.store import lists
from gridapp.store.lists import Query, Where

_MOST = 500
"""Of one type: whoever has more than that late does not look through a list."""


@dataclass(frozen=True)
class Late:
    """An entry that was `due` and is supervised by the unit with this id, at this level of the ladder."""

    entry: Entry
    due: datetime
    level: Level
    unit: str


def late(desk: Desk) -> list[Late]:
    """Everything on this computer that is late, the latest first. Nothing is written: the ladder follows from the
    deadline, so that it is the same on every computer, also on one that was offline for long."""
    now = desk.world.now()
    with desk.reading() as connection:
        found = [
            entry
            for record in record_types().values()
            if record.due
            for entry in lists.page(connection, Query(record, _overdue(now), order="due", limit=_MOST))
        ]
    known = (supervised(each, desk.world) for each in found)
    return sorted((each for each in known if each), key=lambda each: each.due)


def own_late(desk: Desk) -> list[Late]:
    """Of that, what one of this person's units supervises."""
    return [each for each in late(desk) if each.unit in desk.person.units]


def supervised(entry: Entry, world: World) -> Late | None:
    """Who supervises an entry now; None while it is in time."""
    due = entry.due
    level = world.deadlines.supervised(due, world.now()) if due else None
    return Late(entry, due, level, supervisor(entry, level, world.org)) if due and level else None


def supervisor(entry: Entry, level: Level, org: Org) -> str:
    """The unit that takes an entry in hand at a level: never one above the county."""
    county = org.county(entry.holder)
    above = [each.id for each in org.ancestry(entry.holder) if org.within(each.id, county)]
    rungs = {"holder": above[:1], "above": above[1:2], "county": [county]}
    return next(iter(rungs[level]), county)


def _overdue(now: datetime) -> tuple[Where, ...]:
    return Where("open", "=", True), Where("due", "<", lists.as_happened(now))
