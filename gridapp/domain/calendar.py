"""Working days, for deadlines: weekends, public holidays, and the days moved to make up for them.

The yearly notice comes out in November; a year that is not in the table counts plain weekdays and
`covers` says so.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources


@cache
def _table() -> dict[str, set[date]]:
    data = json.loads((resources.files("resources") / "calendar" / "cn.json").read_text("utf-8"))
    return {key: {date.fromisoformat(day) for day in data[key]} for key in ("holidays", "workdays")}


def covers(year: int) -> bool:
    """Whether the holiday table knows this year."""
    return any(day.year == year for day in _table()["holidays"])


def is_working_day(day: date) -> bool:
    if day in _table()["workdays"]:
        return True
    return day.weekday() < 5 and day not in _table()["holidays"]


def add_working_days(start: datetime, count: int) -> datetime:
    """The same time of day, `count` working days later."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day.date())
    return day


def deadline(start: datetime, amount: int, unit: str) -> datetime:
    """When something found at `start` is due: `amount` of "hour", "day", "working_day", or "immediate"."""
    if unit == "working_day":
        return add_working_days(start, amount)
    return start + {"hour": timedelta(hours=amount), "day": timedelta(days=amount)}.get(unit, timedelta())
