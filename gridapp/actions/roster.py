"""The roster board: a week of shifts with their people, who could fill a gap, and putting somebody there.

Nobody is ranked: who is asked first follows from being near and from having had little, but no figure of a person is
given, and of the fairness of a month only how many people are in a group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from gridapp.actions import duty, entries, shifts
from gridapp.actions.acts import found
from gridapp.actions.desk import Desk
from gridapp.actions.signups import REST, asking, placing
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotAllowed, Refused
from gridapp.domain.org import Org
from gridapp.domain.pinyin import sorted_as
from gridapp.domain.record import type_standing_for
from gridapp.domain.shifts import Slot, Week, times, week
from gridapp.i18n import tr
from gridapp.store import lists, occupied
from gridapp.store.lists import Query, Where
from gridapp.store.occupied import Occupied

TAKE_OFF = "stand_down"
"""The step of a sign-up by which a leader takes somebody off."""
_LONGEST = timedelta(days=1)  # that a shift may last


@dataclass(frozen=True)
class Suggestion:
    """Somebody for a shift, as records name them: in words what speaks for it, and what against."""

    person: Mapping[str, str]
    reasons: tuple[str, ...]
    against: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fairness:
    """How the shifts of a month fall, in groups of people: all who are active, and those who had none yet."""

    active: int
    without: int


def board(desk: Desk, day: date) -> Week:
    """The week of `day` as this computer knows it: one question for the shifts, one for the sign-ups at them."""
    monday, of = day - timedelta(days=day.weekday()), duty.kind()
    with desk.reading() as connection:
        found_ = shifts.within(connection, desk, monday)
        asked = occupied.at(connection, of.record, [each.id for each in found_])
    return week(monday, found_, asked, of.placing, desk.world.zone)


def suggestions(desk: Desk, shift: str) -> list[Suggestion]:
    """Who could fill a gap: active members with the skills it asks for who are free then and rested, and have not asked
    for this shift nor left it. Those of its unit come first, then those who had least this month; else by name."""
    around = _around(desk, shift)
    fit = [each for each in around.members if not around.against(each) and each.id not in around.here]
    fit.sort(key=lambda each: (around.distance(each), around.had(each), sorted_as(_name(each))))
    return [Suggestion(_person(each), around.reasons(each)) for each in fit]


def everybody(desk: Desk, shift: str) -> list[Suggestion]:
    """Every active member who is not at this shift, by name, with what speaks for it and against."""
    around = _around(desk, shift)
    others = [each for each in around.members if each.id not in around.standing]
    others.sort(key=lambda each: sorted_as(_name(each)))
    return [Suggestion(_person(each), around.reasons(each), around.against(each)) for each in others]


def assign(desk: Desk, shift: str, member: str) -> Entry:
    """Ask for a place at a shift in a member's name, by id; the server gives it. Raises NotFound, Refused or
    NotAllowed: then nothing was noted."""
    of, around = duty.kind(), _around(desk, shift)
    one, person = around.shift, _person(entries.get(desk, member))
    if one.state in of.placing.closed:
        raise Refused(tr("This shift was called off"), tr("Plan it again first."))
    if person["id"] in around.standing:
        raise Refused(tr("Not possible"), tr("{name} is at this shift already.", name=person["name"]))
    if around.taken >= int(one.body[of.placing.places]):
        raise Refused(
            tr("Nobody is missing here"), tr("If more people are needed, change that in the shift first.")
        )
    if clash := around.elsewhere(person["id"]):
        words = tr("{name} is at {other} then.", name=person["name"], other=clash.name)
        raise Refused(tr("This overlaps another shift"), words)
    return entries.add(desk, of.record.type, asking(one, person), unit=one.unit)


def fairness(desk: Desk, day: date) -> Fairness:
    """How many active members there are, and how many of them have no shift in the month of `day`."""
    with desk.reading() as connection:
        members, busy = _members(connection), _month(connection, desk, day)
    had = {each.person for each in busy}
    return Fairness(len(members), sum(each.id not in had for each in members))


def require_export(desk: Desk, slots: Sequence[Slot]) -> None:
    """Raise NotAllowed unless this person may export these shifts with their people."""
    of = (entry for slot in slots for entry in (slot.shift, *slot.shown))
    if not all(desk.may("export", each) for each in of):
        raise NotAllowed(tr("{name} has no right to do this; a coordinator can", name=desk.person.name))


def slot_of(desk: Desk, shift: str) -> Slot:
    """One shift with its people. Raises NotFound."""
    one = entries.get(desk, shift)
    slot = board(desk, times(one)[0].astimezone(desk.world.zone).date()).slot(one.id)
    assert slot is not None, "a shift stands in its own week"
    return slot


class _Around:
    """All that decides who could be at one shift."""

    def __init__(
        self, org: Org, shift: Entry, members: list[Entry], here: Sequence[Entry], busy: Iterable[Occupied],
        month: Iterable[Occupied],
    ) -> None:  # fmt: skip
        self.shift, self.members, self._org = shift, members, org
        self.here = {each.subject for each in here}
        """Everybody who ever asked for this shift."""
        still = (*placing().open, *placing().present)
        self.standing = {each.subject for each in here if each.state in still}
        """Those who have a place, offered, or wait for one."""
        counting = (*placing().holding, placing().asked)
        self.taken = sum(each.state in counting for each in here)
        """How many places are taken when everybody who offered gets one."""
        self._starts, self._ends = times(shift)
        self._needed = {each["skill"]["code"]: each["skill"]["name"] for each in shift.body.get("skills", [])}
        self._busy: dict[str, list[Occupied]] = defaultdict(list)
        for each in busy:
            if each.at != shift.id:
                self._busy[each.person].append(each)
        self._had: dict[str, timedelta] = defaultdict(timedelta)
        for each in month:
            self._had[each.person] += each.ends - each.starts

    def had(self, member: Entry) -> timedelta:
        """How long they are at shifts in this month."""
        return self._had[member.id]

    def elsewhere(self, person: str) -> Occupied | None:
        """Where they are at the same time."""
        return next((each for each in self._busy[person] if self._rest(each) < timedelta()), None)

    def distance(self, member: Entry) -> int:
        """0 for those of the shift's unit, 1 for those of its township, 2 for all others."""
        homes = {
            member.unit,
            *((member.body.get(each) or {}).get("id", "") for each in ("team", "residence_area")),
        }
        if any(self._org.within(home, self.shift.unit) for home in homes):
            return 0
        above = [each.id for each in self._org.ancestry(self.shift.unit) if each.kind == "township"]
        return 1 if any(self._org.within_any(home, above) for home in homes) else 2

    def reasons(self, member: Entry) -> tuple[str, ...]:
        near = {0: tr("of this unit"), 1: tr("of this township")}.get(self.distance(member))
        learnt = tr("has the skills") if self._needed and not self._missing(member) else None
        new = tr("no shift yet this month") if not self.had(member) else None
        return tuple(each for each in (near, learnt, new) if each)

    def against(self, member: Entry) -> tuple[str, ...]:
        words = []
        if clash := self.elsewhere(member.id):
            words.append(tr("at {other} then", other=clash.name))
        elif near := next((each for each in self._busy[member.id] if self._rest(each) < REST), None):
            words.append(tr("too little rest from {other}", other=near.name))
        if missing := self._missing(member):
            words.append(tr("lacks: {skills}", skills=tr(", ").join(missing)))
        return tuple(words)

    def _missing(self, member: Entry) -> list[str]:
        theirs = {line["skill"]["code"] for line in member.body.get("skills", [])}
        return [name for code, name in self._needed.items() if code not in theirs]

    def _rest(self, other: Occupied) -> timedelta:
        """The time between; less than none where both are at once."""
        return max(self._starts - other.ends, other.starts - self._ends)


