"""What computer and server say to each other: JSON of these structs, compressed with zstd, over HTTP.

`HubProtocol` is the whole conversation as one type: the server's hub and the HTTP client both are one.

Version 2 added tips, cuts, matters, grants, receipts and comparisons. Members that the other side does not know
are passed over, those it does not send have defaults, so a program talks to those one version before and after
it. Version 1 was a development state; its servers cannot read what is sent today, and are told apart by words.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Protocol, TypeVar

import msgspec
import zstandard

from gridapp.domain.op import GENESIS

VERSION = 2
MOST_OPS = 2000
MOST_BYTES = 1_000_000  # of ops in one batch, before compression
MOST_OP_BYTES = 1_000_000  # of one op
MOST_PAGE_ROWS = 5000
MOST_CHECKPOINTS = 64
MOST_OWN = 64
MOST_MARKS = 400  # of days in one answer
WAIT_SECONDS = 25  # how long a request for news may stay open
MOST_REQUEST_BYTES = 32_000_000
MOST_PAGE_BYTES = 4_000_000  # of bodies in one page of a pull, before compression
MOST_FILE_BYTES = 20_000_000
FIRST_MARK, LAST_MARK = "X-GridApp", "X-Whole"  # headers around the head of every answer: see server.marks
TAKEN_OFF = "taken-off"  # the code of a failure: the computer is off the list
WAITING = "waiting"  # another: nobody has approved the computer yet
MEDIA_TYPE = "application/json"
CONFIRMATION_NEEDED = "totp"

Outcome = Literal["stored", "same", "kept both", "held", "retry"]
T = TypeVar("T")


Number = Annotated[int, msgspec.Meta(ge=0, lt=2**62)]
"""Of a line of a journal: what every database can count to."""


class Checkpoint(msgspec.Struct, frozen=True):
    """A place in the county's journal: its number, and the chain hash there, which proves its history."""

    seq: Number = 0
    hash: str = GENESIS


class Enrol(msgspec.Struct, frozen=True):
    """A one-time code, the computer's name, the device code it has been numbering with, and the public half of the
    computer's key (Ed25519, hex); `totp` is the time-based code where the server wants one."""

    code: str
    computer: str
    device: str = ""
    totp: str = ""
    key: str = ""


class Renew(msgspec.Struct, frozen=True, omit_defaults=True):
    """The public half of the key that the computer will have when it is one of its own."""

    key: str = ""


class KeepRecovery(msgspec.Struct, frozen=True):
    """A device's secret for the day its person forgets their password (32 bytes, hex), called by its `mark`; `before`
    is the mark of the one that is still in use until this one is taken into use."""

    mark: str
    secret: str
    before: str = ""


class Recover(msgspec.Struct, frozen=True):
    """A one-time code for the secret that this device calls by its `mark`; `totp` as in `Enrol`."""

    code: str
    device: str
    mark: str
    totp: str = ""


class Recovered(msgspec.Struct, frozen=True):
    """The secret (32 bytes, hex)."""

    secret: str


class Enrolled(msgspec.Struct, frozen=True):
    """Who the server says this is. `token` is the device's own secret; `device` the code in its numbers;
    `server_key` what the server's receipts are signed with (Ed25519, hex), `courier_key` what packets to it are
    sealed to (X25519, hex)."""

    token: str
    device_id: str
    device: str
    person: str
    name: str
    role: str
    units: list[str]
    county: str
    server_key: str = ""
    courier_key: str = ""


class Grant(msgspec.Struct, frozen=True):
    """What the server says a person may do and see: a role, and the units whose subtrees are theirs."""

    name: str
    role: str
    units: list[str]


def grant_digest(grant: Grant) -> str:
    """What a computer and the server compare instead of the grant itself: 16 hex digits."""
    return hashlib.sha256(msgspec.json.encode([grant.name, grant.role, sorted(grant.units)])).hexdigest()[:16]


class SignedGrant(msgspec.Struct, frozen=True):
    """The JSON of an `OfflineGrant`, and the server's signature over it."""

    data: str
    signature: str


