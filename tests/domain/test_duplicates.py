"""Pairs that a person would call the same thing or not, and what the score makes of them."""

from __future__ import annotations

from typing import Any

import pytest

from gridapp.domain.duplicates import LIKELY, Likeness, Traits, likeness
from gridapp.domain.errors import Invalid
from gridapp.domain.fields import Choice, Sameness
from gridapp.domain.record import record_type, record_types
from gridapp.domain.resemblance import address, alike, metres_between, shared_phrases
from gridapp.domain.world import World

HOUSE = "九龙花园2号楼1单元"
SCOOTERS = "一层楼梯口停了 4 辆电动车，疏散通道只剩半米宽。"
EARLIER, LATER, OLD = "2026-11-16 18:00", "2026-11-17 10:00", "2026-09-17 10:00"


def hazard(
    place: Any = HOUSE, words: str = SCOOTERS, kind: str = "0101", at: str = LATER, **spot: float
) -> dict[str, Any]:
    return {"place": {"text": place, **spot}, "description": words, "kind": kind, "found_at": at}


def duty(school: str, start: str, end: str, session: str = "arrival") -> dict[str, Any]:
    period = {"from": f"2026-11-17 {start}", "to": f"2026-11-17 {end}"}
    return {"school": school, "session": session, "period": period}


def compared(world: World, one: dict[str, Any], other: dict[str, Any], of: str = "hazard") -> Likeness | None:
    record = record_type(of)
    mine, theirs = (Traits(record, record.clean(each, world), world) for each in (one, other))
    found, back = likeness(mine, theirs), likeness(theirs, mine)
    assert (found and found.score) == (back and back.score)
    return found


SAME = [
    (hazard(), hazard("九龙花园2栋", "楼道里停着电动车，还拉线充电，通道堵住了", at=EARLIER)),
    (hazard(), hazard("新宁镇九龙花园二号楼一单元楼道", "楼梯口电动车太多，疏散通道走不了人", "0104")),
    (
        hazard("北河沿线便民桥东侧", "河堤护栏缺口约2米", lat=35.5, lon=107.92),
        hazard("河边桥头", "护栏断了一段，有两米的缺口", at="2026-11-10 09:00", lat=35.5004, lon=107.9203),
    ),
    (hazard("南街巷6号门前", "污水井盖破损"), hazard("南街6号", "井盖坏了，有人踩空")),
]
NOT_SAME = {
    "another building": (hazard(), hazard("九龙花园5号楼1单元", "一层楼梯口停了 2 辆电动车，疏散通道堵塞")),
    "another thing in the same house": (hazard(), hazard(words="三楼住户燃气软管老化", kind="0202")),
    "another place of a like name": (hazard(), hazard("九龙小学东门", "校门口停了电动车，疏散通道堵塞")),
    "the house next door": (hazard("人民路41号"), hazard("人民路43号")),
    "long ago": (hazard(), hazard(at=OLD)),
    "far away": (hazard(lat=35.5, lon=107.92), hazard("桥头", lat=35.51, lon=107.92)),
}


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_thing_told_otherwise_is_found(one: Any, other: Any, world: World) -> None:
    found = compared(world, one, other)
    assert found is not None
    assert {each.what for each in found.reasons} >= {"place", "time", "words"}
    assert all(0 < each.strength <= 1 and each.said for each in found.reasons)


@pytest.mark.parametrize("why", NOT_SAME)
def test_one_thing_against_it_keeps_two_apart(why: str, world: World) -> None:
    assert compared(world, *NOT_SAME[why]) is None


def test_only_what_is_nearly_sure_interrupts_whoever_records(world: World) -> None:
    twice = compared(world, hazard(), hazard(at=EARLIER))
    assert twice is not None
    assert twice.likely
    vague = compared(world, *SAME[3])
    assert vague is not None
    assert not vague.likely
    assert vague.score < LIKELY


def test_the_reasons_are_said(world: World) -> None:
    found = compared(world, *SAME[2])
    assert found is not None
    assert [each.said for each in found.reasons] == [
        "50 m apart",
        "Both say “护栏、缺口”",
        "Both “Escape route occupied or blocked”",
        "7 days apart",
    ]


