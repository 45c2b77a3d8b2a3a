"""Until when an entry is due: what a step, a pause and the server's clock make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from gridapp.domain.calendar import WORKING
from gridapp.domain.deadlines import Reckoned
from gridapp.domain.entry import Author, Entry
from gridapp.domain.fields.reckoning import STAGE, WHOLE
from gridapp.domain.record import RecordType
from gridapp.domain.world import World

_BY_CLOCK = timedelta(minutes=15)
"""A beginning so near the act that tells of it was read from the same clock, not typed."""

_RIGHT = 60  # seconds that a clock may be wrong without a word

Fields = dict[str, Any]


def on_recording(record: RecordType, state: str, body: Mapping[str, Any], world: World) -> Fields:
    """What the rules say of a new entry in this state, to be written with it."""
    return _reckoned(record, state, body, world.now(), world)


def on_step(before: Entry, to: str, given: Mapping[str, Any], by: Author, world: World) -> Fields:
    """What a step to a state does to the deadlines, besides the fields that were `given` with it: a pause ends, and
    the rule of the new stage begins."""
    now = world.now()
    fields = on_resuming(before, by, world) if before.pause else {}
    body = {**before.body, **fields, **given}
    return {**fields, **_reckoned(before.record, to, body, now, world)}


def on_pausing(before: Entry, reason: str, by: Author, world: World) -> Fields:
    """The deadlines stand still from now on."""
    line = {"at": _stored(world.now()), "reason": reason, "by": by.stored()}
    return {"pauses": [*(before.body.get("pauses") or []), line]}


def on_resuming(before: Entry, by: Author, world: World) -> Fields:
    """They run again, later by what would have counted meanwhile."""
    pause, now = before.pause, world.now()
    assert pause is not None, "only what stands still can run again"
    ended = {**pause, "until": _stored(now), "until_by": by.stored()}
    lines = [ended if each["id"] == pause["id"] else each for each in before.body["pauses"]]
    return {"pauses": lines, **_moved(before, datetime.fromisoformat(pause["at"]), now, world)}


def corrected(entry: Entry, made_at: Iterable[str], skew: int, world: World) -> Fields:
    """What is different by the server's clock and rules in an entry that a computer brought to its stage by acts made
    at these moments, by a clock that was `skew` seconds ahead; nothing where all is right."""
    try:
        moments = [datetime.fromisoformat(each) for each in made_at]
        parts = {name: _again(each, entry, moments, skew, world) for name, each in _parts(entry)}
    except (ValueError, TypeError, OverflowError):
        return {}  # no clock ever said that: there is nothing to set right by it
    return _changed(entry, parts)


def announced(entry: Entry, world: World) -> Fields:
    """What is different in an entry since days of the calendar were announced; nothing where none counts for it."""
    counted = {name: each for name, each in _parts(entry) if each.rule.unit in WORKING}
    return _changed(
        entry, {name: world.deadlines.reckon(each.rule, each.since) for name, each in counted.items()}
    )


def _reckoned(record: RecordType, state: str, body: Mapping[str, Any], now: datetime, world: World) -> Fields:
    """A rule for the whole gives the entry's own deadline, unless somebody set it; any other is for the stage."""
    about = body.get(record.category) if record.category else None
    rule = world.deadlines.rule(f"{record.type}/{state}", about["code"] if about else "")
    before = body.get("reckoned") or {}
    whole = before.get(WHOLE)
    by_hand = body.get(record.due) is not None and (whole is None or whole["due"] != body[record.due])
    kept = {} if by_hand or whole is None else {WHOLE: whole}
    fields: Fields = {}
    if rule and rule.counts_from == "beginning" and not by_hand:
        reckoned = world.deadlines.reckon(rule, _began(record, body, now))
        kept = {WHOLE: reckoned.stored()}
        fields[record.due] = _stored(reckoned.due)
    elif rule and rule.counts_from == "stage":
        kept[STAGE] = world.deadlines.reckon(rule, now).stored()
    return fields | ({"reckoned": kept or None} if kept != before else {})


def _moved(before: Entry, stood_from: datetime, stood_until: datetime, world: World) -> Fields:
    """Every deadline after a pause; one that somebody set moves by the time that passed."""
    calendar, due = world.deadlines.calendar, before.record.due
    stored = dict(before.body.get("reckoned") or {})
    by_rule = before.reckoned(WHOLE)
    fields: Fields = {}
    if own := before.body.get(due):
        unit = by_rule.rule.unit if by_rule and _stored(by_rule.due) == own else "hour"
        moved = calendar.moved(datetime.fromisoformat(own), stood_from, stood_until, unit)
        fields[due] = _stored(moved)
    for name in stored:
        part = before.reckoned(name)
        assert part is not None, "what is stored can be read"
        moved = calendar.moved(part.due, stood_from, stood_until, part.rule.unit)
        stored[name] = {**stored[name], "due": _stored(moved)}
    return fields | ({"reckoned": stored} if stored else {})


def _parts(entry: Entry) -> list[tuple[str, Reckoned]]:
    """What rules made of an entry. What stood still is left alone: whoever saw to that saw the deadline."""
    stored = {} if entry.body.get("pauses") else entry.body.get("reckoned") or {}
    return [(name, Reckoned.read(each)) for name, each in stored.items()]


def _changed(entry: Entry, parts: Mapping[str, Reckoned]) -> Fields:
    """The fields in which these parts differ from what an entry has; a deadline that somebody set stays."""
    before = entry.body.get("reckoned") or {}
    stored = {**before, **{name: each.stored() for name, each in parts.items()}}
    if stored == before:
        return {}
    fields: Fields = {"reckoned": stored}
    if WHOLE in parts and entry.body.get(entry.record.due) == before[WHOLE]["due"]:
        fields[entry.record.due] = _stored(parts[WHOLE].due)
    return fields


def _again(
    reckoned: Reckoned, entry: Entry, made_at: Sequence[datetime], skew: int, world: World
) -> Reckoned:
    """By the rules as they are here, from when it was by the right clock."""
    about = entry.body.get(entry.record.category) if entry.record.category else None
    rule = world.deadlines.rule(reckoned.rule.stage, about["code"] if about else "") or reckoned.rule
    read = any(abs(reckoned.since - each) <= _BY_CLOCK for each in made_at)
    wrong = abs(skew) > _RIGHT and read
    since = reckoned.since - timedelta(seconds=skew if wrong else 0)
    return world.deadlines.reckon(rule, since.astimezone(world.zone))


def _began(record: RecordType, body: Mapping[str, Any], now: datetime) -> datetime:
    said = body.get(record.when)
    return datetime.fromisoformat(said).astimezone(now.tzinfo) if isinstance(said, str) else now


def _stored(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
