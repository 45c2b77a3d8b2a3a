"""Deadlines as data: how long an entry, and each stage of it, may last, by what it is about.

The rules that ship with the program are local defaults; a county's own stand over them. A deadline that was once
reckoned keeps the rule that it was reckoned by: a new rule is for what comes later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal

from gridapp.domain.calendar import WORKING, Unit, WorkingCalendar, shipped_calendar

Level = Literal["holder", "above", "county"]
"""Who takes an overdue entry in hand: the unit that has it, the one above that, the county."""


@dataclass(frozen=True)
class DeadlineRule:
    """At `stage` ("type/state"), what is about something of `category` (the beginning of its code; "" for all) has
    `amount` of `unit`: for this stage alone, or, counted from its "beginning", for the whole. `source` says where
    that is written, `version` in which issue; `own` that the rule is a county's."""

    stage: str
    category: str
    amount: int
    unit: Unit
    counts_from: Literal["stage", "beginning"]
    source: str
    version: str
    own: bool = False


@dataclass(frozen=True)
class Reckoned:
    """How a deadline came to be: by which rule, counted from when."""

    rule: DeadlineRule
    since: datetime
    due: datetime

    def stored(self) -> dict[str, Any]:
        """As it is kept in an entry."""
        moments = {"since": _stored(self.since), "due": _stored(self.due)}
        return {**asdict(self.rule), **moments}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Reckoned:
        """From what an entry keeps."""
        rule = DeadlineRule(**{name: stored[name] for name in DeadlineRule.__dataclass_fields__})
        return cls(rule, datetime.fromisoformat(stored["since"]), datetime.fromisoformat(stored["due"]))


@dataclass(frozen=True)
class Rung:
    """From so much after the deadline on, an entry is supervised at this level."""

    late: int
    unit: Unit
    level: Level


@dataclass(frozen=True)
class Deadlines:
    """All that is needed to reckon one. `warnings` are the parts of the time (0 to 1) after which somebody is warned,
    `ladder` who supervises from when on, the lowest rung first."""

    rules: tuple[DeadlineRule, ...]
    calendar: WorkingCalendar
    warnings: tuple[float, ...]
    ladder: tuple[Rung, ...]

    def rule(self, stage: str, category: str = "") -> DeadlineRule | None:
        """The rule for a stage and something with this code: the one that says most exactly what it is about; of two
        such a county's own, and of those the newest."""
        fitting = [each for each in self._by_stage.get(stage, ()) if category.startswith(each.category)]
        return max(fitting, key=lambda each: (len(each.category), each.own), default=None)

    def reckon(self, rule: DeadlineRule, since: datetime) -> Reckoned:
        """The deadline by this rule of what began then."""
        return Reckoned(rule, since, self.calendar.after(since, rule.amount, rule.unit))

    def not_announced(self, reckoned: Reckoned) -> int | None:
        """The year whose holidays are not known yet and may move this deadline; None where it is final."""
        if reckoned.rule.unit not in WORKING:
            return None
        return self.calendar.unknown_between(reckoned.since, reckoned.due)

    def warned_at(self, start: datetime, due: datetime) -> list[datetime]:
        """When somebody is warned of a deadline, in order; the deadline itself is the last."""
        whole = max(timedelta(), due - start)
        return [*(start + whole * part for part in self.warnings), due]

    def supervised(self, due: datetime, now: datetime) -> Level | None:
        """At which level something that was due then is supervised now; None while it is in time."""
        if now <= due:
            return None
        reached = [each for each in self.ladder if now >= self.calendar.after(due, each.late, each.unit)]
        return reached[-1].level if reached else None

    def with_own(self, rules: Iterable[DeadlineRule], calendar: WorkingCalendar) -> Deadlines:
        """With a county's calendar and its own rules, the oldest first: the newest of equals stands."""
        return replace(self, rules=(*reversed([*rules]), *self.rules), calendar=calendar)

    @cached_property
    def _by_stage(self) -> dict[str, list[DeadlineRule]]:
        found: dict[str, list[DeadlineRule]] = {}
        for each in self.rules:
            found.setdefault(each.stage, []).append(each)
        return found


@cache
def shipped_deadlines() -> Deadlines:
    """Those that came with the program."""
    data = json.loads((resources.files("resources") / "deadlines" / "cn.json").read_text("utf-8"))
    rules = tuple(DeadlineRule(**each, version=data["version"]) for each in data["rules"])
    warnings = tuple(part / 100 for part in data["warnings"])
    return Deadlines(rules, shipped_calendar(), warnings, tuple(Rung(**each) for each in data["ladder"]))


def _stored(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
