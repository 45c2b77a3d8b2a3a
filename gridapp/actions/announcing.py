"""Notices that begin: everybody who sees one is told on this computer, once. Nobody else learns whether they were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from sqlalchemy import Connection

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.record import RecordType, record_types
from gridapp.store import lists
from gridapp.store.lists import Query, Where

_FROM = time(8)
"""No sooner on its first day."""


def announcing_types() -> list[RecordType]:
    """The types whose entries are announced."""
    return [each for each in record_types().values() if each.announces]


def announced(desk: Desk, connection: Connection) -> Iterator[tuple[Entry, datetime]]:
    """What stands today or later, except one's own, and from when on it is to be spoken of."""
    now = desk.world.now()
    for record in announcing_types():
        says = record.announces
        assert says is not None
        for entry in lists.page(connection, Query(record, (Where("state", "=", says.state),))):
            if entry.author.id == desk.person.id:
                continue
            first = date.fromisoformat(entry.body.get(says.begins) or entry.recorded_at[:10])
            if says.is_on(entry.body, max(first, now.date())):
                yield entry, datetime.combine(first, _FROM, now.tzinfo)
