"""Reading a file that comes from outside, in a process of its own that can do nothing else.

One file, one process: it is started for the file, told its limits, and ended with the file, so that nothing of it
stays in memory and nothing it may have done to its reader touches the next. Whatever happens in there, here it is a
value of the declared type or a BadFile that names the file.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import IO, TypeVar

import msgspec

from gridapp.domain.errors import BadFile, WorldFailed
from gridapp.i18n import language, tr
from gridapp.interop.wire import (
    READ_FILE,
    Answer,
    Ask,
    Done,
    Job,
    Limits,
    Part,
    Ready,
    Refusal,
    Unreadable,
    receive,
    send,
)

T = TypeVar("T")

MOST_ANSWER = 200_000_000  # bytes of all parts together
_START = "import sys; sys.path[:] = sys.argv[1:]; from gridapp.interop.worker import main; main()"


def read_in_child(job: Job, name: str, data: bytes, part: type[T], limits: Limits | None = None) -> list[T]:
    """The parts of type `part` that the parser of `job` finds in `data`. Raises BadFile or WorldFailed.

    `name` is the file's name for the person; it is never used as a path.
    """
    limits = limits or Limits()
    try:
        with _reader(limits) as (to_child, from_child):
            _hand_over(to_child, Ask(job, len(data), language(), limits), data)
            return list(_parts(from_child, part))
    except Unreadable as unreadable:
        raise BadFile(name, unreadable.words) from None


@contextmanager
def _reader(limits: Limits) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """A reading process that has said it runs; it is gone when the block is left. Raises WorldFailed."""
    try:
        process = subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if "PASSWORD" not in name},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise _not_started(str(error)) from error
    assert process.stdin is not None
    assert process.stdout is not None
    clock = Timer(limits.wall, process.kill)
    clock.start()
    try:
        yield process.stdin, process.stdout
    finally:
        clock.cancel()
        process.kill()
        with suppress(BrokenPipeError):  # it did not want all of the file
            process.stdin.close()
        process.stdout.close()
        process.wait()


def _command() -> list[str]:
    """This very program, as its own reader; a frozen one has no interpreter to be given code."""
    if getattr(sys, "frozen", False):
        return [sys.executable, READ_FILE]
    root = str(Path(__file__).parents[2])
    return [sys.executable, "-I", "-S", "-c", _START, root, *sys.path]


def _hand_over(stream: IO[bytes], ask: Ask, data: bytes) -> None:
    with suppress(BrokenPipeError):  # it ended early; what it said, or did not say, comes next
        send(stream, ask)
        stream.write(data)
        stream.flush()


def _parts(stream: IO[bytes], part: type[T]) -> Iterator[T]:
    """What the process sends, up to its Done. Raises Unreadable, or WorldFailed when it never ran."""
    answers, values = msgspec.msgpack.Decoder(Answer), msgspec.msgpack.Decoder(part)
    ready, total = False, 0
    try:
        while True:
            frame = receive(stream)
            total += len(frame)
            answer = answers.decode(frame)
            if isinstance(answer, Done):
                return
            if isinstance(answer, Refusal):
                raise Unreadable(answer.words)
            if isinstance(answer, Ready):
                ready = True
            elif isinstance(answer, Part):
                if total > MOST_ANSWER:
                    raise Unreadable(tr("holds more than can be taken in at once; please divide it"))
                yield values.decode(answer.value)
    except (EOFError, msgspec.MsgspecError, RecursionError, ValueError) as error:
        if not ready:
            raise _not_started(str(error)) from error
        raise Unreadable(
            tr(
                "could not be read within the limits for a file: it is damaged, far too large or made to do harm"
            )
        ) from error


def _not_started(words: str) -> WorldFailed:
    return WorldFailed(
        tr("The file could not be looked at"),
        tr("The program could not start the part of itself that reads files. Please try again. ({words})",
           words=words),
    )  # fmt: skip
