"""That entries of a type stand on the first page of everybody who sees them, for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Announcement:
    """Entries in `state` from the day in the field `begins` until that in `until`, where it has one. Nobody is noted as
    having read them."""

    state: str
    begins: str
    until: str

    def is_on(self, body: Mapping[str, Any], day: date) -> bool:
        """Whether it stands there on this day."""
        first, last = body.get(self.begins), body.get(self.until)
        return (not first or first <= day.isoformat()) and (not last or day.isoformat() <= last)
