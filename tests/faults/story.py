"""A story: acts of the model by name, which can be played again, and shortened to what a failure needs."""

from __future__ import annotations

import random
from itertools import count
from pathlib import Path
from typing import Any

from gridapp.domain.errors import GridAppError
from tests.faults.model import County

Act = tuple[str, dict[str, Any]]
SEED = 20261118  # of everything within a run that no act decides
MOST_TRIES = 200


def begin(template: Path, folder: Path) -> County:
    """A county that behaves the same in every run with the same acts."""
    return County(template, folder, random.Random(SEED))


def play(template: Path, folder: Path, acts: list[Act]) -> list[str]:
    """What is found wrong after these acts; a calm round that breaks off is found wrong as well."""
    county = begin(template, folder)
    try:
        for name, given in acts:
            getattr(county, name)(**given)
        return county.converge()
    except GridAppError as error:
        return [f"{type(error).__name__}: {error}"]
    finally:
        county.close()


def shorten(template: Path, folder: Path, acts: list[Act]) -> list[Act]:
    """Leave out, one after the other, the acts without which something is still found wrong."""
    tries, place = count(), 0
    while place < len(acts) and (number := next(tries)) < MOST_TRIES:
        without = acts[:place] + acts[place + 1 :]
        if play(template, folder / f"try {number}", without):
            acts = without
        else:
            place += 1
    return acts


def told(acts: list[Act]) -> str:
    """The story to read."""
    lines = (
        f"{name}({', '.join(f'{key}={value!r}' for key, value in given.items())})" for name, given in acts
    )
    return "\n    ".join(lines)
