"""One hostile file, and the ways to spoil an honest one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from gridapp.interop.wire import Job

EVIL = "gridapp-evil"
"""Part of every path that a hostile file would like to be written to: found outside, it got out."""


LAUGHS = "".join(f"<!ENTITY l{n + 1} '{each * 10}'>" for n, each in enumerate(f"&l{n};" for n in range(9)))
"""Nine entities, each ten times the one before; the first, l0, is for the file to give."""


@dataclass(frozen=True)
class Case:
    """`name` is what the file is called by whoever sends it, `what` what is hostile about it, in a few words."""

    job: Job
    what: str
    name: str
    data: bytes


def truncated(data: bytes, pieces: int) -> Iterator[tuple[str, bytes]]:
    """Cut off at `pieces` places, the end nearly reached at last."""
    for number in range(1, pieces + 1):
        yield f"cut {number} of {pieces}", data[: len(data) * number // pieces - 1]


def garbled(dice: random.Random, data: bytes, times: int) -> Iterator[tuple[str, bytes]]:
    """Bytes changed, doubled or left out, a few or many."""
    for number in range(times):
        spoilt = bytearray(data)
        for _ in range(dice.choice((1, 3, 10, 100))):
            at = dice.randrange(len(spoilt) - 8)
            act = dice.randrange(4)
            if act == 0:
                spoilt[at] = dice.randrange(256)
            elif act == 1:
                spoilt[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0"))
            elif act == 2:
                spoilt[at:at] = spoilt[at : at + dice.randrange(1, 50)]
            else:
                del spoilt[at : at + dice.randrange(1, 8)]
        yield f"garbled {number}", bytes(spoilt)
