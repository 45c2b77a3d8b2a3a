"""What a coordinator does with a whole week of shifts: publish it, or begin it as a copy of the week before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from gridapp.actions.acts import change, found, write
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New, add_all
from gridapp.domain.entry import Entry
from gridapp.domain.record import record_type
from gridapp.domain.records.plan import rule_of
from gridapp.domain.recurrence import Rule
from gridapp.domain.rules import require_move, require_whole
from gridapp.domain.shifts import later, plan_of, times
from gridapp.store import lists, rows
from gridapp.store.lists import Query, Where, as_happened

WEEK = timedelta(days=7)


def week(desk: Desk, day: date) -> list[Entry]:
    """Every shift that begins in the week of `day`, Monday to Sunday, the earliest first."""
    with desk.reading() as connection:
        return within(connection, desk, day)


def within(connection: Connection, desk: Desk, day: date) -> list[Entry]:
    """`week`, by a connection that is open already."""
    monday = datetime.combine(day - timedelta(days=day.weekday()), datetime.min.time(), desk.world.zone)
    span = (Where("happened", ">=", as_happened(monday)), Where("happened", "<", as_happened(monday + WEEK)))
    return lists.page(connection, Query(record_type("shift"), span, limit=None))[::-1]


def publish_week(desk: Desk, day: date) -> list[Entry]:
    """Publish every draft of the week, all or none; gives those that were. Raises NotAllowed."""
    drafts = [each.id for each in week(desk, day) if each.state == "draft"]
    with desk.vault.writing() as connection:
        published = []
        for each in drafts:
            before = found(desk, connection, each)
            step = require_move(desk.person, before, "publish", {}, desk.org)
            require_whole(before, before.body, desk.world, step)
            published.append(
                write(desk, connection, change(before, "move", {}, move=step.name, to=step.target))
            )
    desk.note(published)
    return published


@dataclass(frozen=True)
class Copied:
    """The drafts that were made, and the days on which shifts were left out."""

    made: Sequence[Entry]
    off: Sequence[date]


def copy_week(desk: Desk, day: date) -> Copied:
    """Drafts for the week of `day` like the shifts of the week before, without the people. A shift that has its like
    already, at the same post and time, is left out; so is what was called off, and what would fall on a holiday or,
    made by a plan for school days, on a day without school."""
    there = {_slot(each, timedelta()) for each in week(desk, day)}
    before = [each for each in week(desk, day - WEEK) if each.state != "cancelled"]
    missing = [each for each in before if _slot(each, WEEK) not in there]
    with desk.reading() as connection:
        plans = {id_: rows.read(connection, id_) for id_ in {plan_of(each)[0] for each in missing} if id_}
    rules = {
        id_: rule_of(each.body, desk.deadlines.calendar) for id_, each in plans.items() if each is not None
    }
    off = {each.id: on for each in missing if (on := _off(desk, each, rules.get(plan_of(each)[0])))}
    made = [New(later(each, WEEK), each.unit) for each in missing if each.id not in off]
    return Copied(add_all(desk, "shift", made), sorted(set(off.values())))


def _off(desk: Desk, shift: Entry, rule: Rule | None) -> date | None:
    """The day a week later when nobody is needed then. A shift that was moved off its plan's days goes by holidays
    alone."""
    day = times(shift)[0].astimezone(desk.world.zone).date()
    then = day + WEEK
    if rule is None or not rule.names(day):
        return then if desk.deadlines.calendar.is_holiday(then) else None
    return None if rule.names(then) and then not in rule.without else then


def _slot(shift: Entry, later: timedelta) -> tuple[str, str, datetime]:
    """Where and when a shift is, so much later."""
    begins = datetime.fromisoformat(shift.body["period"]["from"])
    return shift.body.get("post", {}).get("id", ""), shift.body["name"], begins + later
