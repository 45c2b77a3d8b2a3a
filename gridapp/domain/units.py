"""Entries that stand for units: nodes that people add to the shipped tree."""

from __future__ import annotations

from gridapp.domain.entry import Entry
from gridapp.domain.org import Unit
from gridapp.domain.record import type_standing_for


def stands_for_unit(entry: Entry) -> bool:
    return entry.type == type_standing_for("unit").type


def as_unit(entry: Entry) -> Unit:
    """The node that such an entry describes; one that is not whole stands by its number, below nothing."""
    body = entry.body
    kind, parent = body.get("kind") or {}, body.get("parent") or {}
    name = body.get("name") or entry.number
    return Unit(entry.id, name, kind.get("code", ""), parent.get("id", ""), body.get("code", ""), "custom")
