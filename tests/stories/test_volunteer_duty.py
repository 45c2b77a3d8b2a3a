"""The volunteer police's kinds of duty that have no page of their own, each from the post to the coordinator."""

from __future__ import annotations

import random

import pytest

from gridapp.actions import entries
from gridapp.domain.errors import Invalid, NotAllowed, NotFound
from gridapp.domain.fields import Tally
from gridapp.domain.record import record_type
from tests.office import COORDINATOR, VOLUNTEER, Office, make
from tests.stories.duties import confirmed, recorded

WHEN = "2026-11-18 07:10 ~ 08:10"


def test_traffic_persuasion_is_counted_by_two_and_both_counts_stay(small_office: Office) -> None:
    desk, made = recorded(small_office, "traffic_persuasion", {"period": WHEN, "counts": "parking=2"})
    other = small_office.desk(VOLUNTEER)
    counts = made.record.field("counts")
    assert isinstance(counts, Tally)
    small_office.sync(desk)
    small_office.sync(other)
    before = counts.totals(made.body["counts"])
    entries.edit(desk, made.id, {"counts": {**made.body["counts"], "1a": {"helmet": 3}}})
    entries.edit(other, made.id, {"counts": {**made.body["counts"], "2b": {"helmet": 4}}})
    for each in (desk, other, desk):
        small_office.sync(each)
    after = counts.totals(entries.get(desk, made.id).body["counts"])
    assert after["helmet"] == before.get("helmet", 0) + 7


def test_traffic_persuasion_has_no_room_for_a_plate(small_office: Office) -> None:
    desk, made = recorded(small_office, "traffic_persuasion", {})
    with pytest.raises(NotFound):
        entries.edit(desk, made.id, {"plate": "甘M12345"})
    with pytest.raises(Invalid):
        entries.edit(desk, made.id, {"counts": "甘M12345=1"})


@pytest.mark.parametrize(
    ("type_name", "values"),
    [
        ("traffic_persuasion", {"post": "南街路口", "period": WHEN, "counts": "helmet=3; parking=2"}),
        ("event_order", {"name": "中考考点", "kind": "exam", "period": WHEN, "posts": "东门、西门"}),
        ("checkpoint_duty", {"reason": "forest_fire", "led_by": "新宁派出所", "members": "李秀兰"}),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_duty_is_confirmed_at_another_computer(
    small_office: Office, type_name: str, values: dict[str, str]
) -> None:
    assert confirmed(small_office, type_name, values).state == "confirmed"


def test_a_training_is_recorded_by_who_leads_and_counts_who_came(small_office: Office) -> None:
    leader = ("赵德明", "leader", "新宁镇")
    held = confirmed(small_office, "training", {"attended_n": 18, "trainer": "县交警大队"}, leader)
    assert (held.state, held.body["attended_n"]) == ("confirmed", 18)
    volunteer = small_office.desk(VOLUNTEER)
    with pytest.raises(NotAllowed):
        make(volunteer, "training", random.Random(2))


def test_a_patrol_by_stretches_is_handed_to_the_next(small_office: Office) -> None:
    stretches = [{"segment": "南街至东门"}, {"segment": "东门至车站", "note": "路灯一处不亮，已报"}]
    done = confirmed(small_office, "patrol", {"segments": stretches, "handed_to": "李秀兰"})
    assert [each["segment"] for each in done.body["segments"]] == ["南街至东门", "东门至车站"]
    assert done.body["handed_to"]["name"] == "李秀兰"


def test_a_hazard_found_at_the_gate_is_named_by_the_duty(small_office: Office) -> None:
    desk = small_office.desk(COORDINATOR)
    found = make(desk, "hazard", random.Random(3))
    duty = make(
        desk, "campus_duty", random.Random(4),
        hazards=record_type("campus_duty").field("hazards").clean([{"hazard": {"id": found.id}}], desk.world),
    )  # fmt: skip
    assert duty.body["hazards"][0]["hazard"]["id"] == found.id
