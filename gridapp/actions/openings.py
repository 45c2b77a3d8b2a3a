"""A volunteer's shifts at a glance: what they could take, what they have and how it stands, who is to stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gridapp.actions import duty, placements, signups, swaps
from gridapp.actions.calendar import meeting
from gridapp.actions.desk import Desk
from gridapp.actions.placements import Placement
from gridapp.actions.signups import Opening
from gridapp.actions.swaps import Request
from gridapp.domain.entry import Entry
from gridapp.domain.meeting import Meeting
from gridapp.i18n import tr
from gridapp.store import lists, reminding
from gridapp.store.lists import Query, Where

AHEAD = timedelta(days=28)
"""How far ahead shifts are shown."""


@dataclass(frozen=True)
class Own:
    """A place that the person has or asked for. `waiting` is their number on the waiting list, 0 when they are on
    none; `asked` are those whom they asked to stand in and who have not answered in the end."""

    meeting: Meeting
    waiting: int = 0
    asked: tuple[Entry, ...] = ()

    @property
    def entry(self) -> Entry:
        return self.meeting.entry

    @property
    def said(self) -> str:
        """How it stands, in words."""
        placing = signups.placing()
        if self.meeting.fell_through:
            return tr("Called off")
        if self.entry.state == placing.asked:
            return tr("Offered – the server decides")
        if self.waiting:
            return tr("Waiting list, no. {number}", number=self.waiting)
        return tr(self.entry.record.workflow.state(self.entry.state).label)


@dataclass(frozen=True)
class Look:
    """`openings` begin from now on; `own` are the person's from today on; `requests` wait for somebody's answer."""

    openings: Sequence[Opening]
    own: Sequence[Own]
    requests: Sequence[Request]


@dataclass(frozen=True)
class News:
    """What the first page tells of shifts: those `off` that the person had a place at or asked for, where others `put`
    or moved them since they last looked, `requests` that wait for them, and whether anything at all can be taken or is
    theirs (`any`)."""

    off: Sequence[Own]
    put: Sequence[Placement]
    requests: Sequence[Request]
    any: bool


def look(desk: Desk) -> Look:
    """Everything at once, as this computer knows it."""
    now = desk.world.now()
    requests = swaps.waiting(desk)
    return Look(signups.openings(desk, now, now + AHEAD), own(desk, requests), requests)


def own(desk: Desk, requests: Sequence[Request] = ()) -> list[Own]:
    """The person's places from today on, the earliest first, also those that were called off on them; not what they
    gave up themselves."""
    today = desk.world.now().replace(hour=0, minute=0, second=0, microsecond=0)
    given: dict[str, list[Entry]] = {}
    for each in requests:
        if each.is_own:
            given.setdefault(each.about, []).append(each.entry)
    with desk.reading() as connection:
        found = _meetings(desk, connection, today)
        shown = [each for each in found if each.fell_through or _counts(each.entry)]
        return [
            Own(each, _number_waiting(connection, each), tuple(given.get(each.entry.id, ())))
            for each in shown
        ]


def news(desk: Desk) -> News:
    """What has to be said on the first page."""
    requests = [each for each in swaps.waiting(desk) if each.for_me or each.to_approve]
    theirs, now = own(desk), desk.world.now()
    off = [each for each in theirs if each.meeting.fell_through and _is_ahead(each.meeting, now)]
    put = placements.unseen(desk)
    return News(off, put, requests, bool(theirs or requests) or _is_any_ahead(desk, now))


def _meetings(desk: Desk, connection: Connection, after: datetime) -> list[Meeting]:
    record = duty.kind().record
    found = reminding.since(connection, record, desk.person.id, after.isoformat(timespec="seconds"))
    return [meeting(connection, each) for each in found]


def _counts(entry: Entry) -> bool:
    placing = signups.placing()
    return entry.state in (*placing.open, *placing.present)


def _number_waiting(connection: Connection, of: Meeting) -> int:
    """Their place in the line, as far as this computer knows: the server put people there in its order."""
    placing, mine = signups.placing(), of.entry
    if mine.state != placing.waiting or of.at is None:
        return 0
    query = Query(
        mine.record, (Where(placing.at, "=", of.at.id), Where("state", "=", mine.state)), limit=None
    )
    line = sorted(lists.page(connection, query), key=lambda each: (each.seq or 1 << 62, each.id))
    return 1 + [each.id for each in line].index(mine.id)


def _is_ahead(of: Meeting, now: datetime) -> bool:
    return of.times is None or of.times[1] > now


def _is_any_ahead(desk: Desk, now: datetime) -> bool:
    record, closed = duty.kind().places, signups.placing().closed
    span = (
        Where("happened", ">=", lists.as_happened(now)),
        Where("happened", "<", lists.as_happened(now + AHEAD)),
    )
    with desk.reading() as connection:
        return any(each.state not in closed for each in lists.page(connection, Query(record, span, limit=20)))
