"""Merging an op into the server's row, field by field. Never by wall clock: the journal's order decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gridapp.domain.errors import BadValue
from gridapp.domain.op import Op
from gridapp.domain.record import RecordType

Stamps = Mapping[str, tuple[int, str]]
"""Per field: the journal number and the device that last set it."""


@dataclass
class Merged:
    """`fields` are to be written; `kept` are the later values that lost to an earlier one: field -> both.
    `mixed` names the fields whose new value is nobody's own: the device has not seen it, so its next value of
    that field is merged again and does not replace it."""

    fields: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    mixed: set[str] = field(default_factory=set)
    exact: bool = True


def merge(record: RecordType, body: Mapping[str, Any], stamps: Stamps, op: Op, device: str) -> Merged:
    """What `op` of `device` does to a row with this body.

    A field whose last change its author had seen (or that the same device made) is taken; an equal one is
    nothing; one whose kind can keep both sides is merged; else the first to arrive stands and both are kept.
    """
    merged = Merged()
    declared = record.every_field()
    for name, mine in op.fields.items():
        seq, by = stamps.get(name, (0, ""))
        current = body.get(name)
        if seq <= op.base or by == device:
            merged.fields[name] = mine
            continue
        merged.exact = False
        if mine == current:
            continue
        kind = declared.get(name)
        try:
            if kind is None:
                raise BadValue("")
            merged.fields[name] = kind.merge(op.seen.get(name), current, mine)
            merged.mixed.add(name)
        except BadValue:
            merged.kept[name] = {"mine": mine, "theirs": current}
    return merged
