"""A coordinator publishes a week of shifts, and begins the next one as its copy."""

from __future__ import annotations

from datetime import date

import pytest

from gridapp.actions import entries, plans, shifts
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotAllowed
from tests.office import COORDINATOR, VOLUNTEER, Office

TOWN = "新宁镇"
MONDAY = date(2026, 11, 30)
NEXT = date(2026, 12, 9)  # a Wednesday


@pytest.fixture
def coordinator(office: Office) -> Desk:
    return office.desk(COORDINATOR)


def shift(desk: Desk, day: str) -> Entry:
    values = {"name": "东城夜巡", "period": f"{day} 19:30 ~ 21:30", "needed": 2}
    return entries.add(desk, "shift", values, unit=TOWN)


def test_a_week_is_from_monday_to_sunday_and_published_whole(coordinator: Desk) -> None:
    inside = [shift(coordinator, day) for day in ("2026-11-30", "2026-12-06")]
    outside = [shift(coordinator, day) for day in ("2026-11-29", "2026-12-07")]
    assert [each.id for each in shifts.publish_week(coordinator, MONDAY)] == [each.id for each in inside]
    assert {entries.get(coordinator, each.id).state for each in outside} == {"draft"}
    assert shifts.publish_week(coordinator, MONDAY) == []


def test_a_copy_is_made_once_of_what_was_not_called_off(coordinator: Desk) -> None:
    shift(coordinator, "2026-12-01")
    off = shift(coordinator, "2026-12-02")
    entries.move(coordinator, off.id, "cancel", {"cancel_note": "学校放假"})
    copied = shifts.copy_week(coordinator, NEXT)
    assert [each.body["period"]["from"][:16] for each in copied.made] == ["2026-12-08T19:30"]
    assert {each.state for each in copied.made} == {"draft"}
    assert shifts.copy_week(coordinator, NEXT).made == []


def test_a_holiday_is_left_out_of_a_copy_and_named(coordinator: Desk) -> None:
    for day in ("2026-09-22", "2026-09-24"):  # a week later: an ordinary Tuesday, and the first of October
        shift(coordinator, day)
    copied = shifts.copy_week(coordinator, date(2026, 9, 29))
    assert [each.body["period"]["from"][:10] for each in copied.made] == ["2026-09-29"]
    assert copied.off == [date(2026, 10, 1)]


def test_a_copy_of_a_school_days_plan_follows_its_days(coordinator: Desk) -> None:
    post = entries.add(
        coordinator, "post", {"name": "东门", "kind": "campus", "place": "东门", "needed": 1}, unit=TOWN
    )
    rule = entries.add(
        coordinator,
        "plan",
        {
            "post": {"id": post.id, "number": post.number},
            "weekdays": [{"day": each} for each in ("mon", "tue", "wed", "thu", "fri")],
            "begins": "07:10",
            "ends": "08:10",
            "term_from": "2026-09-01",
            "term_to": "2026-10-30",
        },
        unit=TOWN,
    )
    made = plans.make_shifts(coordinator, rule.id)
    gone = {each.body["period"]["from"][:10]: each.id for each in made}
    for day in ("2026-09-21", "2026-09-22"):
        entries.delete(coordinator, gone[day])
    moved = gone["2026-09-14"]
    entries.edit(coordinator, moved, {"period": "2026-09-13 17:10 ~ 18:10"})
    copied = shifts.copy_week(coordinator, date(2026, 9, 21))
    assert [each.body["period"]["from"][:10] for each in copied.made] == ["2026-09-22"], (
        "the moved one is not its day's"
    )
    again = plans.make_shifts(coordinator, rule.id)
    assert {"2026-09-14", "2026-09-21"} <= {each.body["period"]["from"][:10] for each in again}


def test_a_volunteer_publishes_nothing(office: Office, coordinator: Desk) -> None:
    shift(coordinator, "2026-12-01")
    volunteer = office.desk(VOLUNTEER)
    for desk in (coordinator, volunteer):
        office.sync(desk)
    assert shifts.week(volunteer, MONDAY)
    with pytest.raises(NotAllowed):
        shifts.publish_week(volunteer, MONDAY)
    assert {each.state for each in shifts.week(volunteer, MONDAY)} == {"draft"}
