"""The log of a person's day, derived from what they recorded: never typed a second time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from gridapp.actions.desk import Desk
from gridapp.domain.daily_log import DailyLog, Line
from gridapp.domain.entry import Entry
from gridapp.domain.privacy import shown
from gridapp.domain.record import RecordType, record_types
from gridapp.domain.world import World
from gridapp.i18n import tr
from gridapp.store import lists
from gridapp.store.lists import Query, Where


def daily_log(desk: Desk, day: date) -> DailyLog:
    """What the person recorded themselves of this day's work, of every kind, by time."""
    zone = desk.world.now().tzinfo
    first = datetime.combine(day, time(), zone)
    where = (
        Where("author", "=", desk.person.id),
        Where("happened", ">=", lists.as_happened(first)),
        Where("happened", "<", lists.as_happened(first + timedelta(days=1))),
    )
    found: list[Entry] = []
    with desk.reading() as connection:
        for record in record_types().values():
            if record.work:
                found += lists.page(connection, Query(record, where, limit=None))
    by_time = sorted(found, key=lambda each: (_moments(each, zone)[0], each.number))
    lines = [_line(each, desk.world) for each in by_time]
    return DailyLog(desk.person.name, desk.org.label(desk.person.unit), day, lines)


def _moments(entry: Entry, zone: tzinfo | None) -> list[str]:
    """When it began, and ended where that is known: ISO, in Beijing time, or only a day."""
    stored: Any = entry.body.get(entry.record.when)
    if isinstance(stored, dict):
        return [each for each in (stored.get("from"), stored.get("to")) if each]
    return [stored or datetime.fromisoformat(entry.recorded_at).astimezone(zone).isoformat()]


def _line(entry: Entry, world: World) -> Line:
    record = entry.record
    times = (each[11:16] for each in _moments(entry, world.now().tzinfo))
    return Line(
        when="–".join(each for each in times if each),
        kind=tr(record.singular),
        what=_said(entry, record, record.heading, world),
        where="" if record.where == record.heading else _said(entry, record, record.where, world),
        state=tr(record.workflow.state(entry.state).label),
        number=entry.number,
    )


def _said(entry: Entry, record: RecordType, name: str, world: World) -> str:
    """A field in one line, masked where it is personal; "" where the type has none."""
    if not name or entry.body.get(name) is None:
        return ""
    field = record.field(name)
    return shown(field.privacy, field.show(entry.body[name], world).replace("\n", " "), reveal=False)
