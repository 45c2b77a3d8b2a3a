"""Signing up for shifts: what one could take, taking it, giving it up, who could stand in. All of it works offline; the
server says who has the places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from gridapp.actions.acts import found
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New, add_all
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.placing import Placing
from gridapp.domain.record import record_type, type_standing_for
from gridapp.i18n import tr
from gridapp.store import lists, occupied, reminding, rows
from gridapp.store.lists import Query, Where

REST = timedelta(hours=8)
"""Less than this between two shifts is said to whoever signs up; it is theirs to decide."""

_LONGEST = timedelta(days=1)


@dataclass(frozen=True)
class Opening:
    """A published shift as one person sees it: how many have a place or may have one, the person's own sign-up, and
    in words what speaks against taking it (nothing, mostly). `clashes` says that they are elsewhere then."""

    shift: Entry
    taken: int
    mine: Entry | None
    against: tuple[str, ...]
    clashes: bool

    @property
    def free(self) -> int:
        return max(0, int(self.shift.body["needed"]) - self.taken)


@dataclass(frozen=True)
class StandIn:
    """Somebody who could go: a person as records name them, and the hours they have between the same two days."""

    person: Mapping[str, str]
    hours: float
    skilled: bool


def openings(desk: Desk, first: datetime, last: datetime) -> list[Opening]:
    """Every published shift that begins between two moments, the earliest first."""
    with desk.reading() as connection:
        shifts = _shifts(connection, first, last)
        # A shift may have been moved since somebody asked for it, before their sign-up follows.
        held = occupied.held(connection, record_type("signup"), first - _LONGEST, last + _LONGEST)
        own = _own_since(connection, desk.person.id, first - _LONGEST - REST)
        skills = _skills_of(rows.read(connection, desk.person.id))
    busy = [_Busy(each, *_times(each)) for each in own]
    published = [each for each in shifts if each.state == "published"]
    return [_opening(each, held.get(each.id, 0), busy, skills) for each in published]


def sign_up(desk: Desk, shifts: Sequence[str]) -> list[Entry]:
    """Ask for a place at each of these shifts: at all of them or, when one overlaps another or what they have, at none.
    Raises Refused, naming both."""
    with desk.reading() as connection:
        wanted = [found(desk, connection, each) for each in shifts]
        first = min((_times(each)[0] for each in wanted), default=desk.world.now())
        own = _own_since(connection, desk.person.id, first - _LONGEST)
    busy = [(each.body["name"], each) for each in own]
    for each in wanted:
        if each.state != "published":
            raise Refused(
                tr("Nobody can sign up for this now"),
                tr("{shift} is not published.", shift=_said(desk, each)),
            )
        for name, other in busy:
            if _overlap(each, other):
                raise Refused(
                    tr("This overlaps another shift"),
                    tr("{shift} and {other} are at the same time.", shift=_said(desk, each), other=name),
                )
        busy.append((each.body["name"], each))
    person = desk.person.author.stored()
    return add_all(desk, "signup", [New(asking(each, person), each.unit) for each in wanted])


def asking(shift: Entry, person: Mapping[str, str], in_place_of: Entry | None = None) -> dict[str, Any]:
    """The values of a sign-up of this person for a shift."""
    values = {
        "shift": {"id": shift.id, "number": shift.number},
        "person": dict(person),
        "name": shift.body["name"],
        "period": shift.body["period"],
    }
    if in_place_of is not None:
        values["takes_over"] = {"id": in_place_of.id, "number": in_place_of.number}
    return values


def stand_ins(desk: Desk, shift: str) -> list[StandIn]:
    """Who is free at the time of a shift, those with the skills it asks for first, then those with the fewest hours in
    the days around it. It is an order to ask in, and is kept nowhere."""
    with desk.reading() as connection:
        one = found(desk, connection, shift)
        start, end = _times(one)
        asked = _by_person(connection, start - timedelta(days=7), end + timedelta(days=7))
        skills = _skills(connection)
        people = lists.page(
            connection, Query(type_standing_for("person"), (Where("open", "=", True),), limit=None)
        )
    needed = {each["skill"]["code"] for each in one.body.get("skills", [])}
    possible = []
    for each in people:
        theirs = asked.get(each.id, [])
        if not any(_overlap(one, other) for other in theirs):
            hours = sum((_times(other)[1] - _times(other)[0]).total_seconds() / 3600 for other in theirs)
            person = {"id": each.id, "name": each.body[each.record.heading]}
            possible.append(StandIn(person, round(hours, 1), needed <= skills[each.id]))
    return sorted(possible, key=lambda each: (not each.skilled, each.hours, each.person["name"]))


def clash_at(connection: Connection, person: str, period: Mapping[str, str] | None) -> str:
    """The name of the shift at which somebody has a place then, or ""."""
    if not period:
        return ""
    begins, ends = (datetime.fromisoformat(period[each]) for each in ("from", "to"))
    held = (
        _Busy(each, *_times(each))
        for each in _own_since(connection, person, begins - _LONGEST)
        if each.state in placing().holding
    )
    return next(
        (str(each.entry.body.get("name", "")) for each in held if each.starts < ends and begins < each.ends),
        "",
    )


class _Busy(NamedTuple):
    """A sign-up that counts, and when it is."""

    entry: Entry
    starts: datetime
    ends: datetime


def placing() -> Placing:
    declared = record_type("signup").placing
    assert declared is not None, "a sign-up asks for a place"
    return declared


def _by_person(connection: Connection, first: datetime, last: datetime) -> Mapping[str, list[Entry]]:
    """What each has a place at, or asked for, that begins between two moments."""
    counting, found_ = (*placing().open, *placing().present), defaultdict(list)
    for each in lists.page(connection, Query(record_type("signup"), _between(first, last), limit=None)):
        if each.state in counting:
            found_[each.body["person"]["id"]].append(each)
    return found_


def _own_since(connection: Connection, person: str, after: datetime) -> list[Entry]:
    """What somebody has a place at, or asked for, that begins after a moment."""
    counting = (*placing().open, *placing().present)
    found_ = reminding.since(connection, record_type("signup"), person, after.isoformat(timespec="seconds"))
    return [each for each in found_ if each.state in counting]


def _shifts(connection: Connection, first: datetime, last: datetime) -> list[Entry]:
    query = Query(record_type("shift"), _between(first, last), limit=None)
    return sorted(
        lists.page(connection, query), key=lambda each: (each.body["period"]["from"], each.body["name"])
    )


def _between(first: datetime, last: datetime) -> tuple[Where, ...]:
    return (
        Where("happened", ">=", lists.as_happened(first)),
        Where("happened", "<", lists.as_happened(last)),
    )


def _skills(connection: Connection) -> Mapping[str, set[str]]:
    """What each of our people has learnt, as codes."""
    query = Query(type_standing_for("person"), limit=None)
    return defaultdict(set, {each.id: _skills_of(each) for each in lists.page(connection, query)})


def _skills_of(member: Entry | None) -> set[str]:
    lines = member.body.get("skills", []) if member is not None else []
    return {line["skill"]["code"] for line in lines}


def _opening(shift: Entry, held: int, own: Sequence[_Busy], skills: set[str]) -> Opening:
    starts, ends = _times(shift)
    mine = next((each.entry for each in own if each.entry.body["shift"]["id"] == shift.id), None)
    others = [each for each in own if each.entry is not mine]
    clash = next((each for each in others if each.starts < ends and starts < each.ends), None)
    near = next((each for each in others if each.starts < ends + REST and starts < each.ends + REST), None)
    against = []
    if clash is not None:
        against.append(tr("You are at {shift} then.", shift=clash.entry.body["name"]))
    elif near is not None:
        hours = max(near.starts - ends, starts - near.ends).total_seconds() / 3600
        name = near.entry.body["name"]
        against.append(tr("Only {hours:.1f} hours of rest from {shift}.", hours=hours, shift=name))
    missing = [
        each["skill"]["name"] for each in shift.body.get("skills", []) if each["skill"]["code"] not in skills
    ]
    if missing:
        against.append(tr("Asks for: {skills}", skills=tr(", ").join(missing)))
    return Opening(shift, held, mine, tuple(against), clash is not None)


def _times(entry: Entry) -> tuple[datetime, datetime]:
    period = entry.body["period"]
    return datetime.fromisoformat(period["from"]), datetime.fromisoformat(period["to"])


def _overlap(one: Entry, other: Entry) -> bool:
    (first, end), (second, until) = _times(one), _times(other)
    return first < until and second < end


def _said(desk: Desk, shift: Entry) -> str:
    when = shift.record.field("period").show(shift.body["period"], desk.world)
    return f"{shift.body['name']} ({when})"
