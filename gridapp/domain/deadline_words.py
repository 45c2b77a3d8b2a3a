"""Deadlines in words: how long something may take, by which rule, and what stands against it."""

from __future__ import annotations

from datetime import datetime

from gridapp.domain.deadlines import DeadlineRule, Reckoned
from gridapp.domain.entry import Entry
from gridapp.domain.fields.reckoning import STAGE, WHOLE
from gridapp.domain.fields.time import show_moment
from gridapp.domain.world import World
from gridapp.i18n import tr


def within(rule: DeadlineRule) -> str:
    """How long that is."""
    match rule.unit:
        case "at_once":
            return tr("at once")
        case "hour":
            return tr("within {count} h", count=rule.amount)
        case "working_hour":
            return tr("within {count} working hours", count=rule.amount)
        case "day":
            return tr("within {count} days", count=rule.amount)
        case _:
            return tr("within {count} working days", count=rule.amount)


def reasons(entry: Entry, world: World) -> list[str]:
    """Why an entry is due when it is, one sentence each; nothing for one that is finished."""
    state = entry.record.workflow.state(entry.state)
    if state.final:
        return []
    known = [(WHOLE, state.met), (STAGE, False)]
    reckoned = [each for part, over in known if not over and (each := entry.reckoned(part))]
    found = [_by_rule(each, world) for each in reckoned]
    years = {year for each in reckoned if (year := world.deadlines.not_announced(each))}
    return [*found, *(_not_announced(year) for year in sorted(years)), *_pause(entry, world)]


def _by_rule(reckoned: Reckoned, world: World) -> str:
    since = show_moment(reckoned.since, world)
    if reckoned.rule.counts_from == "beginning":
        words = tr("Due {within} of {since} in all", within=within(reckoned.rule), since=since)
    else:
        words = tr("This stage: {within} of {since}", within=within(reckoned.rule), since=since)
    return tr("{words} (by: {source})", words=words, source=reckoned.rule.source)


def _not_announced(year: int) -> str:
    return tr("The holidays of {year} are not announced yet: the deadline may still move.", year=year)


def _pause(entry: Entry, world: World) -> list[str]:
    pause = entry.pause
    if pause is None:
        return []
    since = datetime.fromisoformat(pause["at"])
    return [
        tr(
            "Stands still since {moment}, said by {name}: {reason}",
            moment=show_moment(since, world),
            name=pause["by"]["name"],
            reason=pause["reason"],
        )
    ]
