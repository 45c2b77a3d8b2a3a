"""Everything that is kept about the person who is signed in, to be taken along."""

from __future__ import annotations

from typing import Any

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.record import record_types
from gridapp.i18n import tr
from gridapp.store import lists, rows
from gridapp.store.lists import Query, Where


def my_data(desk: Desk) -> dict[str, Any]:
    """As JSON can hold it: the person, and every entry that they recorded or that is about them, each field as people
    read it and as it is stored."""
    mine: dict[str, Entry] = {}
    with desk.reading() as connection:
        for record in record_types().values():
            own = Query(record, (Where("author", "=", desk.person.id),), limit=None)
            about = rows.about(connection, record, desk.person.id) if record.subject else []
            itself = rows.read(connection, desk.person.id) if record.stands_for == "person" else None
            found = [*lists.page(connection, own), *about, *([itself] if itself else [])]
            mine |= {each.id: each for each in found}
    person = {"id": desk.person.id, "name": desk.person.name, "units": list(desk.person.units)}
    return {"person": person, "entries": [_told(each, desk) for each in mine.values()]}


def _told(entry: Entry, desk: Desk) -> dict[str, Any]:
    fields = entry.record.fields()
    read = {tr(fields[name].label): fields[name].show(value, desk.world)
            for name, value in entry.body.items() if name in fields}  # fmt: skip
    return {
        "type": entry.type,
        "number": entry.number,
        "unit": desk.org.label(entry.unit),
        "by": entry.author.name,
        "state": tr(entry.record.workflow.state(entry.state).label),
        "recorded_at": entry.recorded_at,
        "read": read,
        "stored": entry.body,
    }
