"""What the server vouches for: on reaching a state, an entry is checked against its sources and signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sealing:
    """On reaching `state`, what the entry states is signed into the field `into`, which nobody else fills in.

    Each of its `lines` names in the part `source` an entry that it is drawn from: about the same person, in one of
    the states `counted`, and with the same values (`same`: part of the line -> field of the source). Until the day in
    `after` is over it is too early.
    """

    state: str
    into: str
    lines: str
    source: str
    counted: tuple[str, ...]
    after: str
    same: Mapping[str, str] = field(default_factory=dict)
