"""The days on which a recurring plan calls for people: weekdays within a term, school days only, exceptions out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from gridapp.domain.calendar import WorkingCalendar, shipped_calendar
from gridapp.domain.errors import Invalid, Problem
from gridapp.i18n import N_, tr

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Codes of the table weekday, in the order of `date.weekday`."""

LONGEST_TERM = 366  # days
_SCHOOL_WEEK = frozenset(WEEKDAYS[:5])
_TERM_TO = N_("Last day")


@dataclass(frozen=True)
class Rule:
    """From `first` to `last`, both included, on these `weekdays`; with `school` only on days with school. Days in
    `without` are left out whatever else holds."""

    weekdays: Collection[str]
    first: date
    last: date
    school: bool = True
    without: Collection[date] = ()
    calendar: WorkingCalendar = field(default_factory=shipped_calendar, repr=False)

    def days(self) -> list[date]:
        """Every day that the rule names, in order. A year whose holidays are not known has plain weekdays. Raises
        Invalid, naming the plan's field, for a term that is longer than a year."""
        if problem := term_problem(self.first, self.last):
            raise Invalid([problem])
        span = (self.last - self.first).days + 1
        term = (self.first + timedelta(days=passed) for passed in range(span))
        return [day for day in term if day not in self.without and self.names(day)]

    def is_unsure(self, day: date) -> bool:
        """Whether the holidays of this day's year are not known yet, so that it may turn out to be one."""
        return self.school and not self.calendar.covers(day.year)

    def names(self, day: date) -> bool:
        """Whether it is one of these days of the week, whatever the term and the days without."""
        named = WEEKDAYS[day.weekday()] in self.weekdays
        if not self.school:
            return named
        # A weekend day that is worked has school for whoever means every school day; which single weekday it
        # stands for is up to each school, so a plan for Fridays alone is not stretched to it.
        made_up = day.weekday() >= 5 and set(self.weekdays) >= _SCHOOL_WEEK
        return self.calendar.is_working_day(day) and (named or made_up)


def term_problem(first: date, last: date) -> Problem | None:
    """What is wrong with a term, beside the plan's field."""
    if last < first:
        words = tr("lies before the first day")
    elif (last - first).days >= LONGEST_TERM:
        words = tr("lies more than a year after the first day")
    else:
        return None
    return Problem("term_to", tr(_TERM_TO), words)
