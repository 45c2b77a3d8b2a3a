"""A term of duty at a school gate: planned once, its week published, taken by volunteers, with its holidays off."""

from __future__ import annotations

from datetime import date, datetime

from gridapp.actions import entries, openings, plans, roster, shifts, signups
from gridapp.actions.desk import Desk
from tests.conftest import FakeClock
from tests.office import COORDINATOR, VOLUNTEER, Office

TOWN = "新宁镇"
SECOND = ("李秀兰", "volunteer", TOWN)
TERM = {
    "name": "九龙小学·早",
    "weekdays": [{"day": day} for day in ("mon", "tue", "wed", "thu", "fri")],
    "begins": "07:10",
    "ends": "08:10",
    "term_from": "2026-09-01",
    "term_to": "2026-10-30",
    "exceptions": [{"day": "2026-09-04", "note": "考试"}],
}


def sync(office: Office, *desks: Desk) -> None:
    for desk in (*desks, *desks):
        office.sync(desk)


def test_a_term_is_planned_published_and_taken(small_office: Office, clock: FakeClock) -> None:
    clock.now = datetime.fromisoformat("2026-08-28T12:00:00+08:00")
    leader, first, second = (small_office.desk(each) for each in (COORDINATOR, VOLUNTEER, SECOND))

    post = entries.add(
        leader,
        "post",
        {"name": "九龙小学东门", "kind": "campus", "place": "九龙小学东门", "needed": 1},
        unit=TOWN,
    )
    values = {**TERM, "post": {"id": post.id, "number": post.number}}
    shown = plans.days(leader, values)
    term = entries.add(leader, "plan", values, unit=TOWN)
    made = plans.make_shifts(leader, term.id)
    days = [each.body["period"]["from"][:10] for each in made]
    assert days == [str(each) for each in shown.days], "what was shown is what was made"
    assert date(2026, 10, 1) in shown.holidays
    assert not {"2026-09-04", "2026-10-01"} & set(days)

    week = date(2026, 9, 7)
    published = shifts.publish_week(leader, week)
    assert len(published) == 5
    sync(small_office, leader, first, second)
    opening = openings.look(first).openings
    assert {each.shift.id for each in opening} == {each.id for each in published}, (
        "nobody sees a draft offered"
    )

    monday = next(each for each in published if each.body["period"]["from"].startswith("2026-09-07"))
    tuesday = next(each for each in published if each.body["period"]["from"].startswith("2026-09-08"))
    signups.sign_up(first, [monday.id, tuesday.id])
    signups.sign_up(second, [monday.id])  # both are offline, and there is one place
    sync(small_office, first, second, leader)
    said = {desk: [each.said for each in openings.own(desk)] for desk in (first, second)}
    assert said == {first: ["Has a place"] * 2, second: ["Waiting list, no. 1"]}

    board = roster.board(leader, week)
    (line,) = board.lines
    assert [slot.gap for slot in line.slots.values()].count(0) == 2
    assert len(board.gaps(leader.world.now())) == 3

    assert shifts.copy_week(leader, date(2026, 9, 14)).made == [], "the plan has made it already"
