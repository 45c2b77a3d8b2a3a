"""An event from its plan to its brief: planned on one computer, signed up for on others, told by the records."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from gridapp.actions import activities, attention, briefs, entries, signups
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New
from gridapp.domain.brief import Brief
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid, NotAllowed, NotFound, Refused
from gridapp.domain.record import record_type
from tests.conftest import FakeClock
from tests.office import COORDINATOR, VOLUNTEER, Office

TOWN = "新宁镇"
SECOND = ("李秀兰", "volunteer", TOWN)
DAY = "2026-12-05"
PLAN = {
    "name": "冬季防火与防煤烟中毒宣传",
    "kind": "publicity",
    "period": f"{DAY} 09:00 ~ 11:30",
    "place": "和盛镇集市东口",
    "audience": "赶集群众、沿街商户",
    "organisers": "和盛派出所、镇消防站",
    "reach_target": 300,
    "materials": [{"name": "防火折页", "prepared": 300}, {"name": "一氧化碳报警器", "prepared": 20}],
}
CONSENT = {"consent_version": "2026.1", "consent_at": "2026-01-20"}
TASKS = (("讲解", 1), ("发放", 2))


@pytest.fixture
def desks(office: Office) -> tuple[Desk, Desk, Desk]:
    """A coordinator and two volunteers, each at a computer of their own."""
    return office.desk(COORDINATOR), office.desk(VOLUNTEER), office.desk(SECOND)


def planned(desk: Desk) -> Entry:
    """The event with a shift for each task."""
    event = entries.add(desk, "activity", PLAN, unit=TOWN)
    named = {"id": event.id, "number": event.number}
    shifts = [
        {"name": name, "activity": named, "period": PLAN["period"], "needed": needed, "place": PLAN["place"]}
        for name, needed in TASKS
    ]
    entries.add_all(desk, "shift", [New(each, TOWN) for each in shifts])
    return event


def sync(office: Office, *desks: Desk) -> None:
    for desk in (*desks, *desks):
        office.sync(desk)


def taken(desk: Desk, name: str) -> Entry:
    """Ask for a place at this task."""
    start = datetime.fromisoformat(f"{DAY}T00:00+08:00")
    (wanted,) = [
        each.shift
        for each in signups.openings(desk, start, start + timedelta(days=1))
        if each.shift.body["name"] == name
    ]
    return signups.sign_up(desk, [wanted.id])[0]


def at(clock: FakeClock, time: str) -> None:
    clock.now = datetime.fromisoformat(f"{DAY}T{time}+08:00")


def announced(office: Office, desks: tuple[Desk, Desk, Desk]) -> Entry:
    """An announced event for which both volunteers have signed up, known to everybody."""
    leader, first, second = desks
    event = planned(leader)
    sync(office, *desks)
    assert [each.state for each in activities.read(first, event.id).shifts] == ["draft", "draft"]
    entries.move(leader, event.id, "announce")
    sync(office, *desks)
    for desk, name in ((first, "讲解"), (second, "发放")):
        taken(desk, name)
    sync(office, first, second, leader)
    return event


def test_from_the_plan_to_the_brief_nothing_is_typed_twice(
    office: Office, desks: tuple[Desk, Desk, Desk], clock: FakeClock
) -> None:
    leader, first, _ = desks
    event = announced(office, desks)
    whole = activities.read(leader, event.id)
    assert [(each.signup.body["name"], each.signup.state) for each in whole.helpers] == [
        ("讲解", "placed"),
        ("发放", "placed"),
    ]
    at(clock, "09:00")
    activities.came(first, whole.helpers[0].signup)
    sync(office, first, leader)
    at(clock, "12:00")
    assert len(activities.all_came(leader, event.id)) == 1, "who was noted already is not noted again"
    counted = {
        "reached": {"elder": 148, "student": 61},
        "counts": {"question": 35},
        "found": "两户灭火器压力不足，已当场上报。",
        "materials": [
            {**line, "given": given} for line, given in zip(event.body["materials"], (268, 12), strict=True)
        ],
    }
    entries.edit(leader, event.id, counted)
    entries.move(leader, event.id, "hold")
    assert len(activities.record_hours(leader, event.id)) == 2
    assert activities.record_hours(leader, event.id) == [], "what is recorded is not recorded again"
    sync(office, *desks)
    for desk in desks:
        told = activities.read(desk, event.id)
        assert (told.came, told.given, sum(told.reached.values()), told.hours) == (2, 280, 209, Decimal(5))
    brief = briefs.draft(leader, activities.read(leader, event.id))
    assert brief == Brief(
        "和盛镇集市东口开展冬季防火与防煤烟中毒宣传",
        "12月5日，新宁镇组织志愿者 2 人，在和盛镇集市东口开展冬季防火与防煤烟中毒宣传，"
        "联合和盛派出所、镇消防站，面向赶集群众、沿街商户现场服务。\n"
        "活动共发放资料 280 份（防火折页 268、一氧化碳报警器 12），面对面宣讲 209 人次（老人 148 人、学生 61 人），"
        "解答问题 35 个，累计志愿服务 5 小时。\n"
        "活动中发现：两户灭火器压力不足，已当场上报。",
    )
    with pytest.raises(Invalid):
        entries.move(leader, event.id, "hand_in")
    briefs.save_brief(leader, event.id, brief)
    entries.move(leader, event.id, "hand_in")
    entries.move(leader, event.id, "close")
    sync(office, *desks)
    for desk in desks:
        there = entries.get(desk, event.id)
        assert (there.state, there.body["brief"]) == ("closed", brief.text)


def test_calling_off_tells_everybody_who_signed_up(office: Office, desks: tuple[Desk, Desk, Desk]) -> None:
    leader, first, second = desks
    event = announced(office, desks)
    told_before = [each for desk in (first, second) for each in told(desk)]
    with pytest.raises(Invalid):
        entries.move(leader, event.id, "cancel")
    entries.move(leader, event.id, "cancel", {"cancel_note": "大雪封路"})
    sync(office, leader, first, second)
    assert told_before == []
    for desk in (first, second):
        whole = activities.read(desk, event.id)
        assert whole.entry.body["cancel_note"] == "大雪封路"
        assert {each.state for each in whole.shifts} == {"cancelled"}
        assert len(told(desk)) == 1
    mine = entries.get(first, told(first)[0])
    assert mine.state == "called_off"


def told(desk: Desk) -> list[str]:
    """The sign-ups of which this person is told."""
    return [each.entry.id for each in attention.tidings(desk) if each.entry]


def test_who_is_still_there_at_the_end_left_then(
    office: Office, desks: tuple[Desk, Desk, Desk], clock: FakeClock
) -> None:
    leader, first, _ = desks
    event = announced(office, desks)
    at(clock, "08:50")
    activities.all_came(leader, event.id)
    at(clock, "14:00")
    entries.move(leader, event.id, "hold")
    sync(office, leader, first)
    whole = activities.read(first, event.id)
    assert {each.signup.body["left_at"] for each in whole.helpers} == {f"{DAY}T11:30:00+08:00"}
    assert [each.hours for each in whole.helpers] == [Decimal("2.7"), Decimal("2.7")]


def test_long_before_it_begins_nobody_came(office: Office, desks: tuple[Desk, Desk, Desk]) -> None:
    event = announced(office, desks)
    with pytest.raises(Refused, match="early"):
        activities.all_came(desks[0], event.id)
    assert activities.read(desks[0], event.id).came == 0


def test_a_volunteer_plans_and_changes_no_event(office: Office, desks: tuple[Desk, Desk, Desk]) -> None:
    event = announced(office, desks)
    with pytest.raises(NotAllowed):
        entries.add(desks[1], "activity", PLAN)
    with pytest.raises(NotAllowed):
        entries.move(desks[1], event.id, "hold")
    with pytest.raises(NotAllowed):
        briefs.save_brief(desks[1], event.id, Brief("标题", "正文"))


def test_two_counters_offline_lose_no_count(office: Office, desks: tuple[Desk, Desk, Desk]) -> None:
    leader, other = desks[0], office.desk(("马晓霞", "coordinator", TOWN))
    event = planned(leader)
    sync(office, leader, other)
    for desk, counts in ((leader, {"elder": 40}), (other, {"student": 25})):
        entries.edit(desk, event.id, {"reached": {desk.person.id: counts}})
    sync(office, leader, other)
    for desk in (leader, other):
        assert activities.read(desk, event.id).reached == {"elder": 40, "student": 25}


@pytest.mark.parametrize("name", ["居民周桂芳家", "李秀兰"])
def test_a_brief_is_kept_with_nobodys_name_or_number_in_it(
    office: Office, desks: tuple[Desk, Desk, Desk], name: str
) -> None:
    leader = desks[0]
    volunteer = {"name": "李秀兰", "phone": "13800000000", "birth_year": 1990, "role": "volunteer", **CONSENT}
    official = {
        "name": "马晓霞",
        "phone": "13800000001",
        "birth_year": 1985,
        "role": "grid_worker",
        **CONSENT,
    }
    entries.add_all(leader, "member", [New(volunteer), New(official)])
    event = planned(leader)
    harmless = "新宁镇开展冬季防火宣传，网格员马晓霞讲解，发放资料 280 份。"
    assert briefs.told(leader, "防火宣传", harmless) == []
    kept = briefs.save_brief(leader, event.id, Brief("防火宣传", harmless))
    assert kept.body["brief"] == harmless, "the control: what names nobody, or an official, is kept"

    text = f"{harmless}\n{name}带头，电话138 1234 5678，车牌甘M12345。"
    found = briefs.told(leader, "防火宣传", text)
    assert [each.words for each in found] == [
        name.removeprefix("居民").removesuffix("家"), "138 1234 5678", "甘M12345",
    ]  # fmt: skip
    with pytest.raises(Invalid, match=r"138 1234 5678") as refused:
        briefs.save_brief(leader, event.id, Brief("防火宣传", text))
    assert "甘M12345" in refused.value.message
    for title in ("李秀兰讲防火", "请打13812345678"):
        with pytest.raises(Invalid):
            entries.edit(leader, event.id, {"brief_title": title})
    with pytest.raises(Invalid, match="李秀兰"):
        entries.add(leader, "activity", {**PLAN, "brief": "李秀兰带头。"})
    assert entries.get(leader, event.id).body["brief"] == harmless, "nothing of it was kept"

    masked = briefs.unnamed("防火宣传", text, found)
    assert briefs.save_brief(leader, event.id, masked).body["brief"] == masked.text
    assert not any(each.words in masked.text for each in found)
    assert "马晓霞" in masked.text


def test_the_server_holds_a_brief_with_a_number_from_an_altered_program(
    office: Office, desks: tuple[Desk, Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    leader, other, _ = desks
    event = planned(leader)
    with monkeypatch.context() as altered:
        altered.setattr(record_type("activity"), "disagreements", lambda body, world: [])
        entries.edit(leader, event.id, {"brief": "电话13812345678"})
    sync(office, leader, other)
    assert [each.op.entry for each in attention.matters(leader)] == [event.id]
    with pytest.raises(NotFound):
        entries.get(other, event.id)
