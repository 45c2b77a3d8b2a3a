"""How long an entry was in each of its states, as its own steps tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gridapp.domain.entry import Entry


@dataclass(frozen=True)
class Stage:
    """One stay in a state; `until` is None while it lasts."""

    state: str
    since: datetime
    until: datetime | None = None

    def spent(self, now: datetime) -> timedelta:
        """How long it lasted, or has lasted until `now`. Clocks of different computers may disagree: never below 0."""
        return max(timedelta(), (self.until or now) - self.since)


def stages(entry: Entry) -> list[Stage]:
    """Every stay in a state in order, the present one last; one alone when no step is known."""
    steps = sorted(entry.body.get("steps") or [], key=lambda step: datetime.fromisoformat(step["at"]))
    states = [entry.record.workflow.start, *(step["to"] for step in steps)]
    began = [
        datetime.fromisoformat(entry.recorded_at),
        *(datetime.fromisoformat(step["at"]) for step in steps),
    ]
    ends: list[datetime | None] = [*began[1:], None]
    return [Stage(*each) for each in zip(states, began, ends, strict=True)]
