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

    @property
    def fell_through(self) -> bool:
        """Whether it was called off on its person, who had a place or asked for one; so not when they gave it up."""
        at, placing = self.at, self.entry.record.placing
        if placing is None or self.entry.deleted:
            return False
        gone = at is not None and (at.deleted or at.state in placing.closed)
        return self.entry.state == placing.called_off or (gone and self.entry.state in placing.open)

    @property
    def reason(self) -> str:
        """Why it was called off, in the words of whoever did; "" where they said nothing."""
        at, placing = self.at, self.entry.record.placing
        if at is None or placing is None:
            return ""
        closing = (each for each in at.record.workflow.moves.values() if each.target in placing.closed)
        said = (at.body.get(name) for each in closing for name in each.asks)
        return next((str(each) for each in said if each), "")
