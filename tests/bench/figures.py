"""Taking times and printing them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def milliseconds(work: Callable[[], object], times: int = 15) -> tuple[float, float]:
    """Median and worst of `times` runs, after one that warms up."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), max(taken)


def row(name: str, figures: tuple[float, float], note: str = "") -> None:
    print(f"{name:<44} {figures[0]:8.2f} ms   worst {figures[1]:8.2f} ms   {note}", flush=True)
