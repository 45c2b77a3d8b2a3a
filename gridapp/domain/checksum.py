"""Checksums of entries that can be added and taken away: a computer and the server compare sums, not counts.

The sum of a unit is the sum, modulo 2**64, of the checksums of its live entries; entries of types that everyone
in the county shares are summed under `SHARED`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from gridapp.domain.entry import Entry
from gridapp.domain.record import record_types

SHARED = "*"
_MODULUS = 2**64
_body = msgspec.json.Encoder(order="deterministic")


def checksum(entry: Entry) -> int:
    """64 bits over everything the server decides of an entry; 0 for a deleted one."""
    if entry.deleted:
        return 0
    head = f"{entry.id}\n{entry.seq}\n{entry.type}\n{entry.unit}\n{entry.state}\n".encode()
    return int.from_bytes(hashlib.sha256(head + _body.encode(entry.body)).digest()[:8])


def group(entry: Entry) -> str:
    """Under which name an entry is summed."""
    record = record_types().get(entry.type)
    return SHARED if record is not None and record.shared else entry.unit


def part(entry_id: str) -> int:
    """In which of 256 parts of its unit an entry lies: by the last byte of its id, which is random."""
    return int(entry_id[-2:], 16)


def add(*sums: int) -> int:
    return sum(sums) % _MODULUS


def total(sums: Iterable[int]) -> int:
    return sum(sums) % _MODULUS


def as_text(value: int) -> str:
    return f"{value:016x}"


def as_number(text: str) -> int:
    return int(text or "0", 16)
