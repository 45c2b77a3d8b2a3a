"""Do two entries report the same thing? Read from what their type declares: where, when, category, and their words.

Each of where, when and what must speak for it; a single one against it is enough to leave two entries apart. The
weights and limits were chosen by looking at pairs (`tests/domain/test_duplicates.py` has them), not learnt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from typing import Any

from gridapp.domain.codes import Code
from gridapp.domain.fields import Choice, LongText, Text
from gridapp.domain.privacy import Privacy
from gridapp.domain.record import RecordType, record_type
from gridapp.domain.resemblance import (
    Address,
    address,
    alike,
    falling,
    grams,
    metres_between,
    overlap,
    rising,
    shared_phrases,
)
from gridapp.domain.world import World
from gridapp.i18n import tr

LISTED = 0.5
"""From this score on a pair is shown to a person who looks at one of them."""
LIKELY = 0.75
"""From this score on whoever is just recording one of them is told of the other."""
REACH = timedelta(days=30)
"""What was seen at one moment lasts: another report of it may come so much later."""

_SAME_SPOT, _FAR, _LEAST_SURE = 25.0, 250.0, 100.0  # metres
_SAME_TIME, _NEXT_TIME = timedelta(hours=12), timedelta(minutes=30)
_WORDS_ALONE = 0.35  # so much must the words agree when the categories do not


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for it: what ("place", "time", "category", "words"), how strongly (0 to 1), said."""

    what: str
    strength: float
    said: str


@dataclass(frozen=True)
class Likeness:
    """How much two entries look like reports of one thing: `score` from 0 to 1, and why."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY


class Traits:
    """What of a stored body is compared, by its type's declaration. Each is read when it is first asked for: most
    pairs are far apart in place or time, and nobody looks at their words."""

    def __init__(self, record: RecordType, body: Mapping[str, Any], world: World) -> None:
        self._record, self._body, self._world = record, body, world

    @cached_property
    def address(self) -> Address:
        return address(self._place.get("text", ""))

    @cached_property
    def spot(self) -> tuple[float, float, float] | None:
        """Latitude, longitude, and how sure, in metres."""
        lat, lon = self._place.get("lat"), self._place.get("lon")
        return None if lat is None or lon is None else (lat, lon, self._place.get("accuracy_m", 0.0))

    @cached_property
    def time(self) -> tuple[datetime, datetime] | None:
        """From and to; both the same when it is a moment."""
        return _span(self._body.get(self._record.when), self._world)

    @cached_property
    def code(self) -> Code | None:
        return _category_of(self._record).line(self._body.get(self._record.category))

    @property
    def group(self) -> Code | None:
        """What the code's table has above it."""
        return _category_of(self._record).table.group(self.code) if self.code else None

    @cached_property
    def text(self) -> str:
        return "\n".join(
            str(self._body[name]) for name in _told_in(self._record.type) if self._body.get(name)
        )

    @cached_property
    def grams(self) -> frozenset[str]:
        return grams(self.text)

    @property
    def _place(self) -> Mapping[str, Any]:
        return self._body.get(self._record.where) or {}


def likeness(one: Traits, other: Traits) -> Likeness | None:
    """How much they look like the same, or None when something speaks against it or too little for it."""
    known: dict[str, float] = {}
    for what, aspect in _ASPECTS.items():
        strength = aspect.measure(one, other)
        if strength is not None:
            known[what] = strength
        if what in ("place", "time") and not strength:
            return None
    if known.get("category", 0.0) < 1 and known.get("words", 0.0) < _WORDS_ALONE:
        return None
    weight = sum(_ASPECTS[what].weight for what in known)
    score = sum(_ASPECTS[what].weight * strength for what, strength in known.items()) / weight
    if score < LISTED:
        return None
    weighty = sorted((each for each in known if known[each]), key=lambda what: -_ASPECTS[what].weight)
    reasons = (Reason(what, known[what], _ASPECTS[what].say(one, other)) for what in weighty)
    return Likeness(round(score, 3), tuple(each for each in reasons if each.said))


def compared_fields(record: RecordType) -> list[str]:
    """All that `Traits` reads of a body."""
    return list(dict.fromkeys([record.where, record.when, record.category, *_told_in(record.type)]))


def _category_of(record: RecordType) -> Choice:
    field = record.field(record.category)
    assert isinstance(field, Choice), "a category is chosen from a table"
    return field


