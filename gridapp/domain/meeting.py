"""An entry in its person's calendar, with what it takes place at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gridapp.domain.entry import Entry
from gridapp.domain.world import World

REACH = timedelta(days=60)
"""How far back a calendar is given."""


@dataclass(frozen=True)
class Meeting:
    """An entry of a type with an `appointment`, and the entry that it asked a place at, where that is known."""

    entry: Entry
    at: Entry | None = None

    @property
    def times(self) -> tuple[datetime, datetime] | None:
        """From when to when, in UTC; None when the entry says no time that can be read."""
        period: Any = self.entry.body.get(self.entry.record.when)
        try:
            starts, ends = (datetime.fromisoformat(period[each]).astimezone(UTC) for each in ("from", "to"))
        except (KeyError, TypeError, ValueError):
            return None
        return starts, ends

    def place(self, world: World) -> str:
        """Where it is, in words; "" where nobody knows."""
        at = self.at
        return (
            at.record.field(at.record.where).show(at.body.get(at.record.where), world)
            if at and at.record.where
            else ""
        )

    @property
    def called_off(self) -> bool:
        """Whether it does not take place, also where the entry itself does not say so yet."""
        appointment, placing, at = self.entry.record.appointment, self.entry.record.placing, self.at
        if self.entry.deleted or (appointment is not None and self.entry.state in appointment.cancelled):
            return True
        return at is not None and placing is not None and (at.deleted or at.state in placing.closed)
