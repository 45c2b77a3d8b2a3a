"""Deadlines by the county's own rules: offline by a wrong clock, stood still, late, over several computers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from gridapp.actions import entries, imports, reminders
from gridapp.actions.desk import Desk
from gridapp.actions.pausing import may_pause, pause, resume
from gridapp.actions.supervision import late, own_late
from gridapp.actions.timeliness import timeliness
from gridapp.domain import rules
from gridapp.domain.deadline_words import reasons
from gridapp.domain.errors import Invalid, NotAllowed, Refused
from gridapp.domain.record import record_type
from gridapp.domain.world import CHINA
from gridapp.interop.incoming import read_rows
from tests.conftest import FakeClock
from tests.office import Office

CENTRE = ("任佳", "centre_staff", "宁县")
WORKER = ("马晓霞", "grid_worker", "新宁镇")
OFFICER = ("郑建军", "department_officer", "和盛镇")
OUTSIDER = ("周桂芳", "grid_worker", "米桥镇")

MATTER = {
    "channel": "hotline",
    "nature": "help",
    "topic": "0302",
    "summary": "集市东口三盏路灯不亮",
    "place": "和盛镇集市东口",
}
HAZARD = {
    "kind": "0101",
    "suspected_level": "general",
    "place": "九龙小区3号楼",
    "description": "楼道堆放杂物",
}
RULES = """stage,about_code,amount,counted_in,counts_from,source
hazard/found,,,,,
hazard/found,0101,2,working_hour,beginning,县消防安全治理办法第六条
hazard/found,9999,2,working_hour,beginning,没有这个编码
"""
DAYS = """day,kind,occasion,source
2027-01-01,holiday,元旦,国务院办公厅通知
2027-01-04,holiday,元旦,国务院办公厅通知
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def sync(office: Office, *desks: Desk) -> None:
    for desk in (*desks, *desks):
        office.sync(desk)


def taken_in(desk: Desk, type_name: str, table: str) -> imports.Report:
    rows = read_rows(record_type(type_name), "table.csv", table.encode(), desk.person.author.stored())
    return imports.import_rows(desk, type_name, rows, dry_run=False, unit="宁县")


@pytest.fixture
def centre(office: Office) -> Desk:
    return office.desk(CENTRE)


def test_each_stage_of_a_matter_has_its_own_deadline(office: Office, centre: Desk, clock: FakeClock) -> None:
    officer, outsider = office.desk(OFFICER), office.desk(OUTSIDER)
    case = entries.add(centre, "case", MATTER)
    assert case.due == at("2026-11-19 12:00:00"), "a working day to accept it"
    assert "due_at" not in case.body, "nothing is promised in all yet"
    entries.move(centre, case.id, "accept")
    sent = entries.move(centre, case.id, "dispatch", {"lead_unit": "和盛镇"})
    assert sent.due == at("2026-11-19 09:00:00"), "four working hours, the night left out"
    sync(office, centre, officer, outsider)
    signed = entries.move(officer, case.id, "sign")
    assert signed.body["due_at"] == "2026-11-25T12:00:00+08:00", "five working days from when it came"
    reported = entries.move(officer, case.id, "report", {"result": "已更换灯头"})
    assert reported.due == at("2026-11-19 12:00:00"), "the promise is met; whoever asked is to be told"
    sync(office, officer, centre, outsider)
    assert entries.get(centre, case.id).due == reported.due
    assert any("一个月" not in words and "工作日" not in words for words in reasons(reported, centre.world))
    clock.pass_by(days=30)
    told = entries.move(centre, case.id, "tell", {"told": [{"way": "phone"}]})
    entries.move(centre, told.id, "close", {"visit_result": "satisfied"})
    (whole, *_rest) = timeliness(centre, "case")
    assert (whole.in_time, whole.late) == (1, 0), (
        "what was asked for was done in time, whenever the visit was"
    )


def test_a_deadline_that_somebody_set_stays(office: Office, centre: Desk) -> None:
    case = entries.add(centre, "case", {**MATTER, "due_at": "2026-12-30 12:00"})
    entries.move(centre, case.id, "accept")
    entries.move(centre, case.id, "dispatch", {"lead_unit": "和盛镇"})
    sync(office, centre)
    officer = office.desk(OFFICER)
    sync(office, officer)
    signed = entries.move(officer, case.id, "sign")
    assert signed.body["due_at"] == "2026-12-30T12:00:00+08:00"
    assert signed.due == at("2026-12-30 12:00:00")


