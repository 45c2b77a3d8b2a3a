"""Anki's own sync server and collections, measured beside ours: notes with the very text of our records.

Anki is a separate program under its own licence (AGPL); it is never part of ours, only run beside it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from gridapp.domain.org import Org, shipped_units
from gridapp.domain.world import World
from tests.bench import made_up
from tests.bench.children import ROOT, Child, cpu_seconds

FIELDS = 15


class AnkiSite:
    """Anki's server and collections as folders, by state as in `sites`."""

    def __init__(self, folder: Path, python: str, users: int) -> None:
        self._folder = folder
        self._python = python
        self._users = users
        self._now = folder / "now"
        self.notes = folder / "notes.jsonl"
        self.url = ""
        self.server_cpu = 0.0  # seconds of the server that ended last

    def write_notes(self, count: int) -> float:
        """Make up as many notes; gives the mean size of a record's JSON in bytes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        world, dice, size = World(Org(shipped_units()), lambda: datetime.now(UTC)), random.Random(1), 0
        with self.notes.open("w", encoding="utf-8") as file:
            for _ in range(count):
                body = made_up.stored(dice, world)
                size += len(compact(body).encode())
                fields = [f"{compact(name)}:{compact(value)}" for name, value in body.items()]
                assert len(fields) == FIELDS
                file.write(compact(fields) + "\n")
        return size / count

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Anki's server on what was brought, at `url`, while the block lasts."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        base = self._now / "server"
        base.mkdir(parents=True, exist_ok=True)
        users = {f"SYNC_USER{number + 1}": f"u{number}:u{number}" for number in range(self._users)}
        place = {"SYNC_BASE": str(base), "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port)}
        env = {**os.environ, **users, **place, "RUST_LOG": "error"}
        server = subprocess.Popen([self._python, "-m", "anki.syncserver"], cwd=ROOT, env=env)
        before = 0.0
        try:
            _wait_for(port)
            before = cpu_seconds(server.pid)
            self.url = f"http://127.0.0.1:{port}"
            yield
        finally:
            self.server_cpu = cpu_seconds(server.pid) - before
            server.terminate()
            server.wait()

    def collection(self, name: str, user: int = 0, url: str = "") -> Child:
        """One computer's collection, opened and signed in, through `url` where a relay counts."""
        file = self._now / f"{name}.anki2"
        child = Child(
            [self._python, "-m", "tests.bench.anki_computer", str(file), url or self.url, f"u{user}"]
        )
        child.ask("ready")
        return child

    def has(self, state: str) -> bool:
        return (self._folder / state).exists()

    def bring(self, state: str) -> None:
        shutil.rmtree(self._now, ignore_errors=True)
        shutil.copytree(self._folder / state, self._now)
        os.sync()

    def keep(self, state: str) -> None:
        shutil.rmtree(self._folder / state, ignore_errors=True)
        self._now.rename(self._folder / state)

    def make_start(self, count: int, each: int, crowd: int) -> None:
        """User 0 with a pusher and a reader in step with the server, and one more user for each of the crowd;
        then notes made offline."""
        with self.serving():
            for user in range(1, crowd + 1):
                self._fill(f"crowd-{user}", user, (user - 1) * each, each)
            self._fill("pusher", 0, 0, count, reader="reader")
        self.keep("start")

    def _fill(self, name: str, user: int, first: int, count: int, reader: str = "") -> None:
        with self.collection(name, user) as child:
            child.ask("define", FIELDS)
            child.ask("upload")
            child.ask("reopen")
            if reader:
                with self.collection(reader, user) as other:
                    other.ask("download")
                    other.ask("reopen")
                    other.ask("close")
            child.ask("add", str(self.notes), first, count)
            child.ask("close")


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