def _around(desk: Desk, shift: str) -> _Around:
    of = duty.kind()
    with desk.reading() as connection:
        one = found(desk, connection, shift)
        starts, ends = times(one)
        here = occupied.at(connection, of.record, [one.id])
        counting = (*of.placing.holding, of.placing.asked)
        near = (starts - _LONGEST - REST, ends + REST)
        busy = occupied.between(connection, of.record, *near, counting)
        month = _month(connection, desk, starts.astimezone(desk.world.zone).date())
        return _Around(desk.org, one, _members(connection), here, busy, month)


def _month(connection: Connection, desk: Desk, day: date) -> list[Occupied]:
    """What people are at in the month of `day`."""
    of = duty.kind()
    first = datetime(day.year, day.month, 1, tzinfo=desk.world.zone)
    last = (first + timedelta(days=31)).replace(day=1)
    return occupied.between(connection, of.record, first, last, (*of.placing.holding, of.placing.asked))


def _members(connection: Connection) -> list[Entry]:
    """Those who are active."""
    people = type_standing_for("person")
    active = (Where("state", "=", people.workflow.start),)
    return lists.page(connection, Query(people, active, limit=None))


def _name(member: Entry) -> str:
    return str(member.body[member.record.heading])


def _person(member: Entry) -> dict[str, str]:
    return {"id": member.id, "name": _name(member)}
