"""A person's appointments as iCalendar (RFC 5545), for a calendar program.

Nothing in it names anybody else, and no free note is in it: calendars are shared, and lie on computers that are not
ours. Times are in UTC, which every calendar program shows in its own zone. The same entries give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from gridapp.domain.appointment import Appointment
from gridapp.domain.meeting import Meeting
from gridapp.domain.reminder import Reminder
from gridapp.domain.world import World
from gridapp.i18n import language, tr

MEDIA_TYPE = "text/calendar"
_REFRESH = timedelta(hours=1)  # how often a calendar program is asked to look again


def calendar_bytes(meetings: Iterable[Meeting], world: World) -> bytes:
    """The calendar; what says no time that can be read is left out."""
    calendar = Calendar()
    calendar.add("prodid", f"-//GridApp//{language()}//")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", tr("My duty"))
    calendar.add("refresh-interval", _REFRESH, {"value": "DURATION"})
    calendar.add("x-published-ttl", _REFRESH)
    for meeting in sorted(meetings, key=lambda each: each.entry.id):
        event = _event(meeting, world)
        if event is not None:
            calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _event(meeting: Meeting, world: World) -> Event | None:
    entry, record = meeting.entry, meeting.entry.record
    appointment = record.appointment
    assert appointment is not None, "the type stands in no calendar"
    times = meeting.times
    if times is None:
        return None
    title = str(entry.body.get(appointment.title) or tr(record.singular))
    status = _status(meeting, appointment)
    event = Event()
    event.add("uid", f"{entry.id}@gridapp")
    event.add("sequence", _version(meeting))
    event.add("dtstamp", _recorded(meeting))
    event.add("dtstart", times[0])
    event.add("dtend", times[1])
    event.add("summary", title)
    event.add("description", f"{entry.number} · {tr(record.workflow.state(entry.state).label)}")
    event.add("status", status)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE")
    if place := meeting.place(world):
        event.add("location", place)
    if record.reminds and status != "CANCELLED":
        for alarm in _alarms(record.reminds, title):
            event.add_component(alarm)
    return event


def _alarms(reminder: Reminder, title: str) -> list[Alarm]:
    alarms = []
    for minutes in sorted(reminder.before, reverse=True):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", -timedelta(minutes=minutes))
        alarms.append(alarm)
    return alarms


def _status(meeting: Meeting, appointment: Appointment) -> str:
    if meeting.called_off:
        return "CANCELLED"
    return "TENTATIVE" if meeting.entry.state in appointment.open else "CONFIRMED"


def _version(meeting: Meeting) -> int:
    """Raised by every change: the journal's newest number of either entry, one more while some of it is unsent."""
    entries = [meeting.entry] + ([meeting.at] if meeting.at else [])
    return max(each.seq for each in entries) + any(each.pending for each in entries)


def _recorded(meeting: Meeting) -> datetime:
    """When the entry was made: the same however often it is asked for."""
    return datetime.fromisoformat(meeting.entry.recorded_at).astimezone(UTC).replace(microsecond=0)
