"""What is public of a grid, from its entry: for the worker's contact card and the notice that is put up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.world import World
from gridapp.i18n import tr


@dataclass(frozen=True)
class Worker:
    """Who can be turned to."""

    name: str
    phone: str


@dataclass(frozen=True)
class Grid:
    """What is public of a grid. `within` are the places above it, `leader` and what follows "" where unknown."""

    name: str
    within: str
    workers: Sequence[Worker]
    area: str = ""
    leader: str = ""
    households: str = ""
    residents: str = ""
    supervision: str = ""


def grid(entry: Entry, world: World) -> Grid:
    """Raises Refused while nobody is named whom people could turn to."""
    body = entry.body
    workers = [Worker(each["name"], each.get("phone") or "") for each in body.get("workers") or []]
    if not any(each.phone for each in workers):
        raise Refused(
            tr("Nobody to turn to yet"),
            tr("Please fill in the workers of {unit} with their phones first.", unit=body["name"]),
        )
    return Grid(
        name=body["name"],
        within=world.org.label(body["parent"]["id"]),
        workers=[each for each in workers if each.phone],
        area=body.get("area", ""),
        leader=(body.get("leader") or {}).get("name", ""),
        households=str(body.get("households_n") or ""),
        residents=str(body.get("residents_n") or ""),
        supervision=body.get("supervise_phone", ""),
    )