class Push(msgspec.Struct, frozen=True, omit_defaults=True):
    """A frozen batch: the same id, digest and ops however often it is sent.

    `ops` are the JSON of each op, byte for byte as they were hashed. `tip` is the id of the batch that this device
    sent last before this one (None from a version that keeps none); `cut`, after a restore, the journal number
    beyond which the bases of these ops mean nothing; `sent_at` the device's clock. `checkpoint` is the newest
    place of the journal that the computer was shown. `signature` is by the computer's `key` (its public half) over
    all of this (see `sync.heads`); both are "" from a version that has none.
    """

    batch: str
    digest: str
    ops: list[msgspec.Raw]
    checkpoint: Checkpoint
    tip: str | None = None
    cut: int | None = None
    sent_at: str = ""
    key: str = ""
    signature: str = ""


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to one op. `detail` of a held one: {"code", "title", "message", "fields"}; of one that was kept
    beside another's: {"values": {field: {"mine", "theirs"}}, "by", "revived"}."""

    op: str
    outcome: Outcome
    seq: int = 0
    detail: dict[str, Any] = {}


class PushAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the journal was before and is after the batch, and what became of each op. An op that is not among
    `verdicts` was stored, with the number after the one before it (see `sync.unsaid`).

    `exact` says that every accepted value stands as it was sent, so that a computer which knew everything up to
    `before` now knows everything up to `after` without pulling its own echo; `whole` that nobody else had changed
    those entries unseen either, so that each is as its author has it, whatever lies between the cursor and `before`.
    `receipt` is the JSON of a `BatchReceipt` and `signature` the server's over it.

    Nothing was done when `diverged` (the server does not have the history that the computer knows) or when `tip`
    is given: the batch that this device sent last, as far as the server knows.
    """

    before: Checkpoint
    after: Checkpoint
    verdicts: list[Verdict]
    exact: bool = False
    diverged: Checkpoint | None = None
    tip: str | None = None
    receipt: str = ""
    signature: str = ""
    whole: bool = False


class BatchReceipt(msgspec.Struct, frozen=True):
    """The server's word that it holds a batch: `digest` is over the hashes of its ops, `hash` the county journal's
    chain at `seq`, `held` the ops that wait on the server; `skew` is by how many seconds the device was ahead."""

    county: str
    device: str
    batch: str
    digest: str
    seq: int
    hash: str
    at: str
    skew: int
    held: list[str]


class Pull(msgspec.Struct, frozen=True, omit_defaults=True):
    """From `checkpoint` on. `proof` is a later place of the journal that the computer was shown, by the answer to
    a push; `news` counts what it knows of matters; `grant` is the digest of the rights it knows; `own` are ranges of
    numbers beyond the checkpoint that are the computer's own work and need not come back, at most `MOST_OWN`;
    `offline` asks for a new offline grant."""

    checkpoint: Checkpoint
    limit: int = MOST_PAGE_ROWS
    proof: Checkpoint | None = None
    tip: str | None = None
    news: int = 0
    grant: str = ""
    own: list[tuple[Number, Number]] = []
    offline: bool = False


class Matter(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a person concerned is told of an op that people must decide about (see `store.attention.News`)."""

    op: str
    kind: str
    side: str
    state: str
    at: str
    data: str
    detail: dict[str, Any] = {}
    seq: int = 0
    by: str = ""


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
    """Rows in order of their numbers, ids of entries this person no longer sees, how far this goes; and, where the
    computer does not know them yet, the matters and the rights of its person; `offline` where it was asked for.
    `diverged` and `tip` as in a push.
    """

    rows: list[Row]
    gone: list[str]
    to: Checkpoint
    more: bool = False
    diverged: Checkpoint | None = None
    tip: str | None = None
    matters: list[Matter] = []
    news: int = 0
    grant: Grant | None = None
    offline: SignedGrant | None = None


