"""The county's server as a child process: `python -m tests.bench.server HOME [profile]`, ended by SIGTERM.

Runs the program's own command line; prints its address, and at the end a JSON line of what it took.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

from gridapp.cli.main import main as command_line
from tests.bench.children import ROOT, peak_mb
from tests.bench.profiling import Profiles


class Server:
    """The parent's side: a running server; `end()` gives its peak memory in MB, its CPU seconds and profile."""

    def __init__(self, home: Path, profile: bool = False) -> None:
        command = [sys.executable, "-m", "tests.bench.server", str(home), *(["profile"] if profile else [])]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError("the server did not start")
        deadline = time.monotonic() + 30
        while not self._answers():
            if time.monotonic() > deadline:
                raise RuntimeError("the server does not answer")
            time.sleep(0.02)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.end()

    def end(self) -> dict[str, Any]:
        self._process.send_signal(signal.SIGTERM)
        assert self._process.stdout is not None
        said = self._process.stdout.read()
        self._process.wait()
        self._process.stdout.close()
        found: dict[str, Any] = json.loads(said.splitlines()[-1])
        return found

    def peak_mb(self) -> float:
        return peak_mb(self._process.pid)

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/v1/hello", timeout=5).ok
        except requests.RequestException:
            return False


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn stops at it, and raises it once more afterwards
    profiles = Profiles() if "profile" in sys.argv[2:] else None
    if profiles:
        profiles.start()
    before = os.times()
    status = command_line(["--home", sys.argv[1], "server", "run", "--port", "0"])
    spent = os.times()
    took = {"peak_mb": peak_mb(), "cpu": spent.user + spent.system - before.user - before.system}
    print(json.dumps({**took, "profile": profiles.finish() if profiles else ""}), flush=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
