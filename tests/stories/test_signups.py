"""Volunteers sign up for shifts, cannot go after all, and stand in for each other, on computers that are offline."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import datetime, timedelta
from typing import Any

import pytest

from gridapp.actions import entries, signups, swaps
from gridapp.actions.desk import Desk
from gridapp.cli.context import Context
from gridapp.cli.signups import run_shifts, run_sign_up
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotAllowed, Refused
from gridapp.domain.record import record_type
from gridapp.server import centre
from gridapp.store.lists import Query
from tests.office import COORDINATOR, GRID_WORKER, VOLUNTEER, Office

TOWN = "新宁镇"
SECOND = ("李秀兰", "volunteer", TOWN)
DAY = "2026-12-01"


def published(desk: Desk, name: str, hours: str, needed: int = 1, **more: Any) -> Entry:
    values = {"name": name, "period": f"{DAY} {hours}", "needed": needed, **more}
    return entries.move(desk, entries.add(desk, "shift", values, unit=TOWN).id, "publish")


def week(desk: Desk) -> list[signups.Opening]:
    start = datetime.fromisoformat(f"{DAY}T00:00+08:00")
    return signups.openings(desk, start, start + timedelta(days=7))


def sign_up_of(desk: Desk, whose: Desk) -> Entry:
    """The newest sign-up of this person that the desk knows."""
    known = entries.find(desk, Query(record_type("signup"), limit=1000))
    return max((each for each in known if each.body["person"]["id"] == whose.person.id), key=lambda e: e.id)


def sync(office: Office, *desks: Desk) -> None:
    for desk in (*desks, *desks):
        office.sync(desk)


def state(desk: Desk, entry: Entry) -> str:
    return entries.get(desk, entry.id).state


@pytest.fixture
def desks(office: Office) -> tuple[Desk, Desk, Desk]:
    return office.desk(COORDINATOR), office.desk(VOLUNTEER), office.desk(SECOND)


def test_several_shifts_are_taken_at_once_and_what_speaks_against_is_said(
    office: Office, desks: tuple[Desk, Desk, Desk]
) -> None:
    leader, first, _ = desks
    morning = published(leader, "九龙小学·早", "07:10 ~ 08:10", 2)
    street = published(leader, "南街路口", "07:30 ~ 08:30")
    noon = published(leader, "城关初中·午", "11:30 ~ 12:30", skills=["first_aid"])
    entries.add(leader, "shift", {"name": "还没发布", "period": f"{DAY} 09:00 ~ 10:00"}, unit=TOWN)
    sync(office, *desks)
    assert [(each.shift.body["name"], each.free, each.against) for each in week(first)] == [
        ("九龙小学·早", 2, ()),
        ("南街路口", 1, ()),
        ("城关初中·午", 1, ("Asks for: 急救",)),
    ]
    with pytest.raises(Refused, match=r"南街路口.*九龙小学·早"):
        signups.sign_up(first, [morning.id, street.id])
    assert all(each.mine is None for each in week(first)), "all or none"
    taken = signups.sign_up(first, [morning.id, noon.id])
    seen = {each.shift.id: each for each in week(first)}
    assert [seen[each.id].mine for each in (morning, noon)] == taken
    assert seen[street.id].clashes
    assert seen[street.id].against == ("You are at 九龙小学·早 then.",)
    assert any("rest" in each for each in seen[noon.id].against)
    with pytest.raises(Refused):
        signups.sign_up(first, [street.id])
    sync(office, first, leader)
    assert [state(first, each) for each in taken] == ["placed", "placed"]
    assert {each.shift.id: each.free for each in week(leader)}[morning.id] == 1


def test_a_swap_across_two_offline_computers(office: Office, desks: tuple[Desk, Desk, Desk]) -> None:
    leader, first, second = desks
    third = office.desk(GRID_WORKER)
    shift = published(leader, "九龙小学·早", "07:10 ~ 08:10")
    sync(office, *desks, third)
    (mine,) = signups.sign_up(first, [shift.id])
    sync(office, first)
    office.sync(third)
    (waits,) = signups.sign_up(third, [shift.id])
    sync(office, third, first)
    assert (state(first, mine), state(third, waits)) == ("placed", "waiting")
    asked = swaps.ask(first, mine.id, second.person.author.stored(), "孩子发烧")
    office.sync(first)
    office.sync(second)
    with pytest.raises(NotAllowed):
        entries.move(first, asked.id, "agree")
    with pytest.raises((NotAllowed, Refused)):
        entries.move(second, asked.id, "approve")
    entries.move(second, asked.id, "agree", {"answer": "可以"})
    sync(office, second, leader)
    entries.move(leader, asked.id, "approve")
    new = sign_up_of(leader, second)
    sync(office, leader, first, second, third)
    for desk in (leader, first, second, third):
        assert state(desk, asked) == "approved"
        assert (state(desk, mine), state(desk, new), state(desk, waits)) == ("replaced", "placed", "waiting")


def test_a_swap_to_somebody_who_is_elsewhere_by_then_changes_nothing(
    office: Office, desks: tuple[Desk, Desk, Desk]
) -> None:
    leader, first, second = desks
    shift, other = (published(leader, name, "07:10 ~ 08:10") for name in ("九龙小学·早", "南街路口"))
    sync(office, *desks)
    (mine,) = signups.sign_up(first, [shift.id])
    sync(office, first, second)
    asked = swaps.ask(first, mine.id, second.person.author.stored())
    sync(office, first, second)
    entries.move(second, asked.id, "agree")
    office.sync(second)
    office.sync(leader)
    signups.sign_up(second, [other.id])
    office.sync(second)
    entries.move(leader, asked.id, "approve")
    new = sign_up_of(leader, second)
    sync(office, leader, first, second)
    assert (state(first, mine), state(second, new)) == ("placed", "clashing")


def test_who_could_stand_in_is_found_by_skill_and_hours(small_office: Office) -> None:
    leader = small_office.desk(COORDINATOR)
    people = [
        entries.add(leader, "member", {"name": name, "phone": "13800000000", "birth_year": 1980, "role": "volunteer",
                    "consent_version": "2026.1", "skills": skills}, unit=TOWN)
        for name, skills in (("赵一", []), ("钱二", ["first_aid"]), ("孙三", ["first_aid"]), ("李四", ["first_aid"]))
    ]  # fmt: skip
    shift = published(leader, "九龙小学·早", "07:10 ~ 08:10", skills=["first_aid"])
    same_time, later = (
        published(leader, "南街路口", "07:30 ~ 08:30"),
        published(leader, "夜巡", "19:30 ~ 21:30"),
    )
    for at, who in ((same_time, people[3]), (later, people[1])):
        entries.add(leader, "signup", signups.asking(at, {"id": who.id, "name": who.body["name"]}), unit=TOWN)
    found = [(each.person["name"], each.hours, each.skilled) for each in signups.stand_ins(leader, shift.id)]
    assert found == [("孙三", 0, True), ("钱二", 2.0, True), ("赵一", 0, False)]


def test_an_account_is_the_member_whom_others_wrote_down(small_office: Office) -> None:
    leader = small_office.desk(COORDINATOR)
    values = {"phone": "13800000000", "birth_year": 1980, "role": "volunteer", "consent_version": "2026.1"}
    member = entries.add(leader, "member", {"name": "王德顺", **values}, unit=TOWN)
    small_office.sync(leader)
    _, person = centre.enrolment_code(small_office.centre, "王德顺", "volunteer", TOWN)
    assert person.id == member.id
    _, other = centre.enrolment_code(small_office.centre, "孙红霞", "volunteer", TOWN)
    assert other.id != member.id


def test_a_volunteer_does_it_all_from_the_command_line(
    small_office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    leader, first = small_office.desk(COORDINATOR), small_office.desk(VOLUNTEER)
    shift = published(leader, "九龙小学·早", "07:10 ~ 08:10")
    sync(small_office, leader, first)
    context = Context(small_office.home_of(first).folder, "", None)
    monkeypatch.setattr(Context, "desk", first)
    run_shifts(context, Namespace(what="open", days=60, json=False))
    assert "九龙小学·早  1 of 1 free" in capsys.readouterr().out
    run_sign_up(context, Namespace(shifts=[shift.number]))
    run_shifts(context, Namespace(what="open", days=60, json=True))
    (said,) = json.loads(capsys.readouterr().out.split("\n", 1)[1])
    assert (said["number"], said["mine"]["state"]) == (shift.number, "offered")
