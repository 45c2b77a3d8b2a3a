"""Row `state machine`: Hypothesis drives the model through everything at once, and through planted bugs.

Every twenty runs are one Hypothesis search with a seed of its own; a failure is shortened and told act by act.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from gridapp.domain.errors import GridAppError
from tests.faults import story
from tests.faults.bugs import BUGS
from tests.faults.model import JUMPS, PEOPLE, ROLES, UNITS, build_template
from tests.faults.remains import TEXTS
from tests.faults.story import Act
from tests.faults.table import Outcome, Plan, row

STEPS = 40
RUNS_IN_A_SEARCH = 20
CONTROL_RUNS = 160  # a planted bug is caught in so many, mostly in the first twenty
MOST_BACKUPS = 3
DECISIONS = ("send again", "let go", "choose", "release", "give back")

who = st.integers(0, len(PEOPLE) - 1)
which = st.integers(0, 4)
name = st.sampled_from(TEXTS)


class Machine(RuleBasedStateMachine):
    """The rules; each is one act of the model. Subclassed for a search with a place of its own.

    `acts` is the story of the run so far; after a search that failed, of the run that failed.
    """

    template: Path
    runs: Path
    numbers: count[int]
    acts: list[Act]

    def __init__(self) -> None:
        super().__init__()
        type(self).acts = []
        self.county = story.begin(self.template, self.runs / f"run {next(self.numbers)}")

    def teardown(self) -> None:
        try:
            found = self.county.converge()
        finally:
            self.county.close()
        assert not found, "; ".join(found[:5])

    def _do(self, act: str, **given: Any) -> None:
        self.acts.append((act, given))
        getattr(self.county, act)(**given)

    @rule(who=who)
    def record(self, who: int) -> None:
        self._do("record", who=who)

    @rule(who=who, which=which, name=name)
    def edit(self, who: int, which: int, name: str) -> None:
        self._do("edit", who=who, which=which, name=name)

    @rule(who=who, other=who, which=which, name=name)
    def race(self, who: int, other: int, which: int, name: str) -> None:
        self._do("race", who=who, other=other, which=which, name=name)

    @rule(who=who, which=which)
    def open_form(self, who: int, which: int) -> None:
        self._do("open_form", who=who, which=which)

    @precondition(lambda self: self.county.forms)
    @rule(who=who, name=name)
    def save_form(self, who: int, name: str) -> None:
        self._do("save_form", who=who, name=name)

    @rule(who=who, which=which, on_move=st.booleans())
    def add_line(self, who: int, which: int, on_move: bool) -> None:
        self._do("add_line", who=who, which=which, on_move=on_move)

    @rule(who=who, which=which)
    def move(self, who: int, which: int) -> None:
        self._do("move", who=who, which=which)

    @rule(who=who, which=which)
    def delete(self, who: int, which: int) -> None:
        self._do("delete", who=who, which=which)

    @rule(who=who, which=which)
    def attach(self, who: int, which: int) -> None:
        self._do("attach", who=who, which=which)

    @rule(who=who, which=which, how=st.sampled_from(DECISIONS))
    def decide(self, who: int, which: int, how: str) -> None:
        self._do("decide", who=who, which=which, how=how)

    @rule(who=who, well=st.booleans())
    def sync(self, who: int, well: bool) -> None:
        self._do("sync", who=who, well=well)

    @rule()
    def sync_all(self) -> None:
        self._do("sync_all")

    @rule(who=who)
    def restart(self, who: int) -> None:
        self._do("restart", who=who)

    @rule(who=who, seconds=st.sampled_from(JUMPS))
    def jump(self, who: int, seconds: float) -> None:
        self._do("jump", who=who, seconds=seconds)

    @rule(days=st.sampled_from((1, 20, 40, 200)))
    def pass_time(self, days: int) -> None:
        self._do("pass_time", days=days)

    @rule(who=who, role=st.sampled_from(ROLES))
    def change_right(self, who: int, role: str) -> None:
        self._do("change_right", who=who, role=role)

    @rule(who=who, unit=st.sampled_from(UNITS))
    def change_units(self, who: int, unit: str) -> None:
        self._do("change_units", who=who, unit=unit)

    @precondition(lambda self: len(self.county.backups) < MOST_BACKUPS)
    @rule()
    def back_up(self) -> None:
        self._do("back_up")

    @precondition(lambda self: self.county.backups)
    @rule(which=which)
    def restore(self, which: int) -> None:
        self._do("restore", which=which)

    @precondition(lambda self: self.county.backups)
    @rule(which=which, who=who)
    def restore_and_overtake(self, which: int, who: int) -> None:
        self._do("restore_and_overtake", which=which, who=who)

    @precondition(lambda self: len(self.county.backups) < MOST_BACKUPS)
    @rule(who=who, other=who)
    def lose_acknowledged(self, who: int, other: int) -> None:
        self._do("lose_acknowledged", who=who, other=other)


@row("state machine", ci=300, long=25_000)
def state_machine(plan: Plan) -> Outcome:
    """A trial is one run of 40 acts and what follows; 25,000 runs are a million acts."""
    template = plan.folder / "template"
    build_template(template)
    failures = []
    for first in range(0, plan.trials, RUNS_IN_A_SEARCH):
        if plan.only is None or first <= plan.only < first + RUNS_IN_A_SEARCH:
            place = plan.folder / str(first)
            failed = search(plan, template, place, min(RUNS_IN_A_SEARCH, plan.trials - first))
            failures += [f"trial {first}: {_in_words(template, place, failed)}"] if failed is not None else []
    controls = (
        {each: _caught(plan, template, each, bug) for each, bug in BUGS.items()} if plan.with_controls else {}
    )
    return Outcome(plan.trials, failures, controls)


def search(plan: Plan, template: Path, place: Path, runs: int) -> list[Act] | None:
    """So many runs; gives the acts of the first that failed. Whatever else breaks is not a finding, and raised."""
    place.mkdir()
    machine: type[Machine] = type(
        "Run", (Machine,), {"template": template, "runs": place, "numbers": count()}
    )
    seeded = hypothesis.seed(plan.dice(place.name).getrandbits(63))(machine)
    chosen = settings(
        max_examples=runs,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    try:
        run_state_machine_as_test(seeded, settings=chosen)
    except (AssertionError, GridAppError):
        return machine.acts
    return None


def _in_words(template: Path, place: Path, failed: list[Act]) -> str:
    short = story.shorten(template, place, failed)
    found = story.play(template, place / "last", short) or ["found once, and not when it was played again"]
    return f"{'; '.join(found[:3])}, after\n    {story.told(short)}"


def _caught(plan: Plan, template: Path, of: str, bug: Callable[[], AbstractContextManager[Any]]) -> bool:
    with bug():
        return any(
            search(plan, template, plan.folder / f"{of} {first}", RUNS_IN_A_SEARCH) is not None
            for first in range(0, CONTROL_RUNS, RUNS_IN_A_SEARCH)
        )
