"""On duty: a volunteer comes and goes by one act each, also without a network; the leader fills in the rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from gridapp.actions import duty, entries
from gridapp.actions.desk import Desk
from gridapp.cli.main import main
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotAllowed, NotFound, Refused
from tests.conftest import FakeClock
from tests.office import COORDINATOR, VOLUNTEER, Office

NAME = "九龙小学东门·早"


@pytest.fixture
def leader(small_office: Office) -> Desk:
    return small_office.desk(COORDINATOR)


@pytest.fixture
def volunteer(small_office: Office) -> Desk:
    return small_office.desk(VOLUNTEER)


@pytest.fixture
def signup(small_office: Office, leader: Desk, volunteer: Desk) -> Entry:
    """The volunteer's place at a shift in an hour, known to both."""
    shift = planned(small_office, leader)
    both(small_office, leader, volunteer)
    made = sign_up(volunteer, shift)
    both(small_office, volunteer, leader)
    return entries.get(volunteer, made.id)


def planned(office: Office, leader: Desk, hours: float = 1, **values: Any) -> Entry:
    begins = leader.world.now() + timedelta(hours=hours)
    period = {"from": begins.isoformat(), "to": (begins + timedelta(hours=1)).isoformat()}
    body = {"name": NAME, "place": "九龙小学东门", "period": period, "needed": 2} | values
    return entries.move(leader, entries.add(leader, "shift", body, office.unit("新宁镇")).id, "publish")


def sign_up(desk: Desk, shift: Entry) -> Entry:
    body = {"shift": {"id": shift.id, "number": shift.number}, "person": desk.person.author.stored(), "name": NAME,
            "period": shift.body["period"]}  # fmt: skip
    return entries.add(desk, "signup", body)


def both(office: Office, *desks: Desk) -> None:
    for desk in (*desks, *desks):
        office.sync(desk)


def begins(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.body["period"]["from"])


@pytest.mark.parametrize(
    ("came", "left", "attendance"),
    [(-10, 61, "on_time"), (4, 56, "on_time"), (6, 61, "late"), (-10, 40, "left_early"), (6, 40, "late")],
)
def test_coming_and_leaving_are_one_act_each(
    volunteer: Desk, signup: Entry, clock: FakeClock, came: int, left: int, attendance: str
) -> None:
    clock.now = begins(signup) + timedelta(minutes=came)
    found = duty.next_own(volunteer)
    assert found is not None
    assert found.entry.id == signup.id
    here = duty.check_in(volunteer, signup.id, kit="反光衣")
    assert (here.state, here.body["kit_out"], here.pending) == ("on_duty", "反光衣", True)
    clock.now = begins(signup) + timedelta(minutes=left)
    gone = duty.check_out(volunteer, signup.id, "护栏松动", kit_back="yes")
    assert (gone.state, gone.body["attendance"]["code"]) == ("served", attendance)
    assert (gone.body["end_note"], gone.body["kit_back"]["code"]) == ("护栏松动", "yes")
    span = [datetime.fromisoformat(gone.body[name]) for name in ("came_at", "left_at")]
    assert span[1] - span[0] == timedelta(minutes=left - came)
    assert duty.next_own(volunteer) is None


def test_what_was_noted_offline_reaches_the_leader(
    small_office: Office, leader: Desk, volunteer: Desk, signup: Entry, clock: FakeClock
) -> None:
    clock.pass_by(hours=1)
    duty.check_in(volunteer, signup.id)
    (roll,) = duty.rolls(leader)
    assert roll.present == 0
    both(small_office, volunteer, leader)
    (roll,) = duty.rolls(leader)
    assert [(each.id, each.state) for each in roll.lines] == [(signup.id, "on_duty")]
    assert roll.present == 1


def test_far_too_early_is_refused_in_words(volunteer: Desk, signup: Entry, clock: FakeClock) -> None:
    clock.now = begins(signup) - timedelta(hours=2, minutes=1)
    with pytest.raises(Refused, match="too early"):
        duty.check_in(volunteer, signup.id)
    assert entries.get(volunteer, signup.id).state == "placed"
    clock.now = begins(signup) - timedelta(hours=1, minutes=59)
    assert duty.check_in(volunteer, signup.id).state == "on_duty"


def test_a_shift_that_was_called_off_is_nobodys_next(
    small_office: Office, leader: Desk, volunteer: Desk, signup: Entry
) -> None:
    later = planned(small_office, leader, hours=5)
    both(small_office, leader, volunteer)
    second = sign_up(volunteer, later)
    entries.move(leader, signup.body["shift"]["id"], "cancel")
    both(small_office, volunteer, leader)
    found = duty.next_own(volunteer)
    assert found is not None
    assert found.entry.id == second.id


