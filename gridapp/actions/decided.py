"""What was decided lately, by whom, and whether the decision can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gridapp.actions import attention
from gridapp.actions.attention import Matter
from gridapp.actions.desk import Desk
from gridapp.store import ops

_OWN = ("sent again", "chosen", "left", "deleted")
"""Outcomes that only the person's own act gives."""


@dataclass(frozen=True)
class Decided:
    """A settled matter. `mine` when this person settled it; `back` says what taking it back would do: "value" puts
    the version that was not chosen in the other's place, "again" asks once more; "" when there is nothing to take
    back."""

    matter: Matter
    mine: bool
    back: Literal["", "value", "again"]


def decided(desk: Desk) -> list[Decided]:
    """What was decided lately, newest first."""
    settled = attention.settled(desk)
    with desk.reading() as connection:
        ruled = {each.settles for each in ops.of_entry(connection, "")}  # rulings name no entry
    return [Decided(each, each.item.outcome in _OWN or each.op.id in ruled, _back(each)) for each in settled]


def _back(matter: Matter) -> Literal["", "value", "again"]:
    item, entry = matter.item, matter.entry
    if item.kind == "held":
        return "again" if item.outcome == "left" and item.side == "mine" else ""
    there = entry is not None and not entry.deleted
    return "value" if there and item.detail.get("values") else ""
