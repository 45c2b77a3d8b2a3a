"""All hostile files of a seed, the same ones each time, each under one of the hostile names."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from gridapp.interop.wire import Job
from tests.hostile.books import books
from tests.hostile.case import Case
from tests.hostile.names import NAMES
from tests.hostile.other_books import other_books
from tests.hostile.pictures import pictures
from tests.hostile.sheets import maps, sheets
from tests.hostile.ways import ways

_KINDS: tuple[tuple[str, Job, Callable[[random.Random], Iterator[tuple[str, bytes]]]], ...] = (
    ("picture", "photo", pictures),
    ("track", "track", ways),
    ("CSV", "table", sheets),
    ("Excel", "table", books),
    ("other books", "table", other_books),
    ("map", "columns", maps),
)


def corpus(seed: int) -> Iterator[Case]:
    """Some hundred files, made one after the other: all of them at once are some hundred megabytes."""
    number = 0
    for kind, job, make in _KINDS:
        for what, data in make(random.Random(f"{seed} {kind}")):
            yield Case(job, f"{kind}: {what}", NAMES[number % len(NAMES)], data)
            number += 1
