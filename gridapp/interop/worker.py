"""The reading process: one file in on standard input, its content out on standard output, then the end.

It leads its one parser through small samples, so that everything is loaded, shuts itself in (gridapp.interop.cage), and
only then takes the file.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NoReturn

import msgspec

from gridapp.i18n import tr, use_language
from gridapp.interop.cage import shut_in
from gridapp.interop.wire import Ask, Done, Part, Ready, Refusal, Unreadable, exactly, receive, send


def main() -> NoReturn:
    """Read one file and leave. What a parser does not foresee ends the process without a Done."""
    source, out = sys.stdin.buffer, sys.stdout.buffer
    ask = msgspec.msgpack.decode(receive(source), type=Ask)
    use_language(ask.language)
    parser = importlib.import_module(f"gridapp.interop.parsers.{ask.job}")
    read: Callable[[bytes], Iterator[Any]] = parser.read
    for sample in parser.samples():
        with suppress(Unreadable):
            for value in read(sample):
                msgspec.msgpack.encode(value)
    send(out, Ready())
    shut_in(ask.limits)
    code = 1
    try:
        for value in read(exactly(source, ask.size)):
            send(out, Part(msgspec.Raw(msgspec.msgpack.encode(value))))
        send(out, Done())
        code = 0
    except Unreadable as unreadable:
        send(out, Refusal(unreadable.words))
    except MemoryError:
        send(out, Refusal(tr("needs more memory than a file of its kind may")))
    finally:
        os._exit(code)  # nothing is left to tidy; whoever started this holds the only end of the pipe