def test_what_took_place_must_overlap(world: World) -> None:
    mine = duty("九龙小学东门", "07:10", "08:10")
    same = compared(world, mine, duty("九龙小学 东门", "07:20", "08:00"), "campus_duty")
    assert same is not None
    assert same.score == 1.0
    assert compared(world, mine, duty("九龙小学东门", "16:10", "17:00"), "campus_duty") is None
    assert compared(world, mine, duty("九龙小学东门", "07:10", "08:10", "dismissal"), "campus_duty") is None


def test_a_type_that_repeats_is_found_by_an_index() -> None:
    repeating = [each for each in record_types().values() if each.repeats()]
    assert repeating
    for record in repeating:
        assert isinstance(record.field(record.category), Choice)
        assert record.category in record.filters


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("九龙花园 2 号楼", "九龙花园２号楼", 1, 1),
        ("九龙花园二号楼", "九龙花园2栋", 1, 1),
        ("九龙花园十二号楼", "九龙花园12幢", 1, 1),
        ("九龙花园2号楼1单元", "九龙花园2号楼3单元", 0.5, 0.7),
        ("九龙花园2号楼", "九龙花园3号楼", 0, 0),
        ("九龙花园", "九龙花园3号楼", 0.9, 1),
        ("九龙村三组17号", "九龙村二组17号", 0, 0),
        ("123 MAIN STREET, BROOKLYN", "123 Main Street Brooklyn", 1, 1),
        ("123 MAIN STREET, BROOKLYN", "125 MAIN STREET, BROOKLYN", 0, 0),
        ("", "九龙花园", 0, 0),
    ],
)
def test_addresses(one: str, other: str, least: float, most: float) -> None:
    assert least <= alike(address(one), address(other)) <= most


def test_distance_and_phrases() -> None:
    assert metres_between((35.5, 107.9), (35.5, 107.9)) == 0
    assert metres_between((35.5, 107.9), (35.501, 107.9)) == pytest.approx(111.2, abs=0.1)
    assert metres_between((0, 179.9995), (0, -179.9995)) == pytest.approx(111.2, abs=0.1)
    assert shared_phrases("护栏断了一段", "河堤护栏") == ["护栏"]


ID, OTHER = "0192f3c4-1111-7000-8000-000000000001", "0192f3c4-1111-7000-8000-000000000002"


@pytest.mark.parametrize("record", list(record_types().values()), ids=lambda record: record.type)
def test_every_type_carries_a_link_and_shows_it_nowhere(record: Any, world: World) -> None:
    link = {
        "id": ID,
        "number": "YH-1",
        "via": [{"id": OTHER, "number": "YH-2"}],
        "took": {"into": ID, "fields": {"note": {"was": None, "now": "x"}}},
    }
    cleaned = record.clean({"same_as": link, "closed_with": {"id": ID, "number": "YH-1"}}, world)
    assert cleaned == {"same_as": link, "closed_with": {"id": ID, "number": "YH-1"}}
    assert not {"same_as", "closed_with"} & set(record.fields())
    assert "YH-1" in record.words(cleaned)


@pytest.mark.parametrize(
    "broken",
    [
        {"id": "x"},
        {"id": ID, "via": "x"},
        {"id": ID, "via": ["x"]},
        {"id": ID, "took": "x"},
        {"id": ID, "took": {"into": ID, "fields": {"note": "x"}}},
        {"id": ID, "took": {"into": ID, "fields": {"note": {"was": 1}}}},
        {"id": ID, "took": {"into": "x", "fields": {}}},
        {"id": ID, "took": {"into": ID, "fields": {"note": {"was": "\ud800", "now": 1}}}},
    ],
)
def test_a_broken_link_is_refused(broken: dict[str, Any], world: World) -> None:
    with pytest.raises(Invalid):
        record_type("hazard").clean({"same_as": broken}, world)
    assert Sameness("Same as").clean({"id": ID}, world) == {"id": ID, "number": ""}
