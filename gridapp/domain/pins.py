"""Entries on a map, and those that lie too near each other to be shown one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gridapp.domain.mercator import Spot


@dataclass(frozen=True)
class Pin:
    """An entry at a place; `open` while it is not brought to its end."""

    id: str
    type: str
    at: Spot
    open: bool = True


@dataclass(frozen=True)
class Cluster:
    """Pins that lie together, and their middle."""

    at: Spot
    pins: Sequence[Pin]


def clusters(pins: Iterable[Pin], side: float) -> list[Cluster]:
    """Pins gathered in squares of this side, in the order of their first ones."""
    cells: dict[tuple[int, int], list[Pin]] = {}
    for pin in pins:
        cells.setdefault((int(pin.at.x / side), int(pin.at.y / side)), []).append(pin)
    return [Cluster(_middle(each), each) for each in cells.values()]


def _middle(pins: Sequence[Pin]) -> Spot:
    count = len(pins)
    return Spot(sum(each.at.x for each in pins) / count, sum(each.at.y for each in pins) / count)
