"""What nobody can be at twice: entries about one person whose periods may not overlap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Exclusive:
    """Of a type's entries about one person (its `subject`), those in one of `states` may not overlap in `period`."""

    period: str
    states: tuple[str, ...]

    def overlap(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        """Whether these two bodies take up the same time; what only touches does not."""
        (start, end), (begins, ends) = self._span(one), self._span(other)
        return start < ends and begins < end

    def _span(self, body: Mapping[str, Any]) -> tuple[datetime, datetime]:
        stored = body[self.period]
        return datetime.fromisoformat(stored["from"]), datetime.fromisoformat(stored["to"])
