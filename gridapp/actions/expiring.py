"""What runs out soon and has to be renewed, of what this person looks after: insurance, a background check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.fields import Day
from gridapp.domain.record import RecordType, record_types
from gridapp.store import lists
from gridapp.store.lists import Query, Where

_MOST = 50


@dataclass(frozen=True)
class Expiring:
    """What `field` of an entry says is good until `day`, or was."""

    entry: Entry
    field: Day
    day: date


def expiring(desk: Desk) -> list[Expiring]:
    """Everything that this person may renew, what runs out first at the beginning."""
    with desk.reading() as connection:
        found = [
            each
            for record in record_types().values()
            for field in record.fields().values()
            if isinstance(field, Day) and field.warns is not None
            for each in _of(desk, connection, record, field)
        ]
    return sorted(found, key=lambda each: each.day)


def _of(desk: Desk, connection: Connection, record: RecordType, field: Day) -> Iterator[Expiring]:
    until = field.last_stored(desk.world.now().date())
    wanted = (Where("open", "=", True), Where(field.name, "<=", until.isoformat()))
    for entry in lists.page(connection, Query(record, wanted, limit=_MOST)):
        stored = entry.body.get(field.name)
        if stored and desk.may("set", entry):
            yield Expiring(entry, field, date.fromisoformat(stored) + timedelta(days=field.good_for))
