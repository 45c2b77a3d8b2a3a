"""A hub behind a network that loses, doubles, delays and refuses, in one process, as its dice say."""

from __future__ import annotations

import random
from typing import Any

from gridapp.domain.errors import GridAppError, WorldFailed
from gridapp.sync.client import ServerRefused
from tests.office import Line

ANSWERS_OF_OTHERS = (409, 413, 429, 500, 502, 503)


class BadLine:
    """Every call may be lost on its way or its answer on the way back, be made twice, be refused by something in
    between, or be repeated long after, when the world has moved on. `late` is what still wanders about the network;
    it may be shared by lines of the same computer."""

    def __init__(
        self, line: Line, dice: random.Random, late: list[tuple[str, Any]], share: float = 0.35
    ) -> None:
        self._line, self._dice, self._late, self._share = line, dice, late, share

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._line, name)

        def faulty(*args: Any) -> Any:
            self._deliver_late()
            if self._dice.random() >= self._share:
                return call(*args)
            fate = self._dice.choice(("request", "answer", "twice", "refused", "late"))
            if fate == "request":
                raise WorldFailed("lost", "the request")
            if fate == "refused":
                raise ServerRefused(
                    "refused", "by something in between", self._dice.choice(ANSWERS_OF_OTHERS)
                )
            if fate == "late":
                self._late.append((name, args))
                raise WorldFailed("lost", "the request, for now")
            call(*args)
            if fate == "twice":
                return call(*args)
            raise WorldFailed("lost", "the answer")

        return faulty

    def _deliver_late(self) -> None:
        """At times a request of long ago arrives; nobody waits for its answer."""
        if self._late and self._dice.random() < 0.5:
            name, args = self._late.pop(self._dice.randrange(len(self._late)))
            try:
                getattr(self._line, name)(*args)
            except GridAppError:
                return
