"""Places that are given in order of arrival: who gets one, who waits, who would be at two at once.

An entry that asks for a place (a sign-up) names the entry that has them (a shift). Computers that are offline cannot
know who came first, so they only ask; the server gives, by `allot`, in the order in which it learnt of the asking.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Placing:
    """How entries of a type ask. `at` is the reference to the entry that has places, whose fields `places` (how many)
    and `period` (when) count; what is in `copies` follows that entry's fields of the same names. `takes_over` is the
    reference to another asking whose place this one is to get. The rest are states of the asking type.

    Somebody who is `present` was there, planned or not: they count, and are never asked to go again.
    """

    at: str
    places: str
    period: str
    copies: tuple[str, ...]
    takes_over: str
    closed: tuple[str, ...]  # states of the entry at which there is nothing to ask for any more
    asked: str
    placed: str
    waiting: str
    clashing: str
    replaced: str
    called_off: str
    present: tuple[str, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """The states in which the server still decides."""
        return (self.asked, self.placed, self.waiting, self.clashing)

    @property
    def holding(self) -> tuple[str, ...]:
        """The states of those who have a place."""
        return (self.placed, *self.present)


@dataclass(frozen=True)
class Ask:
    """One asking: `entry` for a place at `at`, by `person` ("" for one whom nobody knows), from `starts` to `ends`.
    `turn` is the order of arrival, the lower the earlier; `takes_over` another asking, or ""."""

    entry: str
    at: str
    person: str
    starts: str
    ends: str
    turn: int
    state: str
    takes_over: str = ""

    def overlaps(self, other: Ask) -> bool:
        """Whether both are by one person for the same time."""
        same = bool(self.person) and self.person == other.person and self.entry != other.entry
        return same and self.starts < other.ends and other.starts < self.ends


def allot(
    placing: Placing, places: int, asks: Collection[Ask], elsewhere: Mapping[str, Iterable[Ask]]
) -> dict[str, str]:
    """The state that each asking at one entry with so many `places` is to have. `elsewhere` are, by person, the
    askings that hold a place at other entries.

    Whoever has a place keeps it before anybody new gets one; where there are too few now, the last to come wait. Of
    two overlapping places the one that was asked for first stays, and whoever asks anew gets none that overlaps. Where
    somebody is present elsewhere, their place here is free: they are not coming.
    """
    decided = list(asks)
    while states := _once(placing, places, decided, elsewhere):
        decided = [replace(each, state=states.get(each.entry, each.state)) for each in decided]
    before = {each.entry: each.state for each in asks}
    return {each.entry: each.state for each in decided if each.state != before[each.entry]}


def _once(
    placing: Placing, places: int, asks: Collection[Ask], elsewhere: Mapping[str, Iterable[Ask]]
) -> dict[str, str]:
    """What changes when everybody is looked at once. A hand-over may let somebody in who was looked at before."""
    states: dict[str, str] = {}
    held = [each for each in asks if each.state in placing.present]
    kept = 0

    def is_busy(ask: Ask) -> bool:
        keeps = ask.state == placing.placed
        others = (
            each
            for each in elsewhere.get(ask.person, ())
            if not keeps or each.turn < ask.turn or each.state in placing.present
        )
        return any(ask.overlaps(each) for each in (*others, *held) if each.entry != ask.takes_over)

    undecided = [each for each in asks if each.state in placing.open]
    for ask in sorted(undecided, key=lambda each: (each.state != placing.placed, each.turn)):
        if is_busy(ask):
            states[ask.entry] = placing.clashing
            continue
        keeps = ask.state == placing.placed
        giver = next((each for each in held if each.entry == ask.takes_over and not keeps), None)
        if giver and giver.state not in placing.present:
            held.remove(giver)
            states[giver.entry] = placing.replaced
        if (kept if keeps else len(held)) < places:  # an extra hand sends nobody away
            kept += keeps
            held.append(ask)
            states[ask.entry] = placing.placed
        else:
            states[ask.entry] = placing.waiting
    return {each.entry: state for each in asks if (state := states.get(each.entry, each.state)) != each.state}
