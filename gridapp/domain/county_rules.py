"""Entries by which a whole county goes: its deadlines and the days of its calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from gridapp.domain.deadlines import DeadlineRule, Deadlines, shipped_deadlines
from gridapp.domain.entry import Entry
from gridapp.domain.record import record_types

_HOLIDAY, _WORKED = "holiday", "working_day"


def setting_types() -> list[str]:
    """The types whose entries set something."""
    return [each.type for each in record_types().values() if each.sets]


def county_deadlines(entries: Iterable[Entry]) -> Deadlines:
    """What ships, with what is in force of these. An entry that is not whole sets nothing."""
    shipped = shipped_deadlines()
    known = sorted((each for each in entries if _in_force(each)), key=lambda each: each.recorded_at)
    days = {kind: _days(known, kind) for kind in (_HOLIDAY, _WORKED)}
    calendar = shipped.calendar.with_days(days[_HOLIDAY], days[_WORKED])
    return shipped.with_own([_rule(each) for each in _setting(known, "deadline")], calendar)


def _in_force(entry: Entry) -> bool:
    whole = all(entry.body.get(name) is not None for name, f in entry.record.fields().items() if f.required)
    return whole and not entry.deleted and not entry.record.workflow.state(entry.state).final


def _setting(entries: Iterable[Entry], what: Literal["deadline", "day"]) -> list[Entry]:
    return [each for each in entries if each.record.sets == what]


def _days(entries: Iterable[Entry], kind: str) -> list[date]:
    return [
        date.fromisoformat(each.body["day"])
        for each in _setting(entries, "day")
        if each.body["kind"]["code"] == kind
    ]


def _rule(entry: Entry) -> DeadlineRule:
    body = entry.body
    return DeadlineRule(
        stage=body["stage"]["code"],
        category=body.get("about_code") or "",
        amount=body["amount"],
        unit=body["counted_in"]["code"],
        counts_from=body["counts_from"]["code"],
        source=body["source"],
        version=body.get("version") or "",
        own=True,
    )
