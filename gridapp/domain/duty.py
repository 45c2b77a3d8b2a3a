"""How entries of a record type note that somebody was at a place: when they came and left, and in which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Duty:
    """Steps, fields and codes of a type by which duty is noted. `come` and `leave` are the steps of whoever is there,
    `back_fill` and `miss` those of a leader afterwards; `reason` is what they say why. Somebody who comes or leaves
    within `grace` of the planned time was there on time."""

    come: str
    leave: str
    back_fill: str
    miss: str
    came_at: str
    left_at: str
    attendance: str
    reason: str
    note: str
    kit_out: str
    kit_back: str
    on_time: str
    late: str
    left_early: str
    extra: str
    grace: timedelta = timedelta(minutes=5)

    def judged(self, starts: datetime, ends: datetime, came: datetime, left: datetime | None) -> str:
        """The code of how somebody was there. Who came late stays late, whenever they left."""
        if came > starts + self.grace:
            return self.late
        if left is not None and left < ends - self.grace:
            return self.left_early
        return self.on_time
