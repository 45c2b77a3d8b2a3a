"""Making the shifts of a recurring plan, for its whole term at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from gridapp.actions.desk import Desk
from gridapp.actions.entries import New, add_all, get
from gridapp.domain.calendar import WorkingCalendar
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.record import record_type
from gridapp.domain.recurrence import Rule
from gridapp.i18n import tr
from gridapp.store import lists
from gridapp.store.lists import Query, Where


def rule_of(plan: Entry, calendar: WorkingCalendar) -> Rule:
    """When this plan calls for people."""
    body = plan.body
    return Rule(
        weekdays={each["day"]["code"] for each in body["weekdays"]},
        first=date.fromisoformat(body["term_from"]),
        last=date.fromisoformat(body["term_to"]),
        school=body["days"]["code"] == "school",
        without={date.fromisoformat(each["day"]) for each in body.get("exceptions", [])},
        calendar=calendar,
    )


def make_shifts(desk: Desk, plan: str) -> list[Entry]:
    """A draft of a shift for every day of the plan that has none yet: all in one transaction. Doing it again adds only
    what is missing; a shift that was called off counts as there.

    Raises Invalid for a year whose holidays are not known, Refused for a plan that has ended.
    """
    rule = get(desk, plan)
    if rule.state != "active":
        raise Refused(tr("This plan has ended"), tr("Use it again first, then make its shifts."))
    post = get(desk, rule.body["post"]["id"])
    made = _days_made(desk, rule)
    days = [day for day in rule_of(rule, desk.deadlines.calendar).days() if day not in made]
    return add_all(desk, "shift", [New(_shift(rule, post, day), rule.unit) for day in days])


def _days_made(desk: Desk, plan: Entry) -> set[date]:
    query = Query(record_type("shift"), (Where("plan", "=", plan.id),), limit=None)
    with desk.reading() as connection:
        return {
            date.fromisoformat(each.body["period"]["from"][:10]) for each in lists.page(connection, query)
        }


def _shift(plan: Entry, post: Entry, day: date) -> dict[str, Any]:
    """What a shift takes from its plan, and from its post where the plan says nothing."""
    values = {
        "name": plan.body.get("name") or post.body["name"],
        "post": {"id": post.id, "number": post.number},
        "plan": {"id": plan.id, "number": plan.number},
        "period": {"from": f"{day} {plan.body['begins']}", "to": f"{day} {plan.body['ends']}"},
        "needed": plan.body.get("needed") or post.body["needed"],
    }
    taken = {name: post.body[name] for name in ("kind", "place", "skills") if name in post.body}
    return values | taken
