"""Rows `restored server` and `cloned computer`: what was acknowledged comes back by itself, and nobody's work is lost
when two computers are one."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from gridapp.actions.desk import Desk
from gridapp.domain.errors import GridAppError
from tests.faults import compare
from tests.faults.bugs import acknowledgement_is_no_checkpoint, batch_by_counter, cursor_by_number
from tests.faults.model import PEOPLE, County, build_template
from tests.faults.remains import TEXTS
from tests.faults.table import Outcome, Plan, row

AGES = {"an hour": 1 / 24, "a day": 1.0, "30 days": 30.0}  # of the backup, in days
BUSY = 25  # acts between two things that happen


@row("restored server", ci=30, long=120)
def restored(plan: Plan) -> Outcome:
    """A trial is one restore; the ages take turns."""
    template = plan.folder / "template"
    build_template(template)
    failures = plan.each(lambda number: _restored(plan, template, number, "trial"))
    planted = {
        "cursor compared by number alone": cursor_by_number,
        "an acknowledgement that is no checkpoint": acknowledgement_is_no_checkpoint,
    }
    return Outcome(len(list(plan.numbers())), failures, _controls(plan, template, _restored, planted))


@row("cloned computer", ci=10, long=40)
def cloned(plan: Plan) -> Outcome:
    """A trial is one computer whose disk is copied, with its keys; both go on working."""
    template = plan.folder / "template"
    build_template(template)
    failures = plan.each(lambda number: _cloned(plan, template, number, "trial"))
    planted = {"batch recognised by a counter": batch_by_counter}
    return Outcome(len(list(plan.numbers())), failures, _controls(plan, template, _cloned, planted))


Trial = Callable[[Plan, Path, int, str], list[str]]


def _controls(
    plan: Plan, template: Path, trial: Trial, planted: dict[str, Callable[[], AbstractContextManager[Any]]]
) -> dict[str, bool]:
    return {
        name: _caught(plan, template, trial, name, bug) for name, bug in planted.items() if plan.with_controls
    }


def _caught(
    plan: Plan, template: Path, trial: Trial, of: str, bug: Callable[[], AbstractContextManager[Any]]
) -> bool:
    for number in range(15):
        with bug():
            try:
                if trial(plan, template, number, of):
                    return True
            except GridAppError:  # a calm round that breaks off is noticed as well
                return True
    return False


def _restored(plan: Plan, template: Path, number: int, of: str) -> list[str]:
    dice = plan.dice(of, number)
    age = list(AGES)[number % len(AGES)]
    county = County(template, plan.folder / f"{of} {number}", random.Random(dice.random()))
    try:
        _busy(county, dice)
        if dice.random() < 0.5:
            county.lose_acknowledged(*dice.sample(range(len(PEOPLE)), 2))
        _all_sync(county)
        county.back_up()
        for _ in range(3):
            _busy(county, dice)
            county.time.pass_by(days=AGES[age] / 3)
        for who in dice.sample(range(len(PEOPLE)), dice.randrange(1, len(PEOPLE) + 1)):
            county.sync(who, well=True)  # the others have work that nobody knows
        known = _known(county)
        county.restore(len(county.backups) - 1)
        moved_on = dice.random() < 0.5
        if moved_on:
            county.overtake(dice.randrange(len(PEOPLE)))
        _busy(county, dice, moved_on or dice.random() < 0.5)
        found = [*county.converge(), *_gone(county, known)]
    finally:
        county.close()
    return [f"{age} old{', and moved on' if moved_on else ''}: {words}" for words in found]


def _cloned(plan: Plan, template: Path, number: int, of: str) -> list[str]:
    dice = plan.dice(of, number)
    county = County(template, plan.folder / f"{of} {number}", random.Random(dice.random()))
    try:
        _busy(county, dice)
        first = dice.randrange(len(PEOPLE))
        if dice.random() < 0.5:
            county.sync(first, well=True)
        second = county.clone(first)
        known = _known(county)
        for who in (first, second, first, second):
            _work_alone(county, dice, who)
        for who in dice.sample((first, second, first, second), 4):
            county.sync(who, well=dice.random() < 0.5)
            _work_alone(county, dice, who)
        found = [*county.converge(), *_gone(county, known)]
        return found + _still_one(county.desks[first], county.desks[second])
    finally:
        county.close()


def _still_one(one: Desk, other: Desk) -> list[str]:
    """Two computers that both did something since the copy must have become two for the server as well."""
    mine, theirs = compare.own_states(one).keys(), compare.own_states(other).keys()
    same = one.identity.device_id == other.identity.device_id
    return (
        [f"both computers are still {one.identity.device_id}"]
        if same and mine - theirs and theirs - mine
        else []
    )


def _busy(county: County, dice: random.Random, with_sync: bool = True) -> None:
    """What three people do in a while, on a line that is bad at times."""
    for _ in range(BUSY):
        who = dice.randrange(len(PEOPLE))
        if with_sync and dice.random() < 0.3:
            county.sync(who, well=dice.random() < 0.5)
        else:
            _work_alone(county, dice, who)


def _work_alone(county: County, dice: random.Random, who: int) -> None:
    which, name = dice.randrange(6), dice.choice(TEXTS)
    acts: list[Callable[[], None]] = [
        lambda: county.record(who),
        lambda: county.edit(who, which, name),
        lambda: county.edit(who, which, name),
        lambda: county.add_line(who, which, dice.random() < 0.5),
        lambda: county.move(who, which),
        lambda: county.attach(who, which),
        lambda: county.delete(who, which) if dice.random() < 0.3 else None,
        lambda: county.decide(who, which, dice.choice(("send again", "choose"))),
        lambda: county.restart(who),
    ]
    dice.choice(acts)()


def _all_sync(county: County) -> None:
    for who in (*range(len(PEOPLE)), *range(len(PEOPLE))):
        county.sync(who, well=True)


def _known(county: County) -> set[str]:
    """Entries that some computer has, and nobody deleted."""
    shown = [compare.on_desk(desk) for desk in county.desks]
    return {name for each in shown for name, entry in each.items() if not entry.deleted}


def _gone(county: County, known: set[str]) -> list[str]:
    """Nothing is deleted because of a restore or a copy."""
    server = compare.on_server(county.office)
    lost = [f"{name} is gone" for name in known - server.keys()]
    deleted = [name for name in known & server.keys() if server[name].deleted and not county.deletions[name]]
    return lost + [f"{name} was deleted by nobody" for name in deleted]
