"""Hours of one person never overlap, whatever the order in which computers sent them; who may do what with them."""

from __future__ import annotations

import random
import tempfile
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid, NotAllowed, NotYours
from gridapp.domain.record import record_type
from gridapp.server import decisions
from gridapp.store.lists import Query
from tests.conftest import FakeClock
from tests.office import COORDINATOR, STRANGER, VOLUNTEER, Office

RECORD = record_type("service_record")
LEADER = ("赵永强", "squad_leader", "新宁镇")
OTHER_LEADER = ("白玉梅", "squad_leader", "新宁镇")


def hours(desk: Desk, about: Desk, start: str, end: str, **more: Any) -> Entry:
    values = {
        "person": about.person.author.stored(), "activity": "九龙小学护学", "kind": "campus",
        "period": f"{start} ~ {end}", **more,
    }  # fmt: skip
    return entries.add(desk, "service_record", values)


def states(desk: Desk) -> dict[str, str]:
    return {each.id: each.state for each in entries.find(desk, Query(RECORD, limit=None))}


def test_an_overlap_is_refused_on_the_computer(small_office: Office) -> None:
    volunteer, leader = small_office.desk(VOLUNTEER), small_office.desk(LEADER)
    first = hours(leader, volunteer, "2026-11-18 07:10", "2026-11-18 08:10")
    second = hours(leader, volunteer, "2026-11-18 08:00", "2026-11-18 09:00")
    touching = hours(leader, volunteer, "2026-11-18 08:10", "2026-11-18 09:00")
    entries.move(leader, first.id, "confirm")
    with pytest.raises(Invalid, match=first.number):
        entries.move(leader, second.id, "confirm")
    assert entries.move(leader, touching.id, "confirm").state == "confirmed"


def test_of_two_leaders_offline_the_first_to_arrive_counts(office: Office) -> None:
    volunteer, one, other = (office.desk(each) for each in (VOLUNTEER, LEADER, OTHER_LEADER))
    first = hours(one, volunteer, "2026-11-18 07:10", "2026-11-18 08:10")
    second = hours(other, volunteer, "2026-11-18 07:30", "2026-11-18 08:30")
    entries.move(one, first.id, "confirm")
    entries.move(other, second.id, "confirm")
    assert office.sync(other).verdicts == {"stored": 2}
    assert office.sync(one).verdicts == {"stored": 1, "held": 1}
    office.sync(volunteer)
    assert states(volunteer) == {first.id: "recorded", second.id: "confirmed"}


def test_two_in_one_batch_are_held_against_each_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    volunteer, leader = office.desk(VOLUNTEER), office.desk(LEADER)
    made = [hours(leader, volunteer, f"2026-11-18 07:{minute}", "2026-11-18 08:30") for minute in (10, 20)]
    monkeypatch.setattr(entries, "require_time", lambda *_: None)  # an altered program does not ask itself
    for each in made:
        entries.move(leader, each.id, "confirm")
    assert office.sync(leader).verdicts == {"stored": 3, "held": 1}


