"""Names made on a computer that is offline: ids that sort by time, and numbers a person can read out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

Dice = Callable[[int], bytes]
"""Gives so many random bytes."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: read over the phone without mistakes


def uuid7(now: datetime, dice: Dice) -> str:
    """A UUID version 7 (RFC 9562): 48 bits of milliseconds, then chance."""
    milliseconds = int(now.timestamp() * 1000) & (2**48 - 1)
    chance = int.from_bytes(dice(10))
    value = milliseconds << 80 | 0x7 << 76 | (chance >> 64 & 0xFFF) << 64 | 0b10 << 62 | chance & (2**62 - 1)
    return str(UUID(int=value))


def short_code(dice: Dice, length: int) -> str:
    """`length` characters that nobody mistakes for one another."""
    return "".join(_ALPHABET[byte % 32] for byte in dice(length))


def entry_number(letters: str, county: str, device: str, sequence: int) -> str:
    """YH-621026-A7-0012: kind, county, device code, sequence on that device."""
    return f"{letters}-{county[:6]}-{device}-{sequence:04d}"
