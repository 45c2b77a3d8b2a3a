"""Processes to be killed, cut and misled: forked from one warm parent, held at a gate until a tracer is attached."""

from __future__ import annotations

import ctypes
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.table import Missing

PATIENCE = 120  # seconds after which a process counts as hung: that, too, is a failure
_ANY_TRACER = 0x59616D61, ctypes.c_ulong(-1)  # prctl: this process may be traced by any other of ours

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.faults.warm"])


class Hung(Exception):
    """A process did not do in time what it should."""


class Lines:
    """What a victim said, outside of the product: a file of JSON, one line per promise made to a person.

    Written with writev, which no row injects faults into, so that an acknowledgement is never itself the victim.
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    def say(self, **words: Any) -> None:
        handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            os.writev(handle, [json.dumps(words, ensure_ascii=False).encode() + b"\n"])
        finally:
            os.close(handle)

    def read(self) -> list[dict[str, Any]]:
        if not self.file.is_file():
            return []
        return [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]


class Job:
    """One process doing `work(gate, *args)` after `go()`. `gate` is its end of a pipe to whoever started it."""

    def __init__(self, work: Callable[..., Any], *args: Any) -> None:
        self.gate, inner = _processes.Pipe()
        self._process = _processes.Process(target=_enter, args=(inner, work, args), daemon=True)
        self._process.start()
        inner.close()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    def go(self) -> Job:
        self.gate.send("go")
        return self

    def answer(self) -> Any:
        """The next thing the process sends. Raises Hung, or EOFError when it ended without a word."""
        if not self.gate.poll(PATIENCE):
            raise Hung(f"no answer in {PATIENCE} s")
        return self.gate.recv()

    def result(self) -> Any:
        """What `work` gave; an exception in it is raised here, in words."""
        kind, value = self.answer()
        self.end()
        if kind == "broke":
            raise RuntimeError(value)
        return value

    def end(self, by: signal.Signals | None = None) -> int:
        """Wait until it has ended (after sending it `by`); gives its exit code, negative for a signal."""
        if by is not None and self._process.is_alive():
            os.kill(self.pid, by)
        self._process.join(PATIENCE)
        if self._process.exitcode is None:
            os.kill(self.pid, signal.SIGKILL)
            self._process.join(PATIENCE)
            raise Hung(f"did not end in {PATIENCE} s")
        self.gate.close()
        return self._process.exitcode


def done(work: Callable[..., Any], *args: Any) -> Any:
    """Do `work` in a process of its own and give its result."""
    return Job(work, *args).go().result()


def _enter(gate: Any, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
    ctypes.CDLL(None).prctl(*_ANY_TRACER, 0, 0, 0)
    gate.recv()
    try:
        answer = ("gave", work(gate, *args))
    except Exception:
        answer = ("broke", traceback.format_exc())
    gate.send(answer)


def require_strace() -> str:
    """The tracer's path. Raises Missing."""
    found = shutil.which("strace")
    if found is None:
        raise Missing("strace is not installed; on Debian: apt-get install strace")
    return found


@contextmanager
def traced(pid: int, *options: str) -> Iterator[Path]:
    """strace on the process and all its threads while the block lasts; gives the file of its records."""
    handle, name = tempfile.mkstemp(prefix="strace-")
    os.close(handle)
    command = [require_strace(), "-f", "-p", str(pid), "-o", name, *options]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    try:
        words = tracer.stderr.readline()
        if "attached" not in words:
            raise Missing(f"strace cannot attach to a process here: {words.strip()}")
        yield Path(name)
    finally:
        tracer.terminate()
        tracer.stderr.close()
        tracer.wait(PATIENCE)
        os.unlink(name)


def until(true: Callable[[], bool], what: str) -> None:
    """Wait for a condition. Raises Hung."""
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise Hung(f"{what} took more than {PATIENCE} s")
        time.sleep(0.002)
