"""The table of proofs: what a row is, how its trials are counted, and how it is printed.

A row is a function that takes a `Plan` and gives an `Outcome`, registered under its name:

    @row("cuts", ci=500, long=20_000)
    def cuts(plan: Plan) -> Outcome:
        failures = [words for number in plan.numbers() for words in trial(plan.dice(number))]
        return Outcome(plan.trials, failures, controls={"batch recognised by a counter": caught})
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path


class Missing(Exception):
    """A program or a right that a row cannot do without; says how to get it."""


@dataclass(frozen=True)
class Plan:
    """How much of a row to run. `folder` is the row's own, empty; it is thrown away after a row without failures.

    `only` is the number of a single trial to replay, or None for all; the controls are left out of a replay.
    `workers` is how many trials may run at the same time.
    """

    trials: int
    seed: int
    folder: Path
    only: int | None = None
    workers: int = 1

    def numbers(self) -> Iterable[int]:
        """The numbers of the trials to run, from 0."""
        return range(self.trials) if self.only is None else [self.only]

    def dice(self, *of: object) -> random.Random:
        """Dice for one trial (or whatever `of` names): the same for the same seed, whoever threw before."""
        return random.Random(repr((self.seed, *of)))

    @property
    def with_controls(self) -> bool:
        return self.only is None

    def each(self, trial: Callable[[int], list[str]]) -> list[str]:
        """Run `trial` for every number, `workers` at a time; gives all failures, each with its trial's number.

        A trial that breaks by itself counts as failed: nothing was proved by it.
        """

        def tried(number: int) -> list[str]:
            try:
                return trial(number)
            except Missing:
                raise
            except Exception as error:
                return [f"broke: {type(error).__name__}: {error}"]

        numbers = list(self.numbers())
        with ThreadPoolExecutor(self.workers) as pool:
            results = list(pool.map(tried, numbers))
        return [
            f"trial {number}: {words}"
            for number, failures in zip(numbers, results, strict=True)
            for words in failures
        ]


@dataclass
class Outcome:
    """What a row found. `failures` in words; `controls`: has each deliberately broken variant been caught?"""

    trials: int
    failures: list[str]
    controls: dict[str, bool] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not self.failures and all(self.controls.values())


@dataclass(frozen=True)
class Row:
    """A registered proof with its number of trials in continuous integration and in the long run."""

    name: str
    run: Callable[[Plan], Outcome]
    ci: int
    long: int


ROWS: dict[str, Row] = {}


def row(name: str, *, ci: int, long: int) -> Callable[[Callable[[Plan], Outcome]], Callable[[Plan], Outcome]]:
    """Register the decorated function as the row called `name`."""

    def register(run: Callable[[Plan], Outcome]) -> Callable[[Plan], Outcome]:
        ROWS[name] = Row(name, run, ci, long)
        return run

    return register


def lines(name: str, outcome: Outcome, seed: int) -> list[str]:
    """`row | trials | failures | seed`, a line per control, and each failure in words."""
    return [
        f"{name} | {outcome.trials} | {len(outcome.failures)} | {seed}",
        *(
            f"control: {control} | {'caught' if caught else 'NOT CAUGHT'}"
            for control, caught in outcome.controls.items()
        ),
        *(f"  failure: {words}" for words in outcome.failures[:20]),
    ]


HEAD = "row | trials | failures | seed"
