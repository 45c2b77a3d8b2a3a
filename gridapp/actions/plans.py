"""A recurring plan: which days it means, that it does not overlap another, and making its shifts for the whole term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from gridapp.actions.acts import merged
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New, add_all, get
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid, Refused
from gridapp.domain.record import record_type
from gridapp.domain.records.plan import overlap_problem, rule_of
from gridapp.domain.recurrence import WEEKDAYS, Rule
from gridapp.i18n import tr
from gridapp.store import lists, rows
from gridapp.store.lists import Query, Where
from gridapp.store.ops import Act


@dataclass(frozen=True)
class Days:
    """When a plan calls for people: its days in order, the holidays left out of them, and those of its days whose
    year's holidays are not announced yet."""

    days: Sequence[date]
    holidays: Sequence[date]
    unsure: Sequence[date]


def days(desk: Desk, values: Mapping[str, Any]) -> Days:
    """The days on which a plan with these values, as somebody is filling them in, would call for people. Raises Invalid
    as long as they do not make a plan."""
    record = record_type("plan")
    rule = rule_of(record.complete(record.clean(values, desk.world), desk.world), desk.deadlines.calendar)
    span = (rule.last - rule.first).days + 1
    term = [rule.first + timedelta(days=passed) for passed in range(span)]
    named = rule.days()
    off = [
        day
        for day in term
        if rule.school and rule.calendar.is_holiday(day) and WEEKDAYS[day.weekday()] in rule.weekdays
    ]
    return Days(named, off, [day for day in named if rule.is_unsure(day)])


def require(desk: Desk, connection: Connection, act: Act) -> None:
    """Raise Invalid when a plan would call for people at a post at the time of another plan of it."""
    before = rows.read(connection, act.entry)
    body = merged(before, act.fields) if before else act.fields
    state = act.to or (before.state if before else "")
    if act.kind == "delete" or state != "active":
        return
    same = Query(
        record_type("plan"),
        (Where("post", "=", body["post"]["id"]), Where("state", "=", "active")),
        limit=None,
    )
    for other in lists.page(connection, same):
        name = other.body.get("name") or other.number
        problem = (
            overlap_problem(body, name, other.body, desk.deadlines.calendar)
            if other.id != act.entry
            else None
        )
        if problem:
            raise Invalid([problem])


def make_shifts(desk: Desk, plan: str) -> list[Entry]:
    """A draft of a shift for every day of the plan that has none yet: all in one transaction. Doing it again adds only
    what is missing; a shift that was called off counts as there.

    Days of a year whose holidays are not known yet say so in the shift's note. Raises Refused for a plan that ended.
    """
    rule = get(desk, plan)
    if rule.state != "active":
        raise Refused(tr("This plan has ended"), tr("Use it again first, then make its shifts."))
    post = get(desk, rule.body["post"]["id"])
    made = _days_made(desk, rule)
    days = rule_of(rule.body, desk.deadlines.calendar)
    missing = [day for day in days.days() if day not in made]
    return add_all(desk, "shift", [New(_shift(rule, post, days, day), rule.unit) for day in missing])


def _days_made(desk: Desk, plan: Entry) -> set[date]:
    query = Query(record_type("shift"), (Where("plan", "=", plan.id),), limit=None)
    with desk.reading() as connection:
        return {
            date.fromisoformat(each.body["period"]["from"][:10]) for each in lists.page(connection, query)
        }


def _shift(plan: Entry, post: Entry, rule: Rule, day: date) -> dict[str, Any]:
    """What a shift takes from its plan, and from its post where the plan says nothing."""
    values = {
        "name": plan.body.get("name") or post.body["name"],
        "post": {"id": post.id, "number": post.number},
        "plan": {"id": plan.id, "number": plan.number},
        "period": {"from": f"{day} {plan.body['begins']}", "to": f"{day} {plan.body['ends']}"},
        "needed": plan.body.get("needed") or post.body["needed"],
    }
    if rule.is_unsure(day):
        values["note"] = tr(
            "The holidays and moved working days of {year} are not announced yet.", year=day.year
        )
    taken = {name: post.body[name] for name in ("kind", "place", "skills") if name in post.body}
    return values | taken
