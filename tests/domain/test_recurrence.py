"""The days of a recurring plan."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.domain.calendar import shipped_calendar
from gridapp.domain.errors import Invalid
from gridapp.domain.recurrence import WEEKDAYS, Rule

CALENDAR = shipped_calendar()
SCHOOL_WEEK = WEEKDAYS[:5]
KNOWN = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    first, last = sorted((draw(KNOWN), draw(KNOWN)))
    last = min(last, first + timedelta(days=200))
    within = st.dates(first, last)
    weekdays = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
    return Rule(weekdays, first, last, draw(st.booleans()), draw(st.frozensets(within, max_size=5)))


@given(rules())
def test_every_day_is_in_the_term_in_order_and_no_exception(rule: Rule) -> None:
    days = rule.days()
    assert days == sorted(set(days))
    assert all(rule.first <= day <= rule.last and day not in rule.without for day in days)


@given(rules())
def test_a_school_day_is_a_working_day_and_nothing_named_is_forgotten(rule: Rule) -> None:
    days = set(rule.days())
    term = (rule.first + timedelta(days=each) for each in range((rule.last - rule.first).days + 1))
    for day in term:
        named = WEEKDAYS[day.weekday()] in rule.weekdays and day not in rule.without
        if rule.school:
            assert day not in days or CALENDAR.is_working_day(day)
            assert not (named and CALENDAR.is_working_day(day)) or day in days
        else:
            assert (day in days) == named


def test_holidays_are_off_and_the_days_moved_for_them_are_on() -> None:
    autumn = Rule(SCHOOL_WEEK, date(2026, 9, 1), date(2026, 10, 31)).days()
    moved = [day for day in autumn if day.weekday() >= 5]
    assert date(2026, 10, 1) not in autumn
    assert moved
    assert all(CALENDAR.is_working_day(day) for day in moved)


def test_a_plan_for_fridays_is_not_stretched_to_a_moved_day() -> None:
    assert {day.weekday() for day in Rule(["fri"], date(2026, 9, 1), date(2026, 10, 31)).days()} == {4}


def test_a_year_without_holidays_has_plain_weekdays_and_is_unsure() -> None:
    rule = Rule(SCHOOL_WEEK, date(2026, 12, 1), date(2027, 1, 15))
    assert date(2027, 1, 1) in rule.days()
    assert {day.year for day in rule.days() if rule.is_unsure(day)} == {2027}
    assert not {day.year for day in rule.days() if not rule.is_unsure(day)} - {2026}
    every = Rule(SCHOOL_WEEK, date(2026, 12, 1), date(2027, 1, 15), school=False)
    assert not any(every.is_unsure(day) for day in every.days())


def test_a_term_longer_than_a_year_is_refused() -> None:
    with pytest.raises(Invalid):
        Rule(SCHOOL_WEEK, date(2025, 1, 1), date(2026, 1, 2)).days()
    assert Rule(SCHOOL_WEEK, date(2025, 1, 1), date(2026, 1, 1)).days()