def test_the_countys_rules_and_calendar_come_by_table_and_reach_every_computer(
    office: Office, centre: Desk, clock: FakeClock
) -> None:
    worker = office.desk(WORKER)
    report = taken_in(centre, "deadline_rule", RULES)
    assert (report.good, sorted(report.bad)) == (1, [2, 4]), "what is wrong is listed, the rest holds"
    clock.now = at("2026-12-31 10:00:00")
    before = entries.add(worker, "hazard", HAZARD)
    assert before.due == at("2027-01-01 10:00:00"), "this computer has not heard of the rule: 24 hours"
    taken_in(centre, "calendar_day", DAYS)
    sync(office, centre, worker)
    here = entries.get(worker, before.id)
    assert here.due == at("2026-12-31 12:00:00"), "the server reckoned again, by the county's rule"
    assert here.body["reckoned"]["whole"]["source"] == "县消防安全治理办法第六条"
    assert here.body["due_at"] == "2026-12-31T12:00:00+08:00"
    clock.now = at("2026-12-31 17:30:00")
    after = entries.add(worker, "hazard", HAZARD)
    assert after.due == at("2027-01-05 10:00:00"), "over the holiday that was announced, and the weekend"
    assert not any("2027" in each and "not announced" in each for each in reasons(after, worker.world))
    sync(office, worker)
    assert entries.get(worker, after.id).due == after.due, "where all is right nothing is set right"
    with pytest.raises(NotAllowed):
        entries.add(
            worker,
            "deadline_rule",
            {"stage": "hazard/found", "amount": 9, "counted_in": "day", "source": "?"},
        )


def test_days_that_are_announced_move_what_was_reckoned_without_them(
    office: Office, centre: Desk, clock: FakeClock
) -> None:
    worker = office.desk(WORKER)
    clock.now = at("2026-12-31 10:00:00")
    by_rule = entries.add(worker, "hazard", {**HAZARD, "kind": "0103"})
    by_hand = entries.add(worker, "hazard", {**HAZARD, "kind": "0103", "due_at": "2027-01-06 12:00"})
    assert by_rule.due == at("2027-01-05 10:00:00"), "three weekdays, as nothing is known of 2027"
    assert any("2027" in words for words in reasons(by_rule, worker.world))
    sync(office, worker, centre)
    taken_in(centre, "calendar_day", DAYS)
    sync(office, centre, worker)
    for desk in (worker, centre):
        assert entries.get(desk, by_rule.id).due == at("2027-01-07 10:00:00")
        assert entries.get(desk, by_hand.id).due == at("2027-01-06 12:00:00")
    assert not any(
        "not announced" in words for words in reasons(entries.get(worker, by_rule.id), worker.world)
    )


def test_a_wrong_clock_gives_nobody_more_time(office: Office, centre: Desk) -> None:
    worker, wrong = office.desk(WORKER), timedelta(hours=30)
    right = worker.vault.clock
    worker.vault.clock = lambda: right() + wrong
    hazard = entries.add(worker, "hazard", HAZARD)
    assert hazard.due == at("2026-11-20 18:00:00")
    typed = entries.add(worker, "hazard", {**HAZARD, "found_at": "2026-11-17 09:00"})
    sync(office, worker, centre)
    for desk in (worker, centre):
        assert entries.get(desk, hazard.id).due == at("2026-11-19 12:00:00"), "24 hours by the right clock"
        assert entries.get(desk, typed.id).due == at("2026-11-18 09:00:00"), "what was typed was no clock's"


def test_a_wrong_clock_is_set_right_in_every_act_of_a_batch(
    office: Office, centre: Desk, clock: FakeClock
) -> None:
    right, wrong = centre.vault.clock, timedelta(hours=30)
    centre.vault.clock = lambda: right() + wrong
    case = entries.add(centre, "case", MATTER)
    clock.now += timedelta(hours=2)
    for name, values in (("accept", {}), ("dispatch", {"lead_unit": "宁县"}), ("sign", {})):
        made = entries.move(centre, case.id, name, values)
    assert made.body["due_at"] > "2026-11-26"
    sync(office, centre)
    assert entries.get(centre, case.id).body["due_at"] == "2026-11-25T12:00:00+08:00"


