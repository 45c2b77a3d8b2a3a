"""All that is shown of one entry: the entry, how it came to be, and what this person may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.actions.past import Step, past, told
from gridapp.actions.pausing import may_pause
from gridapp.actions.standing import Standings, standing
from gridapp.domain.entry import Entry
from gridapp.domain.workflow import Move


@dataclass(frozen=True)
class Details:
    """`history` oldest first; `moves` those that this person may make now; `may_pause` that its deadline may be let
    stand still, or run again."""

    entry: Entry
    standing: Standings
    history: list[Step]
    moves: tuple[Move, ...]
    may_edit: bool
    may_delete: bool
    may_pause: bool


def details(desk: Desk, entry: str) -> Details:
    """Raises NotFound when there is no such entry, or none this person may see."""
    found = entries.get(desk, entry)
    own = past(desk, found.id)
    possible = found.record.workflow.moves_from(found.state)
    return Details(
        entry=found,
        standing=standing(desk, found),
        history=sorted([*own, *told(own, found)], key=lambda step: datetime.fromisoformat(step.at)),
        moves=tuple(move for move in possible if desk.may(f"move:{move.name}", found)),
        may_edit=desk.may("set", found),
        may_delete=desk.may("delete", found),
        may_pause=may_pause(desk, found),
    )
