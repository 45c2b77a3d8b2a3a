"""That entries of a record type stand in the calendar of the person whom they are about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Appointment:
    """An entry stands at its type's `when` under the words of the field `title`, which names no person. In the states
    `open` it is not sure yet, in those of `cancelled` it does not take place, in all others it does."""

    title: str
    open: tuple[str, ...]
    cancelled: tuple[str, ...]
