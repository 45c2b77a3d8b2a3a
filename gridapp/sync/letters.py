"""What is sealed in a packet: the messages of a round, as they would go over the wire, and the answers to them.

Format: four bytes for the length of the message, the message (see `protocol.pack`), then the bytes of its files one
after the other, in the order in which it names them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from gridapp.sync import protocol
from gridapp.sync.packets import altered
from gridapp.sync.protocol import Checkpoint, Failure, Pull, PullAnswer, Push, PushAnswer, Receipt

MOST_WORDS = 24_000_000
"""Bytes of ops in a letter, and of rows in a reply, from which on no more are put in."""
_MOST_MESSAGE = 3 * MOST_WORDS
_LENGTH = 4


class Enclosed(msgspec.Struct, frozen=True):
    """A file that comes along, by its SHA-256."""

    sha: str
    size: int


class Letter(msgspec.Struct, frozen=True, omit_defaults=True):
    """From a computer. `token` proves who sends it, `device` is where the answer goes, `reply_to` the key (X25519, hex)
    that it is to be sealed to. `pushes` are frozen batches in their order; `pull` is asked once they are settled, from
    the checkpoint before them; `known` are places of the journal, for a server that was set back; `wanted` names files
    of others."""

    token: str
    device: str
    reply_to: str
    pull: Pull
    pushes: list[Push] = []
    known: list[Checkpoint] = []
    wanted: list[str] = []
    files: list[Enclosed] = []


class Pushed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a batch: the server's answer, or why it did not take it."""

    batch: str
    answer: PushAnswer | None = None
    refused: Failure | None = None


class Page(msgspec.Struct, frozen=True):
    """A page of the journal with the question that it answers."""

    asked: Pull
    answer: PullAnswer


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """From the server, or only why it does not deal with this computer. What the letter held beyond the last of
    `pushed` was not looked at."""

    common: Checkpoint = Checkpoint()
    pushed: list[Pushed] = []
    pages: list[Page] = []
    receipts: list[Receipt] = []
    files: list[Enclosed] = []
    refused: Failure | None = None


T = TypeVar("T", Letter, Reply)


def enclosed(files: Mapping[str, bytes]) -> list[Enclosed]:
    return [Enclosed(sha, len(data)) for sha, data in files.items()]


def pack(message: Letter | Reply, files: Iterable[bytes]) -> bytes:
    """`files` are the bytes of those that the message names, in the same order."""
    words = protocol.pack(message)
    return b"".join([len(words).to_bytes(_LENGTH), words, *files])


def unpack(contents: bytes, kind: type[T]) -> tuple[T, dict[str, bytes]]:
    """The message, and each of its files by its SHA-256. Raises Refused when it is not what it should be."""
    end = _LENGTH + int.from_bytes(contents[:_LENGTH])
    try:
        message = protocol.unpack(contents[_LENGTH:end], "zstd", kind, _MOST_MESSAGE)
    except ValueError as error:
        raise altered() from error
    files: dict[str, bytes] = {}
    for each in message.files:
        data = contents[end : end + max(each.size, 0)]
        if hashlib.sha256(data).hexdigest() != each.sha:
            raise altered()
        files[each.sha] = data
        end += len(data)
    if end != len(contents):
        raise altered()
    return message, files
