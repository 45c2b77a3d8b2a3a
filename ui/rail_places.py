"""What stands in the rail between Today and the settings: a shelf with its types, or a type by itself."""

from __future__ import annotations

from dataclasses import dataclass

from gridapp.domain.record import RecordType, record_types
from gridapp.domain.shelf import SHELVES
from gridapp.i18n import tr


@dataclass(frozen=True)
class Place:
    """One item: `types` are those it leads to, the first being its key."""

    icon: str
    label: str
    types: tuple[str, ...]


def places() -> list[Place]:
    """What is recorded day by day, then paperwork, people and units; but not what is reached from another's page."""
    shelves: dict[str, list[RecordType]] = {}
    for record in record_types().values():
        if not record.under:
            shelves.setdefault(record.shelf or record.type, []).append(record)
    for name in shelves:
        shelves[name] = in_order(shelves[name])
    order = {name: place for place, name in enumerate(SHELVES)}

    def rank(name: str) -> tuple[bool, bool, int]:
        first = shelves[name][0]
        return not first.work, bool(first.stands_for), order.get(name, -1)

    return [_place(name, shelves[name]) for name in sorted(shelves, key=rank)]


def in_order(records: list[RecordType]) -> list[RecordType]:
    """As they stand on a shelf: what somebody records day by day first, what the others go by last."""
    return sorted(records, key=lambda record: (not record.daily_for, bool(record.sets)))


def _place(name: str, records: list[RecordType]) -> Place:
    types = tuple(each.type for each in records)
    if name in SHELVES and len(records) > 1:
        return Place(SHELVES[name].icon, tr(SHELVES[name].label), types)
    return Place(records[0].icon, tr(records[0].plural), types)
