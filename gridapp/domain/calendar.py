"""Working days and working hours: weekends, public holidays, the days moved to make up for them.

The yearly notice comes out in November. A year of which no holiday is known counts plain weekdays, and `covers` says
so: whatever was reckoned across it is not final.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Literal

Unit = Literal["at_once", "hour", "working_hour", "day", "working_day"]
"""What amounts of time are counted in; an amount of "at_once" is nothing."""

WORKING: tuple[Unit, ...] = ("working_hour", "working_day")
"""The units that a holiday stretches."""


@dataclass(frozen=True)
class WorkingCalendar:
    """`holidays` are days off by notice, `workdays` the weekend days that are worked instead; `hours` are the spans in
    which an office is open, in order, none across midnight."""

    holidays: frozenset[date]
    workdays: frozenset[date]
    hours: tuple[tuple[time, time], ...]

    def covers(self, year: int) -> bool:
        """Whether the holidays of this year are known."""
        return any(day.year == year for day in self.holidays)

    def unknown_between(self, start: datetime, end: datetime) -> int | None:
        """The first year between two moments whose holidays are not known; None where all are."""
        return next((year for year in range(start.year, end.year + 1) if not self.covers(year)), None)

    def is_holiday(self, day: date) -> bool:
        """Whether this day belongs to a public holiday, as far as is known."""
        return day in self.holidays

    def is_working_day(self, day: date) -> bool:
        if day in self.workdays:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def with_days(self, holidays: Iterable[date], workdays: Iterable[date]) -> WorkingCalendar:
        """This calendar with a county's own days, which stand over those that it has already."""
        off, on = frozenset(holidays), frozenset(workdays)
        return WorkingCalendar((self.holidays - on) | off, (self.workdays - off) | on, self.hours)

    def after(self, start: datetime, amount: float, unit: Unit) -> datetime:
        """The moment so much later, in the zone of `start`. Working days keep the time of day."""
        match unit:
            case "working_day":
                return self._add_days(start, round(amount))
            case "working_hour":
                return self._add_open(start, timedelta(hours=amount))
            case "hour":
                return start + timedelta(hours=amount)
            case "day":
                return start + timedelta(days=amount)
            case _:
                return start

    def moved(self, moment: datetime, stood_from: datetime, stood_until: datetime, unit: Unit) -> datetime:
        """A deadline after its time stood still between two moments: later by what would have counted meanwhile."""
        if stood_until <= stood_from:
            return moment
        if unit == "working_day":
            days = (stood_until.date() - stood_from.date()).days
            passed = (stood_from.date() + timedelta(days=number) for number in range(1, days + 1))
            return self._add_days(moment, sum(self.is_working_day(day) for day in passed))
        if unit == "working_hour":
            return self._add_open(moment, self._open_between(stood_from, stood_until))
        return moment + (stood_until - stood_from)

    def _add_days(self, start: datetime, count: int) -> datetime:
        day = start
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working_day(day.date())
        return day

    def _add_open(self, start: datetime, left: timedelta) -> datetime:
        """So much opening time later. What begins while the office is closed begins when it opens."""
        day = start.date()
        while True:
            for opens, closes in self._open_on(day, start):
                if (rest := closes - max(opens, start)) >= left and closes > start:
                    return max(opens, start) + left
                left -= max(timedelta(), rest)
            day += timedelta(days=1)

    def _open_between(self, start: datetime, end: datetime) -> timedelta:
        days = (
            start.date() + timedelta(days=number) for number in range((end.date() - start.date()).days + 1)
        )
        spans = (span for day in days for span in self._open_on(day, start))
        return sum(
            (max(timedelta(), min(end, closes) - max(start, opens)) for opens, closes in spans), timedelta()
        )

    def _open_on(self, day: date, like: datetime) -> list[tuple[datetime, datetime]]:
        """The opening hours of a day, in the zone of `like`."""
        spans = self.hours if self.is_working_day(day) else ()
        return [
            (datetime.combine(day, opens, like.tzinfo), datetime.combine(day, closes, like.tzinfo))
            for opens, closes in spans
        ]


@cache
def shipped_calendar() -> WorkingCalendar:
    """The notices that came with the program."""
    data = json.loads((resources.files("resources") / "calendar" / "cn.json").read_text("utf-8"))
    holidays, workdays = (
        frozenset(date.fromisoformat(day) for day in data[key]) for key in ("holidays", "workdays")
    )
    hours = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in data["hours"])
    return WorkingCalendar(holidays, workdays, hours)