@cache
def _told_in(type_name: str) -> list[str]:
    """The fields in which people tell what they saw: the heading and long texts, none that only a step asks for."""
    record = record_type(type_name)
    asked = {name for move in record.workflow.moves.values() for name in move.asks}
    return [
        name
        for name, field in record.fields().items()
        if isinstance(field, LongText) or (name == record.heading and isinstance(field, Text))
        if name not in asked and field.privacy <= Privacy.WORK
    ]


def _span(value: Any, world: World) -> tuple[datetime, datetime] | None:
    if isinstance(value, dict):
        start, end = _moment(value.get("from"), world), _moment(value.get("to"), world)
        return (start, end or start) if start else None
    moment = _moment(value, world)
    return (moment, moment) if moment else None


def _moment(value: Any, world: World) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=world.zone)).astimezone(UTC)


# --- how strongly each thing speaks for it: 0 (against) to 1, None when one of them does not say ---


def _place(one: Traits, other: Traits) -> float | None:
    """By distance where both have a position, else by the words of the address. Another house number weighs more
    than nearness, for positions are often some houses off."""
    both_named = bool(one.address.words and other.address.words)
    named = alike(one.address, other.address) if both_named else None
    metres = _metres(one, other)
    if metres is None:
        return named
    near = falling(metres, _SAME_SPOT, _FAR)
    if named == 1.0:
        return max(near, 0.5)
    return min(near, 0.3) if both_named and one.address.contradicts(other.address) else near


def _time(one: Traits, other: Traits) -> float | None:
    """What took place from one moment to another must overlap; what was seen at a moment may have lasted."""
    if one.time is None or other.time is None:
        return None
    gap = _gap(one, other)
    lengths = [end - start for start, end in (one.time, other.time)]
    if not all(lengths):
        return falling(gap / _SAME_TIME, 1.0, REACH / _SAME_TIME)
    return 0.3 * (gap <= _NEXT_TIME) if gap > timedelta() else rising(-gap / min(lengths), -0.3, 0.7)


def _category(one: Traits, other: Traits) -> float | None:
    """People who see the same thing often choose its neighbour in the list."""
    if one.code is None or other.code is None:
        return None
    if one.code.code == other.code.code:
        return 1.0
    return 0.5 if one.group is not None and one.group == other.group else 0.0


def _words(one: Traits, other: Traits) -> float | None:
    return rising(overlap(one.grams, other.grams), 0.05, 0.4) if one.grams and other.grams else None


def _metres(one: Traits, other: Traits) -> float | None:
    """How far apart at least, both positions being only so sure."""
    if one.spot is None or other.spot is None:
        return None
    unsure = min(one.spot[2] + other.spot[2], _LEAST_SURE)
    return max(0.0, metres_between(one.spot[:2], other.spot[:2]) - unsure)


def _gap(one: Traits, other: Traits) -> timedelta:
    """From the end of the one to the beginning of the other; below zero while they overlap."""
    assert one.time is not None, "asked only when both say when"
    assert other.time is not None, "asked only when both say when"
    return max(one.time[0], other.time[0]) - min(one.time[1], other.time[1])


# --- the same in words ---


def _say_place(one: Traits, other: Traits) -> str:
    if one.address.words == other.address.words:
        return tr("The same address")
    if one.spot is None or other.spot is None:
        return tr("A similar address")
    metres = metres_between(one.spot[:2], other.spot[:2])
    return tr("{metres} m apart", metres=round(metres / 10) * 10) if metres >= 10 else tr("The same spot")


def _say_time(one: Traits, other: Traits) -> str:
    gap = _gap(one, other)
    if gap <= timedelta(hours=1):
        return tr("At the same time")
    if gap < timedelta(days=2):
        return tr("{count} h apart", count=round(gap / timedelta(hours=1)))
    return tr("{count} days apart", count=gap.days)


def _say_category(one: Traits, other: Traits) -> str:
    shared = one.code if one.code == other.code else one.group
    return tr("Both “{words}”", words=shared.label()) if shared else ""


def _say_words(one: Traits, other: Traits) -> str:
    shared = shared_phrases(one.text, other.text)
    return tr("Both say “{words}”", words="、".join(shared)) if shared else ""


@dataclass(frozen=True)
class _Aspect:
    """How much it weighs among the others, how strongly it speaks for a pair, and how that is said."""

    weight: float
    measure: Callable[[Traits, Traits], float | None]
    say: Callable[[Traits, Traits], str]


_ASPECTS = {
    "time": _Aspect(0.15, _time, _say_time),
    "place": _Aspect(0.4, _place, _say_place),
    "category": _Aspect(0.2, _category, _say_category),
    "words": _Aspect(0.25, _words, _say_words),
}
"""The cheapest to measure first."""
