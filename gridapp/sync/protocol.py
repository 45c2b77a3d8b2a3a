"""What computer and server say to each other: JSON of these structs, compressed with zstd, over HTTP.

`HubProtocol` is the whole conversation as one type: the server's hub and the HTTP client both are one.
"""

from __future__ import annotations

import zlib
from typing import Any, Literal, Protocol, TypeVar

import msgspec
import zstandard

from gridapp.domain.op import GENESIS, Op

VERSION = 1
MOST_OPS = 2000
MOST_BYTES = 1_000_000  # of ops in one batch, before compression
MOST_REQUEST_BYTES = 32_000_000
MOST_PAGE_BYTES = 4_000_000  # of bodies in one page of a pull, before compression
MOST_FILE_BYTES = 20_000_000
MEDIA_TYPE = "application/json"

Outcome = Literal["stored", "same", "kept both", "held", "retry"]
T = TypeVar("T")


class Checkpoint(msgspec.Struct, frozen=True):
    """A place in the county's journal: its number, and the chain hash there, which proves its history."""

    seq: int = 0
    hash: str = GENESIS


class Enrol(msgspec.Struct, frozen=True):
    """A one-time code, the computer's name, and the device code it has been numbering with."""

    code: str
    computer: str
    device: str = ""


class Enrolled(msgspec.Struct, frozen=True):
    """Who the server says this is. `token` is the device's own secret; `device` the code in its numbers."""

    token: str
    device_id: str
    device: str
    person: str
    name: str
    role: str
    units: list[str]
    county: str


class Push(msgspec.Struct, frozen=True):
    """A frozen batch: the same id, digest and ops however often it is sent."""

    batch: str
    digest: str
    ops: list[Op]
    checkpoint: Checkpoint


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to one op. `detail` of a held one: {"code", "title", "message", "fields"}; of one that was kept
    beside another's: {"values": {field: {"mine", "theirs"}}}."""

    op: str
    outcome: Outcome
    seq: int = 0
    detail: dict[str, Any] = {}


class PushAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the journal was before and is after the batch: a receipt, and a checkpoint.

    `exact` says that every accepted value stands as it was sent, so that a computer which knew everything up to
    `before` now knows everything up to `after` without pulling its own echo.
    """

    before: Checkpoint
    after: Checkpoint
    verdicts: list[Verdict]
    exact: bool = False
    diverged: Checkpoint | None = None


class Pull(msgspec.Struct, frozen=True):
    checkpoint: Checkpoint
    limit: int = MOST_OPS


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry as the server has it now; `seq` is the journal number that last changed it."""

    id: str
    type: str
    number: str
    unit: str
    author: str
    author_name: str
    state: str
    recorded_at: str
    seq: int
    body: dict[str, Any]
    schema: int = 1
    deleted: bool = False


class PullAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Rows in order of their numbers, ids of entries this person no longer sees, and how far this goes.

    `diverged` is set instead when the server does not have the history the computer knows: the highest
    checkpoint that both have.
    """

    rows: list[Row]
    gone: list[str]
    to: Checkpoint
    more: bool = False
    diverged: Checkpoint | None = None


class Receipt(msgspec.Struct, frozen=True):
    """The server's word that it holds this file, checked against its name."""

    sha: str
    size: int
    at: str


class Failure(msgspec.Struct, frozen=True):
    """Every answer that is not a success: for a person to read."""

    title: str
    message: str
    code: str = ""


class HubProtocol(Protocol):
    """The conversation. Repeating any step is harmless."""

    def push(self, push: Push) -> PushAnswer: ...
    def pull(self, pull: Pull) -> PullAnswer: ...
    def upload_offset(self, sha: str, size: int) -> int: ...
    def upload(self, sha: str, offset: int, piece: bytes) -> int: ...
    def receipt(self, sha: str) -> Receipt: ...
    def download(self, sha: str, offset: int, most: int) -> bytes: ...


def pack(message: msgspec.Struct) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(message))


def unpack(data: bytes, encoding: str, kind: type[T], most: int = MOST_REQUEST_BYTES) -> T:
    """Decode and check the types. Raises ValueError when it is not what it should be, or unpacks to too much."""
    try:
        if encoding == "zstd":
            with zstandard.ZstdDecompressor().stream_reader(data) as reader:
                data = reader.read(most + 1)
        elif encoding == "gzip":
            data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, most + 1)
        if len(data) > most:
            raise ValueError("too large")
        return msgspec.json.decode(data, type=kind)
    except (zstandard.ZstdError, zlib.error, msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
