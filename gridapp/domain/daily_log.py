"""The log of one person's day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gridapp.i18n import tr


@dataclass(frozen=True)
class Line:
    """One thing that was done: when (time of the day, "" where only the day is known), what and where, how it stands,
    and the entry that tells more."""

    when: str
    kind: str
    what: str
    where: str
    state: str
    number: str


@dataclass(frozen=True)
class DailyLog:
    """Whose day, and its lines by time."""

    person: str
    unit: str
    day: date
    lines: Sequence[Line]

    def title(self) -> str:
        return tr("Log of {day}", day=self.day.isoformat())

    def counted(self) -> str:
        """How many of each kind, in one line; "" of an empty day."""
        counts = Counter(each.kind for each in self.lines)
        return tr(", ").join(tr("{kind} {count}", kind=kind, count=count) for kind, count in counts.items())
