"""What the person is to be reminded of now, each only once, and when to look again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import Connection

from gridapp.actions import placements
from gridapp.actions.announcing import announced, announcing_types
from gridapp.actions.calendar import meeting
from gridapp.actions.desk import Desk
from gridapp.actions.warnings import STALE, warning_types, warnings
from gridapp.domain.entry import Entry
from gridapp.domain.fields import Reference
from gridapp.domain.record import RecordType, record_types
from gridapp.store import reminding

_KEPT = timedelta(days=60)


@dataclass(frozen=True)
class Notice:
    """An entry that reminds of `moment`. The word is that it comes `soon`, that it is `off`, that the person was put
    there (`new`), that it was `moved`, that something is to be done until then (`deadline`), or that it is `announced`
    from then on; `others` are told of in the same words."""

    entry: Entry
    moment: datetime
    about: Literal["soon", "off", "new", "moved", "deadline", "announced"] = "soon"
    others: int = 0

    @property
    def off(self) -> bool:
        return self.about == "off"


@dataclass(frozen=True)
class Outlook:
    """`due` is to be said now, the nearest first; `next` is when to look again, None while nothing comes."""

    due: tuple[Notice, ...]
    next: datetime | None


def _reminding() -> list[RecordType]:
    return [each for each in record_types().values() if each.reminds]


def watched_types() -> set[str]:
    """The types whose changes may have to be said: those that remind, warn or are announced, and those at which they
    take place."""
    known = [*_reminding(), *warning_types(), *announcing_types()]
    placed = [each.field(each.placing.at) for each in known if each.placing]
    return {each.type for each in known} | {at.to for at in placed if isinstance(at, Reference)}


class _Timed(NamedTuple):
    """A notice and the times at which it is said; what passed before `after` is not spoken of any more."""

    notice: Notice
    times: list[datetime]
    after: datetime


def take(desk: Desk) -> Outlook:
    """What is due and has not been said; from now on it has. A moment that has passed is not spoken of any more."""
    now = desk.world.now()
    due: list[Notice] = []
    said: list[tuple[str, datetime]] = []
    coming: list[datetime] = []
    with desk.reading() as connection:
        for each in _timed(desk, connection, now):
            coming += [at for at in each.times if at > now][:1]
            past = [at for at in each.times if each.after < at <= now]
            if past and not reminding.was_said(connection, each.notice.entry.id, past[-1]):
                due.append(each.notice)
                said += [(each.notice.entry.id, at) for at in past]
        off = [each for each in _called_off(desk, connection, now) if not _was_told(connection, each)]
        due += off
        said += [(each.entry.id, each.moment) for each in off]
    if said:
        with desk.vault.writing() as connection:
            reminding.note_said(connection, said, now - _KEPT)
    due += _put_there(desk)
    next_ = min(coming, default=None)
    _leave_word(desk, next_)
    return Outlook(tuple(sorted(due, key=lambda each: each.moment)), next_)


def _timed(desk: Desk, connection: Connection, now: datetime) -> Iterator[_Timed]:
    """Appointments that come nearer, deadlines, and what is announced."""
    for record in _reminding():
        reminder = record.reminds
        assert reminder is not None
        for entry in _near(desk, connection, record, now):
            moment = reminder.moment(entry.body)
            if moment is not None and not meeting(connection, entry).called_off:
                yield _Timed(Notice(entry, moment), reminder.times(moment), now - _KEPT)
    for warned in warnings(desk, connection):
        yield _Timed(Notice(warned.entry, warned.times[-1], "deadline"), warned.times, now - STALE)
    for entry, begins in announced(desk, connection):
        yield _Timed(Notice(entry, begins, "announced"), [begins], now - _KEPT)


def _called_off(desk: Desk, connection: Connection, now: datetime) -> Iterator[Notice]:
    """What was still to come and was called off on the person."""
    for record in (each for each in _reminding() if each.placing):
        reminder = record.reminds
        assert reminder is not None
        for entry in reminding.since(connection, record, desk.person.id, now.isoformat(timespec="seconds")):
            moment = reminder.moment(entry.body)
            if moment is not None and meeting(connection, entry).fell_through:
                yield Notice(entry, moment, "off")


def _put_there(desk: Desk) -> list[Notice]:
    """Where the person was put and what of theirs was moved: one notice each, however much it is."""
    told = placements.take(desk)
    notices = []
    for moved in (False, True):
        these = [each for each in told if each.moved == moved]
        if these and (times := these[0].meeting.times):
            about: Literal["moved", "new"] = "moved" if moved else "new"
            notices.append(Notice(these[0].entry, times[0], about, len(these) - 1))
    return notices


def _was_told(connection: Connection, notice: Notice) -> bool:
    """Whether it was said that this is off: noted under the very moment, at which nobody is ever reminded."""
    return reminding.was_said(connection, notice.entry.id, notice.moment)


def _leave_word(desk: Desk, at: datetime | None) -> None:
    """Beside the person's name: so that they can be told of it while their records are locked."""
    word = at.isoformat(timespec="seconds") if at else ""
    for tile in desk.shared.tiles():
        if tile.vault == desk.vault.name and tile.reminder != word:
            desk.shared.put_tile(replace(tile, reminder=word))


def _near(desk: Desk, connection: Connection, record: RecordType, now: datetime) -> list[Entry]:
    """What may have to be said now, and the first of what comes later."""
    assert record.reminds is not None
    after, until = (each.isoformat(timespec="seconds") for each in (now, now + record.reminds.earliest))
    return reminding.between(connection, record, desk.person.id, after, until)
