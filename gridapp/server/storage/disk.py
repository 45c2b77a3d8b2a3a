"""Files below a folder of the server. Several processes share it: they take turns at one upload by a locked file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from gridapp.store.files import FileStore
from gridapp.store.fsync import disk_in_words, write_durably


class Disk:
    """A `Storage` over a `FileStore`."""

    def __init__(self, files: FileStore) -> None:
        self._files = files
        self._turns = files.folder / ".turns"

    def put(self, data: bytes) -> str:
        return self._files.put(data)

    def size(self, sha: str) -> int | None:
        return self._files.size(sha)

    def read(self, sha: str) -> bytes:
        return self._files.read(sha)

    def read_range(self, sha: str, first: int, most: int) -> bytes:
        return self._files.read_range(sha, first, most)

    def arrived(self, sha: str) -> int:
        return self._files.arrived(sha)

    def append(self, sha: str, offset: int, piece: bytes) -> int:
        with self._turn(sha):
            return self._files.append(sha, offset, piece)

    def finish(self, sha: str) -> bool:
        with self._turn(sha):
            return self._files.finish(sha)

    def forget_part(self, sha: str) -> None:
        with self._turn(sha):
            self._files.forget_part(sha)

    def expire(self, drawer: str, before: datetime) -> list[str]:
        gone = [sha for sha, touched in self._files.parts(drawer) if touched < before]
        for sha in gone:
            self.forget_part(sha)
        return gone

    def probe(self) -> None:
        file = self._files.folder / ".probe"
        with disk_in_words():
            file.parent.mkdir(parents=True, exist_ok=True)
            write_durably(file, b"gridapp")
            file.unlink()

    @contextmanager
    def _turn(self, sha: str) -> Iterator[None]:
        """Nobody else, in this process or another, changes this upload meanwhile.

        256 lock files stay for good: one that is removed while another waits for it would let two in.
        """
        with disk_in_words():
            self._turns.mkdir(parents=True, exist_ok=True)
            with _locked(self._turns / sha[:2]):
                yield


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Hold the lock of `file`; the system lets go of it when a process dies."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
                    break
                except OSError:  # it gives up after ten seconds; another's turn may take longer
                    continue
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
