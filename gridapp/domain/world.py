"""What a value is checked against: the tree of units, the deadlines, the time, the zone. Handed in, never fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from gridapp.domain.deadlines import Deadlines, shipped_deadlines
from gridapp.domain.org import Org

CHINA = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]
"""Gives the present moment, with its zone."""


@dataclass(frozen=True)
class World:
    """Everything outside a record that decides whether a value is right."""

    org: Org
    clock: Clock
    zone: tzinfo = CHINA
    person_named: Callable[[str], dict[str, str] | None] = lambda name: None
    """Looks a person up by name or number among those this computer knows."""
    deadlines: Deadlines = field(default_factory=shipped_deadlines)
    """The county's rules, its calendar with them."""

    def now(self) -> datetime:
        return self.clock().astimezone(self.zone)


def system_clock() -> datetime:
    return datetime.now(UTC)