def test_it_stands_still_with_a_reason_and_runs_again(office: Office, centre: Desk, clock: FakeClock) -> None:
    worker = office.desk(WORKER)
    hazard = entries.add(worker, "hazard", {**HAZARD, "kind": "0103"})
    assert hazard.due == at("2026-11-23 12:00:00"), "three working days"
    sync(office, worker, centre)
    with pytest.raises(Invalid, match="Why"):
        pause(centre, hazard.id, "  ")
    with pytest.raises(NotAllowed):
        pause(worker, hazard.id, "忙")
    assert not may_pause(worker, hazard)
    assert may_pause(centre, entries.get(centre, hazard.id))
    pause(centre, hazard.id, "等待第三方鉴定")
    with pytest.raises(Refused, match="第三方鉴定"):
        pause(centre, hazard.id, "再停")
    sync(office, centre, worker)
    still = entries.get(worker, hazard.id)
    assert still.due is None
    assert any("等待第三方鉴定" in words for words in reasons(still, worker.world))
    clock.pass_by(days=10)
    assert late(worker) == [], "what stands still is not late"
    again = resume(centre, hazard.id)
    assert again.due == at("2026-12-02 12:00:00"), "seven working days stood still"
    with pytest.raises(Refused):
        resume(centre, hazard.id)
    sync(office, centre, worker)
    assert entries.get(worker, hazard.id).due == again.due


def test_a_step_ends_a_standstill(office: Office, centre: Desk, clock: FakeClock) -> None:
    worker = office.desk(WORKER)
    hazard = entries.add(worker, "hazard", {**HAZARD, "due_at": "2026-11-20 12:00"})
    sync(office, worker, centre)
    pause(centre, hazard.id, "等待第三方鉴定")
    sync(office, centre, worker)
    clock.pass_by(hours=5)
    moved = entries.move(worker, hazard.id, "register")
    assert moved.pause is None
    assert moved.body["due_at"] == "2026-11-20T17:00:00+08:00", (
        "what somebody set moves by the time that passed"
    )
    sync(office, worker, centre)
    assert entries.get(centre, hazard.id).body == moved.body, "the server took it as it is"


def test_a_standstill_that_is_over_lets_no_step_set_a_deadline(
    office: Office, centre: Desk, clock: FakeClock
) -> None:
    case = entries.add(centre, "case", {**MATTER, "due_at": "2026-12-30 12:00"})
    entries.move(centre, case.id, "accept")
    pause(centre, case.id, "等待当事人补充材料")
    clock.pass_by(days=1)
    resume(centre, case.id)
    sent = entries.move(centre, case.id, "dispatch", {"lead_unit": "和盛镇"})
    officer = office.desk(OFFICER).person
    forged = {"due_at": "2030-12-30T12:00:00+08:00"}
    with pytest.raises(NotAllowed):
        rules.require_move(officer, sent, "sign", {"pauses": sent.body["pauses"], **forged}, centre.org)
    rules.require_move(officer, sent, "sign", {"pauses": sent.body["pauses"]}, centre.org)


def test_somebody_is_warned_at_parts_of_the_time_and_once(
    office: Office, centre: Desk, clock: FakeClock
) -> None:
    worker, outsider = office.desk(WORKER), office.desk(OUTSIDER)
    hazard = entries.add(worker, "hazard", HAZARD)
    sync(office, worker, centre, outsider)
    assert reminders.take(worker).next == at("2026-11-19 00:00:00"), "half of a day from noon on"
    heard = []
    for hour in (1, 6, 8, 13, 20):
        clock.now = at(f"2026-11-19 {hour:02d}:00:00")
        for _ in range(2):
            heard += [(hour, each.entry.id, each.about == "deadline") for each in reminders.take(worker).due]
        assert reminders.take(outsider).due == ()
    assert heard == [(hour, hazard.id, True) for hour in (1, 8, 13)]
    clock.pass_by(days=3)
    sync(office, centre)
    assert reminders.take(centre).due == (), "what was long ago is not spoken of"


def test_what_is_late_climbs_the_ladder_without_a_word_being_written(
    office: Office, centre: Desk, clock: FakeClock
) -> None:
    worker, outsider = office.desk(WORKER), office.desk(OUTSIDER)
    hazard = entries.add(worker, "hazard", HAZARD)
    sync(office, worker, centre, outsider)
    assert late(centre) == late(worker) == []
    clock.now = at("2026-11-19 12:30:00")
    assert [(each.level, each.unit) for each in late(centre)] == [("holder", hazard.unit)]
    assert [each.entry.id for each in own_late(worker)] == [hazard.id], "the township sees to it first"
    assert own_late(centre) == []
    clock.now = at("2026-11-24 12:30:00")
    (highest,) = own_late(centre)
    assert (highest.entry.id, highest.level) == (hazard.id, "county")
    assert own_late(worker) == late(outsider) == []
    assert entries.get(centre, hazard.id) == entries.get(worker, hazard.id)