def test_one_shift_is_left_before_the_next_is_come_to(
    small_office: Office, leader: Desk, volunteer: Desk, signup: Entry, clock: FakeClock
) -> None:
    later = planned(small_office, leader, hours=2.5)
    both(small_office, leader, volunteer)
    sign_up(volunteer, later)
    both(small_office, volunteer, leader)
    clock.pass_by(hours=1)
    duty.check_in(volunteer, signup.id)
    clock.pass_by(hours=1, minutes=30)
    found = duty.next_own(volunteer)
    assert found is not None
    assert found.entry.id == signup.id, "somebody who forgot to go off duty is asked for that first"


def test_the_leader_fills_in_who_was_there(
    small_office: Office, leader: Desk, volunteer: Desk, signup: Entry, clock: FakeClock
) -> None:
    clock.pass_by(hours=3)
    start = begins(signup)
    filled = duty.back_fill(leader, signup.id, start, start + timedelta(hours=1), "手机没电")
    assert (filled.state, filled.body["attendance"]["code"], filled.body["reason"]) == (
        "served",
        "on_time",
        "手机没电",
    )
    with pytest.raises(Refused):
        duty.back_fill(leader, signup.id, start, start + timedelta(hours=1), "")
    both(small_office, leader, volunteer)
    assert entries.get(volunteer, signup.id).state == "served"


def test_back_filling_needs_its_reason_and_a_leader(
    leader: Desk, volunteer: Desk, signup: Entry, clock: FakeClock
) -> None:
    clock.pass_by(hours=3)
    start = begins(signup)
    with pytest.raises(Refused):
        duty.back_fill(leader, signup.id, start, start + timedelta(hours=1), "")
    with pytest.raises(NotAllowed):
        duty.back_fill(volunteer, signup.id, start, start + timedelta(hours=1), "忘了")
    assert entries.get(leader, signup.id).state == "placed"


def test_somebody_extra_stands_in_the_list_and_sends_nobody_away(
    small_office: Office, leader: Desk, volunteer: Desk, signup: Entry, clock: FakeClock
) -> None:
    clock.pass_by(hours=1)
    (roll,) = duty.rolls(leader)
    made = duty.add_extra(leader, roll.at, "李秀兰")
    assert (made.state, made.body["attendance"]["code"]) == ("on_duty", "extra")
    both(small_office, leader, volunteer)
    (roll,) = duty.rolls(leader)
    assert {(each.body["person"]["name"], each.state) for each in roll.lines} == {
        ("李秀兰", "on_duty"),
        (VOLUNTEER[0], "placed"),
    }
    clock.pass_by(minutes=30)
    assert duty.check_out(leader, made.id).body["attendance"]["code"] == "extra"


def test_who_did_not_come_stays_in_the_list(
    leader: Desk, volunteer: Desk, signup: Entry, clock: FakeClock
) -> None:
    clock.pass_by(hours=2)
    assert {move.name for move in duty.possible(leader, signup)} == {"come", "back_fill", "miss"}
    assert {move.name for move in duty.possible(volunteer, signup)} == {"come"}
    entries.move(leader, signup.id, "miss", {"reason": "家里有事"})
    (roll,) = duty.rolls(leader)
    assert [each.state for each in roll.lines] == ["absent"]
    assert {move.name for move in duty.possible(leader, roll.lines[0])} == {"back_fill"}


def test_the_commands(
    small_office: Office, volunteer: Desk, signup: Entry, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under the computer's own clock the shift of the story is long over: nothing is to come, and words say so."""
    home = str(small_office.home_of(volunteer).folder)
    volunteer.put_tile()
    assert main(["--lang", "en", "--home", home, "duty", "in"]) == 2
    assert "no shift" in capsys.readouterr().err
    assert main(["--lang", "en", "--home", home, "duty", "in", "--entry", signup.number]) == 0
    assert "On duty" in capsys.readouterr().out
    assert (
        main(["--lang", "en", "--home", home, "duty", "out", "--note", "好", "--entry", signup.number]) == 0
    )
    assert "Served" in capsys.readouterr().out
    assert main(["--lang", "en", "--home", home, "duty", "list", "--day", "2026-11-18", "--json"]) == 0
    assert signup.number in capsys.readouterr().out
    assert main(["--lang", "en", "--home", home, "duty", "list", "--day", "2026-11-18"]) == 0
    assert VOLUNTEER[0] in capsys.readouterr().out


def test_nobody_without_a_shift_has_a_next(volunteer: Desk) -> None:
    assert duty.next_own(volunteer) is None
    with pytest.raises(NotFound):
        duty.require_next(volunteer)