def test_a_server_that_did_not_look_would_take_both(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests above can fail."""
    volunteer, leader = office.desk(VOLUNTEER), office.desk(LEADER)
    made = [hours(leader, volunteer, f"2026-11-18 07:{minute}", "2026-11-18 08:30") for minute in (10, 20)]
    monkeypatch.setattr(entries, "require_time", lambda *_: None)
    monkeypatch.setattr(decisions, "takes_time", lambda _: False)
    for each in made:
        entries.move(leader, each.id, "confirm")
    assert office.sync(leader).verdicts == {"stored": 4}


def test_nobody_confirms_their_own(office: Office) -> None:
    leader, other = office.desk(LEADER), office.desk(OTHER_LEADER)
    own = hours(leader, leader, "2026-11-18 07:10", "2026-11-18 08:10")
    with pytest.raises(NotAllowed, match="your own"):
        entries.move(leader, own.id, "confirm")
    office.sync(leader)
    office.sync(other)
    assert entries.move(other, own.id, "confirm").state == "confirmed"
    assert office.sync(other).verdicts == {"stored": 1}


def test_nobody_begins_with_confirmed_hours(small_office: Office) -> None:
    leader = small_office.desk(LEADER)
    values = {"activity": "巡逻", "kind": "patrol", "period": "2026-11-18 07:10 ~ 08:10", "person": "白玉梅"}
    with pytest.raises(NotAllowed):
        entries.add_all(leader, "service_record", [entries.New(values, state="agreed")])


def test_a_volunteer_records_only_their_own(small_office: Office) -> None:
    volunteer, leader = small_office.desk(VOLUNTEER), small_office.desk(LEADER)
    hours(volunteer, volunteer, "2026-11-18 07:10", "2026-11-18 08:10")
    with pytest.raises(NotAllowed):
        hours(volunteer, leader, "2026-11-18 07:10", "2026-11-18 08:10")


def test_hours_noted_in_another_township_come_to_the_person(office: Office) -> None:
    """They see them, may object to them and export them; their neighbours do not see them."""
    stranger, neighbour = office.desk(STRANGER), office.desk(("别人", "volunteer", "和盛镇"))
    leader = office.desk(LEADER)
    noted = hours(leader, stranger, "2026-11-18 07:10", "2026-11-18 08:10")
    entries.move(leader, noted.id, "confirm")
    for each in (leader, stranger, neighbour):
        office.sync(each)
    assert states(neighbour) == {}
    seen = entries.get(stranger, noted.id)
    assert stranger.may("export", seen)
    assert not stranger.may("set", seen)
    entries.move(stranger, seen.id, "agree")
    assert office.sync(stranger).verdicts == {"stored": 1}
    office.sync(leader)
    assert states(leader) == {noted.id: "agreed"}
    again = office.desk(STRANGER)  # a second computer starts from a ready copy
    office.sync(again)
    assert states(again) == {noted.id: "agreed"}


def test_only_the_person_agrees_or_objects(small_office: Office) -> None:
    volunteer, leader = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    noted = hours(leader, volunteer, "2026-11-18 07:10", "2026-11-18 08:10")
    entries.move(leader, noted.id, "confirm")
    with pytest.raises(NotAllowed):
        entries.move(leader, noted.id, "agree")
    with pytest.raises(NotYours):
        entries.edit(leader, noted.id, {"objection_text": "没有异议"})


@pytest.mark.parametrize(
    ("start", "end", "more", "words"),
    [
        ("2026-11-18 08:10", "2026-11-18 07:10", {}, "end after it begins"),
        ("2026-11-17 07:00", "2026-11-18 08:00", {}, "longer than 24 hours"),
        ("2026-11-18 06:00", "2026-11-18 19:00", {}, "more than 12 hours"),
        ("2026-11-18 07:00", "2026-11-18 08:00", {"hours": 1.5}, "more than the times allow"),
        ("2026-11-18 07:00", "2026-11-18 08:00", {"break_minutes": 60}, "leaves nothing"),
        ("2027-11-18 07:00", "2027-11-18 08:00", {}, "in the future"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    small_office: Office, start: str, end: str, more: dict[str, Any], words: str
) -> None:
    leader = small_office.desk(LEADER)
    with pytest.raises(Invalid, match=words):
        hours(leader, leader, start, end, **more)


def test_a_long_duty_is_taken_with_a_word_why(small_office: Office) -> None:
    leader = small_office.desk(LEADER)
    long = hours(leader, leader, "2026-11-18 06:00", "2026-11-18 19:00", note="抗洪值守", break_minutes=30)
    assert long.body["hours"] == 12.5


ACTS = st.lists(
    st.tuples(
        st.integers(0, 2),  # which computer
        st.sampled_from(["record", "confirm", "confirm", "agree", "object", "sync"]),
        st.integers(0, 11),  # which hour, or which entry
    ),
    max_size=30,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=ACTS)
def test_whatever_the_order_nobody_is_in_two_places(acts: list[Any]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Office(Path(folder), FakeClock(), random.Random(5), "")) as office,
    ):
        desks = [office.desk(each) for each in (VOLUNTEER, LEADER, OTHER_LEADER)]
        for which, act, number in [*acts, *((each, "sync", 0) for each in (0, 1, 2, 0, 1, 2))]:
            do(office, desks, desks[which], act, number)
        for desk in desks:
            counted = [
                each
                for each in entries.find(desk, Query(RECORD, limit=None))
                if each.state in ("confirmed", "agreed") and not each.pending
            ]
            spans = sorted((each.body["period"]["from"], each.body["period"]["to"]) for each in counted)
            assert all(one[1] <= two[0] for one, two in pairwise(spans))


def do(office: Office, desks: list[Desk], desk: Desk, act: str, number: int) -> None:
    if act == "sync":
        office.sync(desk)
        return
    try:
        if act == "record":
            start = datetime(2026, 11, 17, 6, 0) + timedelta(minutes=40 * number)  # noqa: DTZ001
            hours(desk, desks[0], f"{start:%F %R}", f"{start + timedelta(hours=1):%F %R}")
        elif known := sorted(states(desk)):
            values = {"objection_text": "不对"} if act == "object" else {}
            entries.move(desk, known[number % len(known)], act, values)
    except (Invalid, NotAllowed, NotYours) as refused:
        assert refused.message
    except Exception as refused:
        assert type(refused).__name__ == "Refused", refused
