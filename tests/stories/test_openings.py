"""A volunteer's shifts on computers that are offline: the last place, a cover for whoever cannot go, a shift called
off on those who had signed up."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import timedelta
from typing import Any

import pytest

from gridapp.actions import entries, openings, reminders, signups, swaps
from gridapp.actions.desk import Desk
from gridapp.cli.context import Context
from gridapp.cli.signups import run_shifts, run_swap
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.i18n import tr
from tests.conftest import FakeClock
from tests.office import COORDINATOR, GRID_WORKER, VOLUNTEER, Office

TOWN = "新宁镇"
SECOND = ("李秀兰", "volunteer", TOWN)
NAME = "九龙小学·早"
MEMBER = {"phone": "13800000000", "birth_year": 1980, "role": "volunteer", "consent_version": "2026.1"}


def published(desk: Desk, hours: float = 30, name: str = NAME, needed: int = 1, **more: Any) -> Entry:
    begins = desk.world.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
    period = {"from": begins.isoformat(), "to": (begins + timedelta(hours=1)).isoformat()}
    values = {"name": name, "period": period, "needed": needed, **more}
    return entries.move(desk, entries.add(desk, "shift", values, unit=TOWN).id, "publish")


def sync(office: Office, *desks: Desk) -> None:
    for desk in (*desks, *desks):
        office.sync(desk)


def said(desk: Desk) -> list[str]:
    return [each.said for each in openings.own(desk)]


@pytest.fixture
def desks(office: Office) -> tuple[Desk, Desk, Desk]:
    """A leader, and two volunteers who are among their members."""
    leader = office.desk(COORDINATOR)
    for name in (VOLUNTEER[0], SECOND[0]):
        entries.add(leader, "member", {"name": name, **MEMBER}, unit=TOWN)
    office.sync(leader)
    for who in (VOLUNTEER, SECOND):
        office.code(who)  # their accounts are those members
    return leader, office.desk(VOLUNTEER), office.desk(SECOND)


def test_the_last_place_is_taken_on_two_offline_computers(
    office: Office, desks: tuple[Desk, Desk, Desk]
) -> None:
    leader, first, second = desks
    third = office.desk(GRID_WORKER)
    shift = published(leader)
    sync(office, leader, first, second, third)
    for desk in (first, second, third):
        assert openings.look(desk).openings[0].free == 1
        signups.sign_up(desk, [shift.id])
        assert said(desk) == ["Offered – the server decides"]
    sync(office, second, first, third, second, first)
    assert said(second) == ["Has a place"]
    assert said(first) == ["Waiting list, no. 1"]
    assert said(third) == ["Waiting list, no. 2"]
    entries.move(second, openings.own(second)[0].entry.id, "withdraw", {"reason": "孩子发烧"})
    assert said(second) == []
    sync(office, second, first, third)
    assert (said(first), said(third)) == (["Has a place"], ["Waiting list, no. 1"])


def test_whoever_cannot_go_asks_everybody_who_is_free(office: Office, desks: tuple[Desk, Desk, Desk]) -> None:
    leader, first, second = desks
    shift = published(leader)
    sync(office, *desks)
    (mine,) = signups.sign_up(first, [shift.id])
    sync(office, first, second)
    asked = swaps.ask_everybody(first, mine.id, "孩子发烧")
    assert [each.body["taker"] for each in asked] == [second.person.author.stored()], "not oneself"
    with pytest.raises(Refused, match="Nobody was asked"):
        swaps.ask_everybody(first, mine.id)  # they were asked already
    assert [each.id for each in openings.own(first, swaps.waiting(first))[0].asked] == [asked[0].id]
    sync(office, first, second)
    (request,) = swaps.waiting(second)
    assert (request.for_me, request.is_own, request.to_approve, request.against) == (True, False, False, "")
    entries.move(second, request.entry.id, "agree")
    assert swaps.waiting(second) == []
    sync(office, second, leader)
    (request,) = swaps.waiting(leader)
    assert request.to_approve
    entries.move(leader, request.entry.id, "approve")
    sync(office, leader, first, second)
    assert (said(first), said(second)) == ([], ["Has a place"])
    assert swaps.waiting(first) == swaps.waiting(leader) == []


def test_a_request_says_where_one_is_and_goes_when_the_place_is_gone(
    office: Office, desks: tuple[Desk, Desk, Desk]
) -> None:
    leader, first, second = desks
    shift, other = published(leader), published(leader, name="南街路口")
    sync(office, *desks)
    (mine,) = signups.sign_up(first, [shift.id])
    sync(office, first, second)
    asked = swaps.ask(first, mine.id, second.person.author.stored())
    signups.sign_up(second, [other.id])
    sync(office, second, first, second)
    (request,) = swaps.waiting(second)
    assert request.against == "You are at 南街路口 then."
    with pytest.raises(Refused, match="Nobody was asked"):
        swaps.ask_everybody(first, mine.id)
    entries.move(second, asked.id, "agree")
    entries.move(first, mine.id, "withdraw", {"reason": "不用了"})
    sync(office, second, first, leader)
    assert swaps.waiting(second) == swaps.waiting(first) == swaps.waiting(leader) == []
    with pytest.raises(Refused, match="does not have this place"):
        entries.move(leader, asked.id, "approve")


def test_a_cancelled_shift_is_told_once_and_stays_on_the_first_page(
    office: Office, desks: tuple[Desk, Desk, Desk], clock: FakeClock
) -> None:
    leader, first, second = desks
    shift, kept = published(leader, needed=2), published(leader, hours=40, name="夜巡")
    sync(office, *desks)
    signups.sign_up(first, [shift.id, kept.id])
    (given_up,) = signups.sign_up(second, [shift.id])
    sync(office, first, second, leader)
    entries.move(second, given_up.id, "withdraw", {"reason": "去不了"})
    sync(office, second)
    assert reminders.take(first).due == ()
    entries.move(leader, shift.id, "cancel", {"cancel_note": "学校放假"})
    assert openings.news(first).off == [], "nothing is known of it yet"
    sync(office, leader, first, second)
    (off,) = openings.news(first).off
    assert (off.said, off.meeting.reason, off.entry.body["name"]) == ("Called off", "学校放假", NAME)
    assert [(each.off, each.entry.id) for each in reminders.take(first).due] == [(True, off.entry.id)]
    assert reminders.take(first).due == (), "once"
    assert openings.news(second).off == [], "they had given it up themselves"
    assert reminders.take(second).due == ()
    clock.pass_by(hours=32)
    assert openings.news(first).off == [], "its time has passed"


def test_a_volunteer_sees_their_own_from_the_command_line_and_asks_everybody(
    office: Office,
    desks: tuple[Desk, Desk, Desk],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leader, first, _ = desks
    shift = published(leader)
    sync(office, *desks)
    context = Context(office.home_of(first).folder, "", None)
    monkeypatch.setattr(Context, "desk", first)
    run_shifts(context, Namespace(what="mine", days=7, json=False))
    assert capsys.readouterr().out.strip() == tr("You have no shifts to come.")
    (mine,) = signups.sign_up(first, [shift.id])
    run_shifts(context, Namespace(what="mine", days=7, json=False))
    line = capsys.readouterr().out
    assert mine.number in line
    assert "Offered – the server decides" in line
    run_swap(context, Namespace(signup=mine.id, name=None, reason="孩子发烧"))
    assert len(capsys.readouterr().out.splitlines()) == 1
    run_shifts(context, Namespace(what="mine", days=7, json=True))
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["state"], told["waiting"], told["asked"]) == ("offered", 0, [SECOND[0]])
