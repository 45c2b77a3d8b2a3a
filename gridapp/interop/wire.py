"""What the program and its reading process say to each other: typed messages, each behind its length.

The program sends one `Ask` and the file's bytes; the process answers `Ready` when it runs, then any number of `Part`
and at last `Done` or `Refusal`. Nothing that comes back is ever unpickled or run: msgspec builds plain values of the
declared types and refuses all else.
"""

from __future__ import annotations

from typing import IO, Literal

import msgspec

Job = Literal["photo", "track", "table", "columns"]
"""What a file should be; each is a module of gridapp.interop.parsers."""

READ_FILE = "--read-one-file"
"""The frozen program's argument that makes it a reading process: ui/__main__.py hands over to the worker."""

MOST_FRAME = 64_000_000  # bytes of one message
_LENGTH = 4  # bytes before each message


class Limits(msgspec.Struct, frozen=True):
    """What reading one file may cost: bytes of address space, seconds of processor, seconds until an answer."""

    memory: int = 300_000_000
    cpu: int = 20
    wall: float = 60


class Ask(msgspec.Struct, frozen=True):
    """Please read `size` bytes, which follow, as a `job`; complain in `language`."""

    job: Job
    size: int
    language: str
    limits: Limits


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The process runs."""


class Part(msgspec.Struct, frozen=True, tag="part"):
    """A piece of what is in the file."""

    value: msgspec.Raw


class Refusal(msgspec.Struct, frozen=True, tag="refusal"):
    """The file cannot be read: words for a person, following its name."""

    words: str


class Done(msgspec.Struct, frozen=True, tag="done"):
    """All parts were sent."""


Answer = Ready | Part | Refusal | Done


class Unreadable(Exception):
    """Raised by a parser: `words` say what is wrong with the file and what to do, following its name."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def send(stream: IO[bytes], message: msgspec.Struct) -> None:
    data = msgspec.msgpack.encode(message)
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """The next message's bytes. Raises EOFError when there is none, or it is cut short or too long."""
    length = int.from_bytes(exactly(stream, _LENGTH), "big")
    if length > MOST_FRAME:
        raise EOFError("a message that nobody sends")
    return exactly(stream, length)


def exactly(stream: IO[bytes], size: int) -> bytes:
    """`size` bytes. Raises EOFError when there are fewer."""
    data = stream.read(size)
    if len(data) != size:
        raise EOFError(f"{len(data)} of {size} bytes")
    return data
