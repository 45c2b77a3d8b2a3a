"""Being on duty: coming and leaving by one act, and who was there, for whoever leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from gridapp.actions import entries
from gridapp.actions.calendar import meeting
from gridapp.actions.desk import Desk
from gridapp.domain.duty import Duty
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound, Refused
from gridapp.domain.fields import Reference
from gridapp.domain.meeting import Meeting
from gridapp.domain.placing import Placing
from gridapp.domain.policy import move_act
from gridapp.domain.record import RecordType, record_type, record_types
from gridapp.domain.workflow import Move
from gridapp.i18n import tr
from gridapp.store import lists, reminding
from gridapp.store.lists import Query, Where

Act = Callable[[Desk], Entry]
"""Something done with one entry."""

EARLIEST = timedelta(hours=2)
"""How long before its beginning somebody can come to a shift; and how long after its end one not left still counts."""

_AHEAD = 8  # entries that are looked through for the next


@dataclass(frozen=True)
class Kind:
    """The type whose entries note duty, and what it declares."""

    record: RecordType
    duty: Duty
    placing: Placing

    @property
    def places(self) -> RecordType:
        """The type at whose entries people are on duty."""
        at = self.record.field(self.placing.at)
        assert isinstance(at, Reference)
        return record_type(at.to)


@dataclass(frozen=True)
class Roll:
    """Who is to be at one shift, and who was: by name. `extra` are those who came without having signed up."""

    at: Entry
    lines: Sequence[Entry] = field(default_factory=tuple)

    @property
    def present(self) -> int:
        """How many came."""
        placing = kind().placing
        return sum(each.state in placing.present for each in self.lines)


def kind() -> Kind:
    """The one type by which duty is noted."""
    record = next(each for each in record_types().values() if each.duty and each.placing)
    assert record.duty is not None
    assert record.placing is not None
    return Kind(record, record.duty, record.placing)


def next_own(desk: Desk) -> Meeting | None:
    """Where the person is on duty now, or else has to be next; None when they have nothing to come."""
    of, now = kind(), desk.world.now()
    after = (now - timedelta(days=1)).isoformat(timespec="seconds")
    with desk.reading() as connection:
        own = reminding.since(connection, of.record, desk.person.id, after)
        ready = [each for each in own if _is_open(each, of)]
        on_duty = [each for each in ready if _can(each, of.duty.leave)]
        coming = [each for each in ready if _can(each, of.duty.come)][:_AHEAD]
        found = (meeting(connection, each) for each in (*on_duty, *coming))
        return next((each for each in found if not each.called_off and _is_still_on(each, now)), None)


def check_in(desk: Desk, entry: str, kit: str = "", extra: bool = False) -> Entry:
    """They are here, now. Raises Refused when it is far too early, or not possible in its state."""
    of, before = kind(), entries.get(desk, entry)
    now, times = desk.world.now(), _times(before)
    if times and now < times[0] - EARLIEST:
        begins = before.record.field(before.record.when).show(before.body.get(before.record.when), desk.world)
        raise Refused(
            tr("It is too early for this shift"), tr("It is on {when}. Nothing was noted.", when=begins)
        )
    values = {of.duty.came_at: _stored(now), of.duty.attendance: _judged(of, times, now, None, extra)}
    given = {of.duty.kit_out: kit} if kit else {}
    return entries.move(desk, before.id, of.duty.come, values | given)


def check_out(desk: Desk, entry: str, note: str = "", kit_back: str = "") -> Entry:
    """They leave, now. `note` is what is to be kept of the shift, `kit_back` a code of whether kit was given back."""
    of, before, now = kind(), entries.get(desk, entry), desk.world.now()
    came, was = _moment(before, of.duty.came_at), before.body.get(of.duty.attendance) or {}
    judged = _judged(of, _times(before), came or now, now, was.get("code") == of.duty.extra)
    values = {of.duty.left_at: _stored(now), of.duty.attendance: judged}
    given = {name: value for name, value in ((of.duty.note, note), (of.duty.kit_back, kit_back)) if value}
    return entries.move(desk, before.id, of.duty.leave, values | given)


def back_fill(desk: Desk, entry: str, came: datetime, left: datetime, reason: str) -> Entry:
    """They were there, which is noted afterwards and says why. Raises Refused."""
    of, before = kind(), entries.get(desk, entry)
    judged = _judged(of, _times(before), came, left, False)
    values = {
        of.duty.came_at: came.isoformat(),
        of.duty.left_at: left.isoformat(),
        of.duty.attendance: judged,
        of.duty.reason: reason,
    }
    return entries.move(desk, before.id, of.duty.back_fill, values)


def add_extra(desk: Desk, at: Entry, person: Any) -> Entry:
    """Somebody came who had not signed up: a place of their own, and they are here now. `person` is a name, or what
    a person field holds. Raises Invalid or Refused; then nothing is noted."""
    of, record = kind(), kind().record
    copied = {name: at.body.get(name) for name in of.placing.copies if name in record.fields()}
    asked = {of.placing.at: {"id": at.id, "number": at.number}, record.subject: person, **copied}
    made = entries.add(desk, record.type, asked, at.unit)
    return check_in(desk, made.id, extra=True)


def rolls(desk: Desk, day: datetime | None = None) -> list[Roll]:
    """Every shift of a day (today's unless given) that this computer knows, in order, with its people by name."""
    of, now = kind(), day or desk.world.now()
    begins = now.replace(hour=0, minute=0, second=0, microsecond=0)
    span = (begins, begins + timedelta(days=1))
    when = of.places.when
    first, last = (each.isoformat(timespec="seconds") for each in span)
    where = (Where(when, ">=", first), Where(when, "<", last))
    with desk.reading() as connection:
        found = lists.page(connection, Query(of.places, where, limit=None))
        shown = [each for each in found if each.state not in of.placing.closed]
        made = [Roll(each, _lines(connection, of, each)) for each in shown]
    return sorted(made, key=lambda each: (_start(each.at), each.at.id))


def possible(desk: Desk, entry: Entry) -> list[Move]:
    """The steps of duty that the person may make with this entry now."""
    of = kind()
    names = (of.duty.come, of.duty.leave, of.duty.back_fill, of.duty.miss)
    moves = entry.record.workflow.moves_from(entry.state)
    return [each for each in moves if each.name in names and desk.may(move_act(each.name), entry)]


def require_next(desk: Desk) -> Meeting:
    """`next_own`. Raises NotFound."""
    found = next_own(desk)
    if found is None:
        raise NotFound(tr("You have no shift to come to now."))
    return found


def _lines(connection: Connection, of: Kind, at: Entry) -> tuple[Entry, ...]:
    asked = lists.page(connection, Query(of.record, (Where(of.placing.at, "=", at.id),), limit=None))
    open_ones = [each for each in asked if _is_open(each, of) or each.state in of.placing.present]
    ended = {move.target for move in of.record.workflow.moves.values() if move.name == of.duty.miss}
    missed = [each for each in asked if each.state in ended]
    unique = {each.id: each for each in (*open_ones, *missed)}.values()
    return tuple(sorted(unique, key=lambda each: (each.body.get(of.record.subject) or {}).get("name", "")))


def _is_open(entry: Entry, of: Kind) -> bool:
    return _can(entry, of.duty.come) or _can(entry, of.duty.leave)


def _can(entry: Entry, move: str) -> bool:
    return any(each.name == move for each in entry.record.workflow.moves_from(entry.state))


def _is_still_on(each: Meeting, now: datetime) -> bool:
    return each.times is None or each.times[1] + EARLIEST > now


def _judged(
    of: Kind, times: tuple[datetime, datetime] | None, came: datetime, left: datetime | None, extra: bool
) -> str:
    if extra:
        return of.duty.extra
    return of.duty.judged(*times, came, left) if times else of.duty.on_time


def _times(entry: Entry) -> tuple[datetime, datetime] | None:
    return Meeting(entry).times


def _start(entry: Entry) -> str:
    return str((entry.body.get(entry.record.when) or {}).get("from", ""))


def _moment(entry: Entry, name: str) -> datetime | None:
    stored = entry.body.get(name)
    return datetime.fromisoformat(stored) if stored else None


def _stored(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
