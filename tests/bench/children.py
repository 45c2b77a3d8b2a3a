"""Child processes of a benchmark, spoken to in JSON lines: what is measured never shares a process with anything.

Plain Python only: the child that runs a peer's program knows nothing of ours.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Answer = dict[str, Any]


class Child:
    """A process that answers one JSON line to each JSON line, until its input ends."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """`command` is what follows the interpreter's name, unless it begins with a path."""
        whole = command if os.sep in command[0] else [sys.executable, *command]
        self._process = subprocess.Popen(
            whole,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env={**os.environ, **(env or {})},
        )

    def tell(self, *words: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Answer:
        """The next answer: what the command gave, with "seconds" and "cpu" it took, "began" and "ended" on the
        machine's clock, and "peak_mb" of the process so far. Raises RuntimeError when the child died."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"a child ended early ({self._process.wait()}): {self._process.args!r}")
        found: Answer = json.loads(line)
        return found

    def ask(self, *words: Any) -> Answer:
        self.tell(*words)
        return self.answer()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def obey(commands: Mapping[str, Callable[..., Answer | None]]) -> None:
    """The child's side: carry out each line of the input. What others print goes to the error stream."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        began, cpu = time.monotonic(), time.process_time()
        given = commands[name](*arguments) or {}
        ended = time.monotonic()
        times = {"seconds": ended - began, "began": began, "ended": ended, "cpu": time.process_time() - cpu}
        print(json.dumps({**times, **given, "peak_mb": peak_mb()}), file=answers, flush=True)


def peak_mb(process: int | str = "self") -> float:
    """The most memory a process ever held, in MB; 0 where the system does not say (only Linux does here)."""
    try:
        lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM")), 0.0)


def cpu_seconds(process: int) -> float:
    """The CPU time of a running process so far; 0 where the system does not say (only Linux does here)."""
    try:
        words = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
