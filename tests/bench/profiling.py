"""A cProfile of every thread of a process, as text."""

from __future__ import annotations

import cProfile
import io
import pstats
import sys
import threading
from types import FrameType
from typing import Any

LINES = 30


class Profiles:
    """One profile per thread that is or comes alive between `start` and `finish`; `finish` gives the tops."""

    def __init__(self) -> None:
        self._profiles: list[cProfile.Profile] = []

    def start(self) -> None:
        threading.setprofile(self._begin)
        self._enable()

    def finish(self) -> str:
        threading.setprofile(None)
        sys.setprofile(None)
        text = io.StringIO()
        whole: pstats.Stats | None = None
        for each in self._profiles:
            each.create_stats()
            if each.stats:
                whole = whole.add(each) if whole else pstats.Stats(each, stream=text)
        if whole:
            whole.strip_dirs()
            for order in ("tottime", "cumtime"):
                whole.sort_stats(order).print_stats(LINES)
        return text.getvalue()

    def _begin(self, frame: FrameType, event: str, argument: Any) -> None:
        """The first thing a new thread calls: from here on it is profiled in C."""
        sys.setprofile(None)
        self._enable()

    def _enable(self) -> None:
        profile = cProfile.Profile()
        self._profiles.append(profile)
        profile.enable()
