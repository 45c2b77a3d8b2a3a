"""Which rule holds, and who takes in hand what is late."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gridapp.domain import due
from gridapp.domain.deadlines import DeadlineRule, Reckoned, shipped_deadlines
from gridapp.domain.entry import Author, Entry
from gridapp.domain.errors import Invalid
from gridapp.domain.record import record_type
from gridapp.domain.world import CHINA, World

SHIPPED = shipped_deadlines()
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=CHINA)


def own(category: str, amount: int) -> DeadlineRule:
    return DeadlineRule("hazard/found", category, amount, "hour", "beginning", "本县规程", "2026.2", True)


def amount(code: str, *rules: DeadlineRule) -> int:
    rule = SHIPPED.with_own(rules, SHIPPED.calendar).rule("hazard/found", code)
    assert rule is not None
    return rule.amount


def test_what_says_most_exactly_holds_and_then_a_countys_own() -> None:
    assert amount("0101") == 24
    assert amount("0101", own("", 5)) == 24, "a rule for all gives way to one for this kind"
    assert amount("0101", own("01", 5)) == 24
    assert amount("0101", own("0101", 5)) == 5
    assert amount("0101", own("0101", 5), own("0101", 6)) == 6, "of two the newer"
    assert SHIPPED.rule("hazard/closed", "0101") is None


def test_a_reckoning_is_kept_whole() -> None:
    rule = SHIPPED.rule("case/dispatched")
    assert rule is not None
    reckoned = SHIPPED.reckon(rule, MONDAY)
    assert reckoned.due == datetime(2026, 11, 16, 16, 30, tzinfo=CHINA)
    assert Reckoned.read(reckoned.stored()) == reckoned


def test_a_year_without_its_holidays_is_said() -> None:
    rule = SHIPPED.rule("case/in_hand")
    assert rule is not None
    assert SHIPPED.not_announced(SHIPPED.reckon(rule, MONDAY)) is None
    assert SHIPPED.not_announced(SHIPPED.reckon(rule, datetime(2026, 12, 30, 9, 0, tzinfo=CHINA))) == 2027
    assert SHIPPED.not_announced(SHIPPED.reckon(own("", 5000), MONDAY)) is None, "hours know no holidays"


def test_the_ladder() -> None:
    due = MONDAY
    assert SHIPPED.supervised(due, due) is None
    assert SHIPPED.supervised(due, due + timedelta(minutes=1)) == "holder"
    assert SHIPPED.supervised(due, due + timedelta(days=1)) == "above"
    assert SHIPPED.supervised(due, due + timedelta(days=3)) == "county"
    friday = due + timedelta(days=4)
    assert SHIPPED.supervised(friday, friday + timedelta(days=2)) == "holder", "a weekend climbs no rung"


def test_warnings_come_at_parts_of_the_time() -> None:
    due = MONDAY + timedelta(hours=10)
    hours = [(each - MONDAY).total_seconds() / 3600 for each in SHIPPED.warned_at(MONDAY, due)]
    assert hours == [5, 8, 10]
    assert replace(SHIPPED, warnings=()).warned_at(MONDAY, due) == [due]


def test_a_rule_names_a_code_that_its_type_has(world: World) -> None:
    rule = record_type("deadline_rule")
    whole = {
        "stage": "hazard/found",
        "amount": 5,
        "counted_in": "hour",
        "source": "本县规程",
        "counts_from": "stage",
    }

    def made(**more: object) -> None:
        rule.complete(rule.clean({**whole, **more}, world), world)

    made(about_code="01")
    for wrong in ({"about_code": "77"}, {"stage": "assistance/called", "about_code": "01"}):
        with pytest.raises(Invalid) as raised:
            made(**wrong)
        assert [each.field for each in raised.value.problems] == ["about_code"]


@pytest.mark.parametrize(
    ("made_at", "skew", "is_changed"),
    [
        (MONDAY.isoformat(), 0, False),
        (MONDAY.isoformat(), 30, False),
        (MONDAY.isoformat(), 7200, True),
        ("gestern", 7200, False),
        ("2026-11-16T10:00:00", 7200, False),
        (MONDAY.isoformat(), 10**12, False),
        ((MONDAY + timedelta(hours=3)).isoformat(), 7200, False),
    ],
)
def test_a_clock_is_set_right_by_what_it_was_ahead(
    world: World, made_at: str, skew: int, is_changed: bool
) -> None:
    body = record_type("hazard").clean({"kind": "0101", "found_at": MONDAY.isoformat()}, world)
    body |= due.on_recording(record_type("hazard"), "found", body, world)
    entry = Entry("e", "hazard", "n", "u", Author("a", "甲"), "found", MONDAY.isoformat(), body)
    changed = due.corrected(entry, [made_at], skew, world)
    assert bool(changed) is is_changed
    if is_changed:
        assert changed["due_at"] == (MONDAY + timedelta(hours=22)).isoformat(timespec="seconds")