class Compare(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a computer that is in step at `checkpoint` holds: per unit, the checksum of its entries; and the ids of
    those `strays` that a restored server did not have when they were looked for; `only_strays` asks for nothing
    else."""

    checkpoint: Checkpoint
    sums: dict[str, str]
    strays: list[str] = []
    only_strays: bool = False


class Compared(msgspec.Struct, frozen=True, omit_defaults=True):
    """The units whose checksum differs: for each, the checksums of its parts by the part's number (see
    `domain.checksum.part`); the strays that are `gone` from the person's sight. `moved` says that the journal has
    moved on: pull first."""

    parts: dict[str, dict[int, str]] = {}
    gone: list[str] = []
    moved: bool = False


class Refetch(msgspec.Struct, frozen=True):
    """The parts of a unit to be sent whole."""

    checkpoint: Checkpoint
    unit: str
    parts: list[int]


class Refetched(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything of `parts`, as many of those asked for as one answer carries, and at least one. What is not among
    `rows` is not there (any more)."""

    rows: list[Row] = []
    parts: list[int] = []
    moved: bool = False


class Snapshot(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a new computer starts from: chunks, each a zstd-packed list of rows named by its SHA-256; everything up
    to `at` is in them. No chunks: pulling from the start is as good, unless it is `in_the_making`: ask again."""

    at: Checkpoint
    chunks: list[Chunk] = []
    in_the_making: bool = False


class Chunk(msgspec.Struct, frozen=True):
    sha: str
    bytes: int
    rows: int


class News(msgspec.Struct, frozen=True):
    """The newest number of the county's journal."""

    seq: int


class DayMark(msgspec.Struct, frozen=True):
    """Where both chains of a county stood when somebody first asked on a day, by the server's clock: the journal and
    the audit log. `n` counts these marks, `before` is the SHA-256 of the data of the one before, "" for the first."""

    county: str
    n: int
    day: str
    at: str
    journal: Checkpoint
    audit: Checkpoint
    before: str


class SignedMark(msgspec.Struct, frozen=True):
    """The JSON of a `DayMark`, and the server's signature over it: kept as it came, so that it stays a proof."""

    data: str
    signature: str


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """The server's word that it holds this file, checked against its name; `signature` is over the rest."""

    sha: str
    size: int
    at: str
    county: str = ""
    signature: str = ""


class SealingKey(msgspec.Struct, frozen=True):
    """What packets to the server are sealed to (X25519, hex), and the server's signature over it."""

    key: str
    signature: str


class Failure(msgspec.Struct, frozen=True):
    """Every answer that is not a success: for a person to read. `code` is "refused" for what was asked wrongly,
    `CONFIRMATION_NEEDED` where a time-based code is wanted as well, `TAKEN_OFF` or `WAITING` for a computer whose work
    is taken and put aside, and that is told nothing."""

    title: str
    message: str
    code: str = ""


class HubProtocol(Protocol):
    """The conversation. Repeating any step is harmless."""

    def push(self, push: Push) -> PushAnswer: ...
    def pull(self, pull: Pull) -> PullAnswer: ...
    def common(self, known: Sequence[Checkpoint]) -> Checkpoint: ...
    def renew(self, key: str) -> Enrolled: ...
    def keep_recovery(self, asked: KeepRecovery) -> None: ...
    def compare(self, compare: Compare) -> Compared: ...
    def refetch(self, refetch: Refetch) -> Refetched: ...
    def snapshot(self) -> Snapshot: ...
    def chunk(self, sha: str) -> list[Row]: ...
    def day_marks(self, since: int) -> list[SignedMark]: ...
    def sealing_key(self) -> SealingKey: ...
    def carry(self, packet: bytes) -> bytes: ...
    def wait(self, seq: int) -> int: ...
    def upload_offset(self, sha: str, size: int) -> int: ...
    def upload(self, sha: str, offset: int, piece: bytes) -> int: ...
    def receipt(self, sha: str) -> Receipt: ...
    def download(self, sha: str, offset: int, most: int) -> bytes: ...


class TooMuch(ValueError):
    """A message unpacks to more than anybody sends."""


def pack(message: object) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(message))


def unpack(data: bytes, encoding: str, kind: type[T], most: int = MOST_REQUEST_BYTES) -> T:
    """Decode and check the types. Raises ValueError when it is not what it should be, TooMuch when it is too large."""
    try:
        if encoding == "zstd":
            with zstandard.ZstdDecompressor().stream_reader(data) as reader:
                data = reader.read(most + 1)
        elif encoding == "gzip":
            data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, most + 1)
        if len(data) > most:
            raise TooMuch(f"more than {most} bytes")
        return msgspec.json.decode(data, type=kind)
    except (zstandard.ZstdError, zlib.error, msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
