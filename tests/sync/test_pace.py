"""Trying again: later each time, never all at once, and never sooner than the server asked."""

from __future__ import annotations

import random

from gridapp.domain.errors import WorldFailed
from gridapp.sync.client import ServerRefused
from gridapp.sync.pace import LONGEST_SECONDS, Pace

LOST = WorldFailed("lost", "")


def test_it_waits_longer_after_every_failure_up_to_a_limit() -> None:
    pace = Pace(lambda _: b"\x80")
    waits = [pace.failed(LOST) for _ in range(9)]
    assert waits == sorted(waits)
    assert waits[0] < 3
    assert waits[-1] <= LONGEST_SECONDS * 1.5
    pace.succeeded()
    assert not pace.failing
    assert pace.failed(LOST) == waits[0]


def test_a_thousand_computers_do_not_come_back_at_once() -> None:
    dice = random.Random(1)
    waits = {round(Pace(dice.randbytes).failed(LOST), 2) for _ in range(1000)}
    assert len(waits) > 50


def test_the_server_is_left_alone_as_long_as_it_asks() -> None:
    assert Pace(lambda _: b"\x00").failed(ServerRefused("busy", "", 429, 120.0)) == 120.0
