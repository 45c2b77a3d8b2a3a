"""Row `clocks`: any clock may be wrong by any amount, and jump while it is read. Nobody's work is decided by it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from gridapp.actions import attention, entries
from gridapp.actions.desk import Desk
from gridapp.domain.errors import Refused
from gridapp.sync import engine
from tests.conftest import NOON, FakeClock
from tests.faults import compare
from tests.faults.bugs import last_write_wins
from tests.faults.model import LEADER, Skewed
from tests.faults.people import LINES, NO_LINES, TYPE
from tests.faults.remains import TEXTS
from tests.faults.table import Outcome, Plan, row
from tests.office import COORDINATOR, Office, make

DAY = 86_400.0
SKEWS = {
    "ten years slow": -3652 * DAY,
    "ten years fast": 3652 * DAY,
    "a day slow": -DAY,
    "a day fast": DAY,
    "at the epoch": (datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC) - NOON).total_seconds(),
    "just before 2038": (datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC) - NOON).total_seconds(),
    "an hour slow": -3600.0,
}
WHOSE = ("the first computer", "the second computer", "the server", "all three")
TOLERANCE = timedelta(hours=1)  # how far a run's own passing of time can be from noon
ACTS = 30


@row("clocks", ci=20, long=60)
def clocks(plan: Plan) -> Outcome:
    """A trial tells one story twice: with right clocks, and with wrong ones."""
    failures = plan.each(lambda number: _trial(plan, number))
    controls = {"last write wins by clock": _caught(plan)} if plan.with_controls else {}
    return Outcome(len(list(plan.numbers())), failures, controls)


def _trial(plan: Plan, number: int) -> list[str]:
    chosen = plan.dice("skews", number)
    name = sorted(SKEWS)[number % len(SKEWS)]
    whose = WHOSE[chosen.randrange(len(WHOSE))]
    jumps = chosen.random() < 0.5
    offs = [SKEWS[name] if whose in (each, WHOSE[3]) else 0.0 for each in WHOSE[:3]]
    right = _told(plan.folder / f"{number}-right", plan.dice(number), [0.0, 0.0, 0.0], jumps=False)
    wrong = _told(plan.folder / f"{number}-wrong", plan.dice(number), offs, jumps)
    words = f"{whose} {name}{', jumping' if jumps else ''}: "
    return [words + each for each in (*wrong.failures, *_unlike(right.outcome, wrong.outcome))]


def _unlike(right: dict[str, Any], wrong: dict[str, Any]) -> list[str]:
    return [
        f"{key} is {wrong.get(key)}, with right clocks {right[key]}"
        for key in right
        if right[key] != wrong.get(key)
    ]


@dataclass
class Story:
    """What came of a story, in terms that no clock is part of, and what was found wrong."""

    outcome: dict[str, Any] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


@dataclass
class _Cast:
    office: Office
    desks: list[Desk]
    clocks: list[Skewed]  # of the two computers and the server
    jumps: list[float]
    known: list[str] = field(default_factory=list)  # entries in the order in which they were made
    claims: dict[str, list[float]] = field(default_factory=dict)  # person -> offsets their clock had

    def jump(self, dice: random.Random) -> None:
        """In the middle of anything, one clock goes to another of its times."""
        if self.jumps:
            self.clocks[dice.randrange(3)].off = dice.choice(self.jumps)


def _told(folder: Path, dice: random.Random, offs: list[float], jumps: bool) -> Story:
    """The same dice tell the same story, whatever the clocks say. Clocks that jump have dice of their own."""
    jumping = random.Random(dice.random())
    with _cast(folder, dice.random(), offs, sorted({0.0, *offs}) if jumps else []) as cast:
        words = count(1)
        for who in (0, 1, 0):
            _new(cast, who, dice, next(words))
        for each in (0, 1, 0, 1):
            _sync(cast, each, jumping)
        for _ in range(ACTS):
            cast.jump(jumping)
            _act(cast, dice, jumping, next(words))
        for each in (0, 1, 0, 1):
            _sync(cast, each, jumping)
        return Story(_outcome(cast), _failures(cast))


@contextmanager
def _cast(folder: Path, seed: float, offs: list[float], jumps: list[float]) -> Iterator[_Cast]:
    true = FakeClock()
    clocks = [Skewed(true, off) for off in offs]
    office = Office(folder, clocks[2], random.Random(seed), "")
    desks = [office.desk(LEADER), office.desk(COORDINATOR)]
    for desk, clock in zip(desks, clocks, strict=False):
        desk.vault.clock = clock
    try:
        yield _Cast(office, desks, clocks, jumps)
    finally:
        office.close()
        shutil.rmtree(folder)


def _act(cast: _Cast, dice: random.Random, jumping: random.Random, number: int) -> None:
    """One thing, decided by the dice alone: it is thrown the same number of times whatever comes of it."""
    who, which, what = dice.randrange(2), dice.random(), dice.random()
    name, step = dice.choice(TEXTS), dice.random()
    desk, entry = cast.desks[who], cast.known[int(which * len(cast.known))]
    try:
        if what < 0.1:
            _new(cast, who, random.Random(step), number)
        elif what < 0.5:
            entries.edit(desk, entry, {name: f"t{number:03d}"})
        elif what < 0.65:
            workflow = entries.get(desk, entry).record.workflow
            free = [each for each in workflow.moves_from(_state(desk, entry)) if not each.needs]
            if free:
                entries.move(desk, entry, free[int(step * len(free))].name)
        elif what < 0.7:
            entries.delete(desk, entry)
        else:
            _sync(cast, who, jumping)
    except Refused:
        return


def _state(desk: Desk, entry: str) -> str:
    return entries.get(desk, entry).state


def _new(cast: _Cast, who: int, dice: random.Random, number: int) -> None:
    made = make(cast.desks[who], TYPE, dice, description=f"t{number:03d}", **NO_LINES)
    cast.known.append(made.id)


def _sync(cast: _Cast, who: int, jumping: random.Random) -> None:
    line = cast.office.line(cast.desks[who])

    class Jumping:
        def __getattr__(self, name: str) -> Any:
            def call(*of: Any) -> Any:
                cast.jump(jumping)
                answer = getattr(line, name)(*of)
                cast.jump(jumping)
                return answer

            return call

    hub: Any = Jumping()
    engine.run_round(engine.Direct(cast.desks[who].vault), hub)


def _outcome(cast: _Cast) -> dict[str, Any]:
    """Per entry, by the order of making: its state and texts; and every value that was set aside."""
    shown: dict[str, Any] = {}
    for number, name in enumerate(cast.known):
        for desk in cast.desks:
            each = compare.on_desk(desk).get(name)
            body = dict(part for part in _body(each).items() if part[0] in (*TEXTS, LINES)) if each else None
            shown[f"{desk.person.name}'s entry {number}"] = (each.state, each.deleted, body) if each else None
    for desk in cast.desks:
        kept = [(m.item.kind, cast.known.index(m.item.entry), m.op.kind) for m in attention.matters(desk)]
        shown[f"{desk.person.name}'s attention"] = sorted(kept)
    return shown


def _body(each: compare.Shown) -> dict[str, Any]:
    import json

    body: dict[str, Any] = json.loads(each.body)
    return body


def _failures(cast: _Cast) -> list[str]:
    """Nothing waits, all is alike, and every act has its claimed time and the server's."""
    found = compare.repeated(cast.office)
    for desk in cast.desks:
        found += [*compare.unsent(desk), *compare.differences(cast.office, desk)]
    offs = {each.off for each in cast.clocks} | set(cast.jumps)
    for op, at in compare.times(cast.office):
        for what, said in (("claimed", op.at), ("server's", at)):
            if not any(
                abs(datetime.fromisoformat(said) - NOON - timedelta(seconds=off)) < TOLERANCE for off in offs
            ):
                found.append(f"the {what} time of {op.id} is {said}")
    return found


def _caught(plan: Plan) -> bool:
    with last_write_wins():
        return any(_trial(plan, 1_000 + number) for number in range(28))
