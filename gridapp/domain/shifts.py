"""A week of shifts as a roster shows it: a line for each post and time, a day in each column, who stands where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from typing import Any, NamedTuple

from gridapp.domain.entry import Entry
from gridapp.domain.placing import Placing

DAYS = 7
_KEPT = ("name", "post", "plan", "kind", "place", "needed", "skills", "note")


@dataclass(frozen=True)
class Slot:
    """A shift with those who asked for a place at it, by name: `placed` have one or came, `offered` wait for the
    server's word, `others` wait for a place or are elsewhere. `clashing` are the ids of sign-ups of people who would be
    at two places at once."""

    shift: Entry
    day: date
    clock: tuple[str, str]  # from when to when, as "07:10" and "08:10"
    placed: tuple[Entry, ...] = ()
    offered: tuple[Entry, ...] = ()
    others: tuple[Entry, ...] = ()
    clashing: frozenset[str] = frozenset()

    @property
    def needed(self) -> int:
        return int(self.shift.body["needed"])

    @property
    def called_off(self) -> bool:
        return self.shift.state == "cancelled"

    @property
    def draft(self) -> bool:
        return self.shift.state == "draft"

    @property
    def gap(self) -> int:
        """How many are missing when everybody who offered gets a place; nobody, once it is called off."""
        return 0 if self.called_off else max(0, self.needed - len(self.placed) - len(self.offered))

    @property
    def shown(self) -> tuple[Entry, ...]:
        """Everybody of the shift, those with a place first."""
        return (*self.placed, *self.offered, *self.others)

    @property
    def begins(self) -> datetime:
        return datetime.fromisoformat(self.shift.body["period"]["from"])

    @property
    def ends(self) -> datetime:
        return datetime.fromisoformat(self.shift.body["period"]["to"])


@dataclass(frozen=True)
class Line:
    """One post at one time of day, as "07:10" and "08:10": a slot by day, Monday 0 to Sunday 6."""

    name: str
    begins: str
    ends: str
    slots: Mapping[int, Slot]

    @property
    def any(self) -> Slot:
        """Some slot of it, for what all have in common."""
        return next(iter(self.slots.values()))


@dataclass(frozen=True)
class Week:
    """Seven days from `monday`; `lines` in the order of posts, then by time."""

    monday: date
    lines: Sequence[Line]

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=day) for day in range(DAYS)]

    @cached_property
    def slots(self) -> list[Slot]:
        return [slot for line in self.lines for slot in line.slots.values()]

    def gaps(self, now: datetime) -> list[Slot]:
        """The shifts to come that lack people, the earliest first."""
        lacking = (each for each in self.slots if each.gap and each.ends > now)
        return sorted(lacking, key=lambda each: (each.begins, each.shift.id))

    def clashes(self, now: datetime) -> list[Slot]:
        """The shifts to come with somebody who would be at two places at once, the earliest first."""
        clashing = (each for each in self.slots if each.clashing and each.ends > now)
        return sorted(clashing, key=lambda each: (each.begins, each.shift.id))

    def clashing_people(self, now: datetime) -> int:
        """How many people would be at two places at once."""
        signups = (each for slot in self.clashes(now) for each in slot.shown if each.id in slot.clashing)
        return len({each.subject for each in signups})

    def of_day(self, day: date) -> list[Slot]:
        """The shifts of a day that take place, the earliest first."""
        found = (each for each in self.slots if each.day == day and not each.called_off)
        return sorted(found, key=lambda each: (each.begins, each.shift.body["name"], each.shift.id))

    def drafts(self) -> list[Slot]:
        return [each for each in self.slots if each.draft]

    def narrowed(self, place: str = "", plan: str = "") -> Week:
        """Only the lines at a place (its words) and of a plan (its id)."""
        kept = [
            line
            for line in self.lines
            if (not place or place_of(line.any.shift) == place)
            and (not plan or plan_of(line.any.shift)[0] == plan)
        ]
        return Week(self.monday, kept)

    def slot(self, shift: str) -> Slot | None:
        return next((each for each in self.slots if each.shift.id == shift), None)


def week(
    monday: date, shifts: Iterable[Entry], signups: Iterable[Entry], placing: Placing, zone: tzinfo
) -> Week:
    """Shifts that begin in the week of `monday`, and the sign-ups at them, put where a roster has them."""
    asked = defaultdict(list)
    for each in sorted(signups, key=name_of):
        if each.state in (*placing.open, *placing.present):
            asked[each.body[placing.at]["id"]].append(each)
    twice = _twice([each for many in asked.values() for each in many], placing)
    lines: dict[_Place, dict[int, Slot]] = defaultdict(dict)
    for shift in sorted(shifts, key=lambda each: each.id):
        slot = _slot(shift, asked[shift.id], twice, placing, zone)
        place, column = _place(slot), (slot.day - monday).days
        while column in lines[place]:  # two shifts of one post at one time stand on two lines
            place = place._replace(same=place.same + 1)
        lines[place][column] = slot
    return Week(monday, [Line(at.name, at.begins, at.ends, lines[at]) for at in sorted(lines)])


def name_of(signup: Entry) -> str:
    return str((signup.body.get("person") or {}).get("name", ""))


def place_of(shift: Entry) -> str:
    """Where it is, in words; "" where nobody said."""
    return str((shift.body.get("place") or {}).get("text", ""))


def plan_of(shift: Entry) -> tuple[str, str]:
    """(id, number) of the plan that it was made from, both "" where there is none."""
    return _reference(shift, "plan")


def later(shift: Entry, span: timedelta) -> dict[str, Any]:
    """The values of the same shift at another time, without its people."""
    period = {
        end: (moment + span).isoformat() for end, moment in zip(("from", "to"), times(shift), strict=True)
    }
    return {**{name: shift.body[name] for name in _KEPT if name in shift.body}, "period": period}


def overlap(one: Entry, other: Entry) -> bool:
    """Whether two entries with a period are at the same time."""
    (first, end), (second, until) = times(one), times(other)
    return first < until and second < end


def times(entry: Entry) -> tuple[datetime, datetime]:
    period = entry.body["period"]
    return datetime.fromisoformat(period["from"]), datetime.fromisoformat(period["to"])


class _Place(NamedTuple):
    """What makes a line, in the order of lines: posts by their numbers, what has no post last."""

    number: str
    post: str
    begins: str
    ends: str
    name: str
    same: int


def _place(slot: Slot) -> _Place:
    post, number = _reference(slot.shift, "post")
    return _Place(number or "~", post, *slot.clock, slot.shift.body["name"], 0)


def _reference(shift: Entry, name: str) -> tuple[str, str]:
    named = shift.body.get(name) or {}
    return str(named.get("id", "")), str(named.get("number", ""))


def _slot(shift: Entry, asked: Sequence[Entry], twice: set[str], placing: Placing, zone: tzinfo) -> Slot:
    placed = tuple(each for each in asked if each.state in placing.holding)
    offered = tuple(each for each in asked if each.state == placing.asked)
    others = tuple(each for each in asked if each.state not in (*placing.holding, placing.asked))
    clashing = frozenset(each.id for each in asked if each.id in twice or each.state == placing.clashing)
    begins, ends = (each.astimezone(zone) for each in times(shift))
    clock = (f"{begins:%H:%M}", f"{ends:%H:%M}")
    return Slot(shift, begins.date(), clock, placed, offered, others, clashing)


def _twice(signups: Sequence[Entry], placing: Placing) -> set[str]:
    """Sign-ups by which one person would be at two places at once; somebody without an id is not known to be one."""
    by_person = defaultdict(list)
    for each in signups:
        if each.state in (*placing.holding, placing.asked, placing.clashing) and each.subject:
            by_person[each.subject].append(each)
    found = set()
    for theirs in by_person.values():
        latest, *rest = sorted(theirs, key=times)
        for each in rest:
            if overlap(latest, each):
                found |= {latest.id, each.id}
            latest = max(latest, each, key=lambda one: times(one)[1])
    return found
