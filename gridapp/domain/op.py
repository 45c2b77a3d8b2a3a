"""An op: one accepted act on one entry, and what it does. Ops of a device form a hash chain.

State-based: an op carries the new values, so that doing it twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal, get_args

import msgspec

from gridapp.domain.entry import Author, Entry

GENESIS = "0" * 64
"""The hash before the first op of a device, and before the first line of a journal."""

Kind = Literal["add", "set", "move", "delete", "settle", "release", "return"]
KINDS: tuple[str, ...] = get_args(Kind)
RULINGS = ("settle", "release", "return")
"""Ops that change no entry: they decide about another op, which the server held or kept beside a value."""


class Op(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`n` counts the device's ops from 1; each is chained to the one before (see `chain`).

    `base` is the journal number of the entry's row as the author saw it; `seen` the values the author saw in
    those fields whose kinds can merge both sides; `at` the device's time, shown but never used to order.
    `number`, `unit` and `recorded_at` come with an add; `move` and `to` (the state it leads to) with a move.
    `settles` names the op whose matter this one decides; `words` are a supervisor's, by field, "" for the whole.
    """

    id: str
    n: int
    entry: str
    type: str
    kind: str  # one of KINDS, or one that only a newer program knows
    at: str
    author: str
    author_name: str
    base: int = 0
    schema: int = 1
    fields: dict[str, Any] = {}
    seen: dict[str, Any] = {}
    number: str = ""
    unit: str = ""
    recorded_at: str = ""
    move: str = ""
    to: str = ""
    settles: str = ""
    words: dict[str, str] = {}

    def encoded(self) -> bytes:
        """The canonical JSON: what is kept, sent and hashed, byte for byte."""
        return _encoder.encode(self)


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Op)


def decoded(data: str | bytes | msgspec.Raw) -> Op:
    """The op that `data` is the JSON of; members that only a newer program knows are passed over.

    Raises msgspec.DecodeError for what is no op.
    """
    return _decoder.decode(data)


class _Envelope(msgspec.Struct):
    """As much of an op as has to be there for people to be told about it."""

    id: str
    entry: str = ""
    type: str = ""
    author: str = ""
    author_name: str = ""


def understood(data: str | bytes) -> Op:
    """What can be understood of somebody's op: the whole, or who did something to which entry (kind ""), or nothing
    but an empty op."""
    try:
        return decoded(data)
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        known = msgspec.json.decode(data, type=_Envelope)
    except (msgspec.DecodeError, RecursionError):
        known = _Envelope("")
    return Op(
        id=known.id, n=0, entry=known.entry, type=known.type, kind="", at="",
        author=known.author, author_name=known.author_name,
    )  # fmt: skip


def digest_of(data: bytes | msgspec.Raw) -> str:
    """SHA-256 of an op's JSON as it was written, hex. Over the bytes, so that it also holds for newer programs."""
    return hashlib.sha256(data).hexdigest()


def digest_of_all(hashes: Iterable[str]) -> str:
    """What names a batch's content: SHA-256 over the hashes of its ops in order, hex."""
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


def chain(previous: str, digest: str) -> str:
    """The next hash of a journal, or of a device's log: SHA-256 of the previous hash and the digest of what is
    added, hex."""
    return hashlib.sha256(bytes.fromhex(previous) + bytes.fromhex(digest)).hexdigest()


def apply(entry: Entry | None, op: Op) -> Entry | None:
    """`entry` after `op`. An op on an entry that is not there yet changes nothing, nor does a ruling, nor a kind
    that only a newer program knows."""
    if op.kind == "add":
        return entry or added(op, Author(op.author, op.author_name))
    if entry is None or op.kind not in ("set", "move", "delete"):
        return entry
    if op.kind == "delete":
        return replace(entry, deleted=True)
    body = {**entry.body, **op.fields}
    return replace(
        entry,
        body={name: value for name, value in body.items() if value is not None},
        state=op.to or entry.state,
        unit=op.unit or entry.unit,
        schema=max(entry.schema, op.schema),
        deleted=False,
    )


def added(op: Op, author: Author, seq: int = 0) -> Entry:
    """The entry that an add makes."""
    return Entry(
        id=op.entry,
        type=op.type,
        number=op.number,
        unit=op.unit,
        author=author,
        state=op.to,
        recorded_at=op.recorded_at,
        body={name: value for name, value in op.fields.items() if value is not None},
        seq=seq,
        schema=op.schema,
    )
