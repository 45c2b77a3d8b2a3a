"""Row `state machine`: Hypothesis drives the model through everything at once, and through planted bugs.

Every chunk of runs is one Hypothesis search with a seed of its own; a failure is shrunk and told step by step.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from gridapp.domain.errors import GridAppError
from tests.faults.bugs import BUGS
from tests.faults.model import JUMPS, PEOPLE, ROLES, UNITS, County, build_template
from tests.faults.remains import TEXTS
from tests.faults.table import Outcome, Plan, row

STEPS = 40
RUNS_IN_A_CHUNK = 20
SHRINK_SECONDS = 60
CONTROL_RUNS = 150  # a planted bug is caught in this many, most in the first few

DECISIONS = ("send again", "let go", "choose", "release", "give back")

who = st.integers(0, len(PEOPLE) - 1)
which = st.integers(0, 4)
name = st.sampled_from(TEXTS)


class Machine(RuleBasedStateMachine):
    """The rules; each does one thing of the model. Subclassed for a run with a place of its own."""

    template: Path
    runs: Path
    numbers: count[int]

    def __init__(self) -> None:
        super().__init__()
        self.county = County(self.template, self.runs / str(next(self.numbers)), random.Random(20261118))

    def teardown(self) -> None:
        try:
            found = self.county.converge()
        finally:
            self.county.close()
        assert not found, "; ".join(found[:5])

    @rule(who=who)
    def record(self, who: int) -> None:
        self.county.record(who)

    @rule(who=who, which=which, name=name)
    def edit(self, who: int, which: int, name: str) -> None:
        self.county.edit(who, which, name)

    @rule(who=who, other=who, which=which, name=name)
    def race(self, who: int, other: int, which: int, name: str) -> None:
        self.county.race(who, other, which, name)

    @rule(who=who, which=which)
    def open_form(self, who: int, which: int) -> None:
        self.county.open_form(who, which)

    @precondition(lambda self: self.county.forms)
    @rule(who=who, name=name)
    def save_form(self, who: int, name: str) -> None:
        self.county.save_form(who, name)

    @rule(who=who, which=which, on_move=st.booleans())
    def add_line(self, who: int, which: int, on_move: bool) -> None:
        self.county.add_line(who, which, on_move)

    @rule(who=who, which=which)
    def move(self, who: int, which: int) -> None:
        self.county.move(who, which)

    @rule(who=who, which=which)
    def delete(self, who: int, which: int) -> None:
        self.county.delete(who, which)

    @rule(who=who, which=which)
    def attach(self, who: int, which: int) -> None:
        self.county.attach(who, which)

    @rule(who=who, which=which, how=st.sampled_from(DECISIONS))
    def decide(self, who: int, which: int, how: str) -> None:
        self.county.decide(who, which, how)

    @rule(who=who)
    def sync_badly(self, who: int) -> None:
        self.county.sync(who, well=False)

    @rule(who=who)
    def sync(self, who: int) -> None:
        self.county.sync(who, well=True)

    @rule()
    def sync_all(self) -> None:
        for who in range(len(PEOPLE)):
            self.county.sync(who, well=True)

    @rule(who=who)
    def restart(self, who: int) -> None:
        self.county.restart(who)

    @rule(who=who, seconds=st.sampled_from(JUMPS))
    def jump(self, who: int, seconds: float) -> None:
        self.county.jump(who, seconds)

    @rule(days=st.sampled_from((1, 20, 40, 200)))
    def be_offline_long(self, days: int) -> None:
        self.county.pass_time(days)

    @rule(who=who, role=st.sampled_from(ROLES))
    def change_right(self, who: int, role: str) -> None:
        self.county.change_right(who, role)

    @rule(who=who, unit=st.sampled_from(UNITS))
    def change_units(self, who: int, unit: str) -> None:
        self.county.change_units(who, unit)

    @precondition(lambda self: len(self.county.backups) < 3)
    @rule()
    def back_up(self) -> None:
        self.county.back_up()

    @precondition(lambda self: self.county.backups)
    @rule(which=which)
    def restore(self, which: int) -> None:
        self.county.restore(which)

    @precondition(lambda self: self.county.backups)
    @rule(which=which, who=who)
    def restore_and_overtake(self, which: int, who: int) -> None:
        self.county.restore(which)
        self.county.overtake(who)

    @precondition(lambda self: len(self.county.backups) < 3)
    @rule(who=who, other=who)
    def lose_acknowledged(self, who: int, other: int) -> None:
        self.county.lose_acknowledged(who, other)


@row("state machine", ci=300, long=25_000)
def state_machine(plan: Plan) -> Outcome:
    """A trial is one run of 40 acts and what follows; 25,000 runs are a million acts."""
    template = plan.folder / "template"
    build_template(template)
    failures = []
    for first in range(0, plan.trials, RUNS_IN_A_CHUNK):
        if plan.only is None or first <= plan.only < first + RUNS_IN_A_CHUNK:
            runs = min(RUNS_IN_A_CHUNK, plan.trials - first)
            words = search(plan, template, str(first), runs, shrink=True)
            failures += [f"trial {first}: {words}"] if words else []
    return Outcome(plan.trials, failures, _controls(plan, template) if plan.with_controls else {})


def search(plan: Plan, template: Path, of: str, runs: int, shrink: bool) -> str:
    """So many runs; gives the story of a failure, or nothing."""
    place = plan.folder / of
    place.mkdir()
    machine = type("Run", (Machine,), {"template": template, "runs": place, "numbers": count()})
    shrinking = patch("hypothesis.internal.conjecture.engine.MAX_SHRINKING_SECONDS", SHRINK_SECONDS)
    seeded = hypothesis.seed(plan.dice(of).getrandbits(63))(machine)
    chosen = settings(
        max_examples=runs,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
    )
    try:
        with shrinking:
            run_state_machine_as_test(seeded, settings=chosen)
    except Exception as error:
        if not shrink and not isinstance(error, AssertionError | GridAppError):
            raise  # a control must not pass for caught because it is itself broken
        notes = "\n    ".join(each for note in getattr(error, "__notes__", ()) for each in note.splitlines())
        return f"{type(error).__name__}: {error}\n    {notes}"
    return ""


def _controls(plan: Plan, template: Path) -> dict[str, bool]:
    return {each: _caught(plan, template, each, bug) for each, bug in BUGS.items()}


def _caught(plan: Plan, template: Path, of: str, bug: Callable[[], AbstractContextManager[Any]]) -> bool:
    with bug():
        return any(
            search(plan, template, f"{of} {first}", RUNS_IN_A_CHUNK, shrink=False)
            for first in range(0, CONTROL_RUNS, RUNS_IN_A_CHUNK)
        )
