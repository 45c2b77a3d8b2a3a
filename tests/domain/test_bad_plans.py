"""What cannot be planned is said in plain words beside the field, and nothing is kept of it."""

from __future__ import annotations

from typing import Any

import pytest

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid
from gridapp.domain.record import record_type
from gridapp.store.lists import Query
from tests.office import COORDINATOR, Office

TOWN = "新宁镇"
WEEK = [{"day": day} for day in ("mon", "tue", "wed", "thu", "fri")]
PLAN = {
    "name": "九龙小学·早",
    "weekdays": WEEK,
    "begins": "07:10",
    "ends": "08:10",
    "term_from": "2026-11-30",
    "term_to": "2026-12-31",
}


@pytest.fixture
def coordinator(small_office: Office) -> Desk:
    return small_office.desk(COORDINATOR)


@pytest.fixture
def post(coordinator: Desk) -> Entry:
    return at(coordinator, "东门")


def at(desk: Desk, name: str) -> Entry:
    values = {"name": name, "kind": "campus", "place": name, "needed": 2}
    return entries.add(desk, "post", values, unit=TOWN)


def plan(desk: Desk, post: Entry, **more: Any) -> Entry:
    named = {"post": {"id": post.id, "number": post.number}}
    return entries.add(desk, "plan", {**PLAN, **named, **more}, unit=TOWN)


def refused(act: Any) -> tuple[list[str], str]:
    """(fields, words) of a refusal."""
    with pytest.raises(Invalid) as told:
        act()
    return [each.field for each in told.value.problems], told.value.message


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"begins": "08:10", "ends": "07:10"}, "ends", "later than when it begins"),
        ({"begins": "08:10", "ends": "08:10"}, "ends", "later than when it begins"),
        ({"ends": "25:00"}, "ends", "time of day"),
        ({"term_from": "2026-12-31", "term_to": "2026-11-30"}, "term_to", "before the first day"),
        ({"term_to": "2028-01-15"}, "term_to", "more than a year after"),
        ({"weekdays": []}, "weekdays", "missing"),
        ({"needed": 0}, "needed", ""),
    ],
)
def test_a_plan_that_cannot_be(
    coordinator: Desk, post: Entry, more: dict[str, Any], field: str, words: str
) -> None:
    fields, said = refused(lambda: plan(coordinator, post, **more))
    assert fields == [field]
    assert words in said
    assert entries.find(coordinator, Query(record_type("plan"))) == []


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-11-30 07:00 ~ 2026-12-01 08:00", "longer than a day"),
        ("2026-11-30 08:10 ~ 2026-11-30 07:10", "end after it begins"),
    ],
)
def test_a_shift_that_cannot_be(coordinator: Desk, period: str, words: str) -> None:
    values = {"name": "夜巡", "period": period, "needed": 1}
    fields, said = refused(lambda: entries.add(coordinator, "shift", values, unit=TOWN))
    assert fields == ["period"]
    assert words in said


OVERLAPPING = (
    {"begins": "08:00", "ends": "09:00"},
    {"begins": "06:00", "ends": "12:00", "weekdays": [{"day": "fri"}]},
    {"term_from": "2026-12-31", "term_to": "2027-02-01"},
    {"days": "every", "weekdays": [{"day": "mon"}, {"day": "sat"}]},
)
APART = (
    {"begins": "08:10", "ends": "09:00"},
    {"term_from": "2027-01-01", "term_to": "2027-02-01"},
    {"weekdays": [{"day": "sat"}], "days": "every"},
)


@pytest.mark.parametrize("more", OVERLAPPING)
def test_two_plans_of_a_post_do_not_overlap(coordinator: Desk, post: Entry, more: dict[str, Any]) -> None:
    first = plan(coordinator, post)
    fields, said = refused(lambda: plan(coordinator, post, **{"name": "另一个", **more}))
    assert fields == ["begins"]
    assert "overlaps the plan 九龙小学·早" in said
    plan(coordinator, at(coordinator, "西门"), **more)
    entries.move(coordinator, first.id, "end")
    second = plan(coordinator, post, **more)
    assert refused(lambda: entries.move(coordinator, first.id, "resume"))[0] == ["begins"]
    assert second.state == "active"


@pytest.mark.parametrize("more", APART)
def test_plans_that_only_touch_are_made(coordinator: Desk, post: Entry, more: dict[str, Any]) -> None:
    first = plan(coordinator, post)
    other = plan(coordinator, post, **more)
    entries.edit(coordinator, first.id, {"needed": 3})
    assert refused(lambda: entries.edit(coordinator, other.id, OVERLAPPING[2] | PLAN))[0] == ["begins"]
