"""A term of duty at a school gate is planned once, and a volunteer at another computer sees it."""

from __future__ import annotations

from typing import Any

import pytest

from gridapp.actions import entries, plans
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.record import record_type
from gridapp.store.lists import Query
from tests.office import COORDINATOR, VOLUNTEER, Office

TOWN = "新宁镇"


@pytest.fixture
def coordinator(office: Office) -> Desk:
    return office.desk(COORDINATOR)


def plan(desk: Desk, **more: Any) -> Entry:
    values = {"name": "九龙小学东门", "kind": "campus", "place": "九龙小学东门", "needed": 2}
    post = entries.add(desk, "post", values, unit=TOWN)
    rule = {
        "name": "九龙小学·早",
        "post": {"id": post.id, "number": post.number},
        "weekdays": [{"day": day} for day in ("mon", "tue", "wed", "thu", "fri")],
        "begins": "07:10",
        "ends": "08:10",
        "term_from": "2026-11-30",
        "term_to": "2026-12-31",
        "exceptions": [{"day": "2026-12-04", "note": "考试"}],
    }
    return entries.add(desk, "plan", {**rule, **more}, unit=TOWN)


def test_a_term_is_planned_once_and_seen_elsewhere(office: Office, coordinator: Desk) -> None:
    volunteer = office.desk(VOLUNTEER)
    rule = plan(coordinator)
    made = plans.make_shifts(coordinator, rule.id)
    assert len(made) == 23  # 24 weekdays, one of them without
    assert {each.body["needed"] for each in made} == {2}
    assert plans.make_shifts(coordinator, rule.id) == []
    entries.move(coordinator, made[0].id, "publish")
    for desk in (coordinator, volunteer):
        office.sync(desk)
    seen = entries.find(volunteer, Query(record_type("shift")))
    assert made[0].id in {each.id for each in seen if each.state == "published"}


def test_days_of_a_year_without_holidays_are_marked(coordinator: Desk) -> None:
    made = plans.make_shifts(coordinator, plan(coordinator, term_to="2027-01-15").id)
    marked = [each for each in made if "2027" in each.body.get("note", "")]
    assert {each.body["period"]["from"][:4] for each in made} == {"2026", "2027"}
    assert marked == [each for each in made if each.body["period"]["from"].startswith("2027")]


def test_days_that_count_whatever_is_announced_are_not_marked(coordinator: Desk) -> None:
    made = plans.make_shifts(coordinator, plan(coordinator, term_to="2027-01-15", days="every").id)
    assert not [each for each in made if "note" in each.body]


def test_a_plan_that_has_ended_makes_nothing(coordinator: Desk) -> None:
    rule = plan(coordinator)
    entries.move(coordinator, rule.id, "end")
    with pytest.raises(Refused, match="ended"):
        plans.make_shifts(coordinator, rule.id)
