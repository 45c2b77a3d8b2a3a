"""Hours added up: only those that count, exact to the digit, and those that still wait beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from gridapp.domain.entry import Entry
from gridapp.domain.world import World

COUNTED = ("confirmed", "agreed")
WAITING = ("recorded", "objected")


@dataclass
class Total:
    """What one person, unit, kind or month adds up to. `name` is how the group is called."""

    name: str
    times: int = 0
    hours: Decimal = field(default_factory=Decimal)
    waiting: Decimal = field(default_factory=Decimal)

    def add(self, entry: Entry) -> None:
        """Count an entry where it belongs; what was declined or corrected belongs nowhere."""
        if entry.state in COUNTED:
            self.times += 1
            self.hours += hours(entry)
        elif entry.state in WAITING:
            self.waiting += hours(entry)


GROUPS: Mapping[str, Callable[[Entry, World], tuple[str, str]]] = {
    "person": lambda entry, _: (entry.subject or entry.body["person"]["name"], entry.body["person"]["name"]),
    "unit": lambda entry, world: (entry.unit, world.org.label(entry.unit)),
    "kind": lambda entry, world: (
        entry.body["kind"]["code"],
        entry.record.field("kind").show(entry.body["kind"], world),
    ),
    "month": lambda entry, _: (month(entry), month(entry)),
}
"""By what hours are added up: the group that an entry belongs to, and how it is called."""


def totals(entries: Iterable[Entry], by: str, world: World) -> list[Total]:
    """The groups in the order of their names: nobody is ranked."""
    found: dict[str, Total] = {}
    for entry in entries:
        key, name = GROUPS[by](entry, world)
        found.setdefault(key, Total(name)).add(entry)
    return sorted(found.values(), key=lambda each: each.name)


def total(entries: Iterable[Entry], name: str = "") -> Total:
    """Everything in one."""
    whole = Total(name)
    for entry in entries:
        whole.add(entry)
    return whole


def by_month(entries: Iterable[Entry], year: int) -> list[Total]:
    """The twelve months of a year, also those without hours."""
    found: dict[str, Total] = defaultdict(lambda: Total(""))
    for entry in entries:
        found[month(entry)].add(entry)
    return [found[f"{year}-{number:02d}"] for number in range(1, 13)]


def hours(entry: Entry) -> Decimal:
    """As it was written down: floats would not add up to the same."""
    return Decimal(str(entry.body["hours"]))


def figure(value: Decimal) -> str:
    """Hours as people write them: 12.5, 12."""
    return f"{value.normalize():f}" if value else "0"


def month(entry: Entry) -> str:
    """The month a duty began in, 2026-11."""
    return start(entry).strftime("%Y-%m")


def start(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.body["period"]["from"])
