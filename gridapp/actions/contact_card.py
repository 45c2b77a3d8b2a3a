"""Which unit a contact card or a notice is for."""

from __future__ import annotations

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound
from gridapp.domain.record import record_types
from gridapp.i18n import tr
from gridapp.store.lists import Query, Where


def grid_called(desk: Desk, text: str) -> Entry:
    """The entry of the one unit that this id, number or name means. Raises NotFound."""
    record = next(each for each in record_types().values() if each.stands_for == "unit")
    named = entries.find(desk, Query(record, (Where(record.heading, "=", text),), limit=2))
    if len(named) > 1:
        raise NotFound(tr("Several units are called “{name}”; please give the number of one.", name=text))
    found = named[0] if named else entries.get(desk, text)
    if found.record is not record:
        raise NotFound(tr("{number} is not a unit.", number=found.number))
    return found
