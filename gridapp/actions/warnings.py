"""Deadlines that come nearer, of what this person can do something about: said at set parts of the time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.record import RecordType, record_types
from gridapp.store import lists
from gridapp.store.lists import Query, Where

STALE = timedelta(days=1)
"""What was to be said longer ago is not: it stands on the first page."""

_MOST = 200
"""Of one type, the nearest first: nobody acts on more at once."""


@dataclass(frozen=True)
class Warned:
    """An entry, and when somebody is warned of it, in order; the last is the deadline."""

    entry: Entry
    times: list[datetime]


def warning_types() -> list[RecordType]:
    """The types that can be due."""
    return [each for each in record_types().values() if each.due]


def warnings(desk: Desk, connection: Connection) -> Iterator[Warned]:
    """What is due from yesterday on and lies in this person's hands."""
    since = lists.as_happened(desk.world.now() - STALE)
    for record in warning_types():
        wanted = (Where("open", "=", True), Where("due", ">=", since))
        for entry in lists.page(connection, Query(record, wanted, order="due", limit=_MOST)):
            if entry.due is not None and _can_act(desk, entry):
                yield Warned(entry, desk.deadlines.warned_at(entry.due_from, entry.due))


def _can_act(desk: Desk, entry: Entry) -> bool:
    """Whether it is with one of the person's units, and a next step is theirs to make."""
    if not desk.org.within_any(entry.holder, desk.person.units):
        return False
    steps = entry.record.workflow.moves_from(entry.state)
    return any(desk.may(f"move:{each.name}", entry) for each in steps if not each.backwards)
