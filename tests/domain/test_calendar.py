"""Working days and hours, against a slow count minute by minute."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.domain.calendar import WorkingCalendar, shipped_calendar
from gridapp.domain.world import CHINA

CALENDAR = shipped_calendar()
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
AUTUMN = datetime(2026, 9, 15, tzinfo=CHINA)
moments = st.integers(0, 35 * 24 * 60).map(lambda minutes: AUTUMN + timedelta(minutes=minutes))


def test_holidays_and_moved_days() -> None:
    before_holiday = datetime(2026, 9, 30, 18, 0, tzinfo=CHINA)
    assert CALENDAR.after(before_holiday, 1, "working_day").date() == date(2026, 10, 8)
    assert CALENDAR.is_working_day(date(2026, 10, 10)), "a Saturday that is worked instead"
    assert CALENDAR.covers(2026)
    assert not CALENDAR.covers(2027)
    assert CALENDAR.unknown_between(FRIDAY, datetime(2027, 1, 2, tzinfo=CHINA)) == 2027
    assert CALENDAR.unknown_between(FRIDAY, FRIDAY + timedelta(days=5)) is None


def test_every_unit() -> None:
    assert CALENDAR.after(FRIDAY, 0, "at_once") == FRIDAY
    assert CALENDAR.after(FRIDAY, 24, "hour") == datetime(2026, 11, 21, 9, 0, tzinfo=CHINA)
    assert CALENDAR.after(FRIDAY, 3, "day") == datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)
    assert CALENDAR.after(FRIDAY, 3, "working_day") == datetime(2026, 11, 25, 9, 0, tzinfo=CHINA)
    assert CALENDAR.after(FRIDAY, 4, "working_hour") == datetime(2026, 11, 20, 15, 30, tzinfo=CHINA)
    late = datetime(2026, 11, 20, 17, 0, tzinfo=CHINA)
    assert CALENDAR.after(late, 2, "working_hour") == datetime(2026, 11, 23, 9, 30, tzinfo=CHINA)
    night = datetime(2026, 11, 20, 22, 0, tzinfo=CHINA)
    assert CALENDAR.after(night, 1, "working_hour") == datetime(2026, 11, 23, 9, 30, tzinfo=CHINA)


def test_a_countys_own_days_stand_over_those_that_ship() -> None:
    own = CALENDAR.with_days([date(2027, 1, 1), date(2026, 10, 10)], [date(2026, 10, 7)])
    assert own.covers(2027)
    assert not own.is_working_day(date(2026, 10, 10))
    assert own.is_working_day(date(2026, 10, 7))


def is_open(calendar: WorkingCalendar, moment: datetime) -> bool:
    clock = moment.time()
    return calendar.is_working_day(moment.date()) and any(a <= clock < b for a, b in calendar.hours)


def minutes_open(start: datetime, end: datetime) -> int:
    passed = range(int((end - start).total_seconds() // 60))
    return sum(is_open(CALENDAR, start + timedelta(minutes=number)) for number in passed)


@given(moments, st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_working_hours_are_counted_as_one_counts_minutes(start: datetime, hours: int) -> None:
    due = CALENDAR.after(start, hours, "working_hour")
    assert minutes_open(start, due) == hours * 60
    assert is_open(CALENDAR, due - timedelta(minutes=1)), "it ends with the last minute that counts"


@pytest.mark.parametrize("unit", ["hour", "day", "working_hour", "working_day"])
@given(moments, st.integers(1, 6), st.integers(0, 6000))
@settings(max_examples=40, deadline=None)
def test_a_standstill_never_brings_a_deadline_nearer(
    unit: str, start: datetime, amount: int, still: int
) -> None:
    due = CALENDAR.after(start, amount, unit)  # type: ignore[arg-type]
    until = start + timedelta(minutes=still)
    moved = CALENDAR.moved(due, start, until, unit)  # type: ignore[arg-type]
    assert moved >= due
    if unit == "working_hour":
        assert minutes_open(due, moved) == minutes_open(start, until)
    if unit == "hour":
        assert moved - due == until - start
    assert CALENDAR.moved(due, start, start, unit) == due  # type: ignore[arg-type]


def test_hours_do_not_cross_midnight() -> None:
    assert all(opens < closes for opens, closes in CALENDAR.hours)
    assert CALENDAR.hours[0][0] == time(8, 30)
