"""A duty goes the usual way: recorded offline, read by whoever leads, confirmed; another unit sees nothing."""

from __future__ import annotations

import random
from typing import Any

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.record import record_type
from gridapp.store.lists import Query
from tests.office import COORDINATOR, STRANGER, VOLUNTEER, Office, make

Who = tuple[str, str, str]


def recorded(
    office: Office, type_name: str, values: dict[str, Any], who: Who = VOLUNTEER
) -> tuple[Desk, Entry]:
    """An entry recorded at a computer of `who`, with an example's values where none are given."""
    desk = office.desk(who)
    return desk, make(desk, type_name, random.Random(1), **record_type(type_name).clean(values, desk.world))


def confirmed(office: Office, type_name: str, values: dict[str, Any], who: Who = VOLUNTEER) -> Entry:
    """The entry as its recorder reads it once a coordinator at another computer has confirmed it."""
    desk, made = recorded(office, type_name, values, who)
    lead = office.desk(COORDINATOR)
    assert office.sync(desk).verdicts == {"stored": 1}
    office.sync(lead)
    assert entries.get(lead, made.id).body == made.body
    entries.move(lead, made.id, "confirm")
    assert office.sync(lead).verdicts == {"stored": 1}
    office.sync(desk)
    sees_nothing(office, made)
    return entries.get(desk, made.id)


def sees_nothing(office: Office, entry: Entry) -> None:
    """A volunteer of another township, from whom the server keeps it."""
    stranger = office.desk(STRANGER)
    office.sync(stranger)
    assert entries.find(stranger, Query(entry.record)) == []
