"""The person's own appointments, as this computer knows them."""

from __future__ import annotations

from sqlalchemy import Connection

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.meeting import REACH, Meeting
from gridapp.domain.record import record_types
from gridapp.store import reminding, rows


def meetings(desk: Desk) -> list[Meeting]:
    """What stands in the person's calendar, from 60 days back."""
    after = (desk.world.now() - REACH).isoformat(timespec="seconds")
    types = [each for each in record_types().values() if each.appointment]
    with desk.reading() as connection:
        found = [e for each in types for e in reminding.since(connection, each, desk.person.id, after)]
        return [meeting(connection, each) for each in found]


def meeting(connection: Connection, entry: Entry) -> Meeting:
    """An entry with the one that it asks a place at, where its type does that and this computer has it."""
    placing = entry.record.placing
    at = (entry.body.get(placing.at) or {}).get("id", "") if placing else ""
    return Meeting(entry, rows.read(connection, at) if at else None)
