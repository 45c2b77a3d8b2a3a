"""That a record type reminds the person whom it is about of a moment that comes nearer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Reminder:
    """Entries in one of `states` remind of the moment in the field `when` (a period's beginning), `before` it so many
    minutes: their subject, or whoever recorded them where nobody is. `says` names the field whose words may be shown
    to whoever passes the screen, so never one about residents; without one only the kind and the time are said."""

    when: str
    before: tuple[int, ...]
    states: tuple[str, ...]
    says: str = ""

    @property
    def earliest(self) -> timedelta:
        """How long before the moment the first word comes."""
        return timedelta(minutes=max(self.before))

    def moment(self, body: Mapping[str, Any]) -> datetime | None:
        """What a body reminds of, with its zone; None when it says nothing that can be read."""
        stored: Any = body.get(self.when)
        try:
            return datetime.fromisoformat(stored["from"] if isinstance(stored, dict) else stored)
        except (KeyError, TypeError, ValueError):
            return None

    def times(self, moment: datetime) -> list[datetime]:
        """When the word comes, earliest first."""
        return sorted(moment - timedelta(minutes=each) for each in self.before)
