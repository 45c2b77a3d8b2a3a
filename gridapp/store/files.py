"""Photos and other files, named by the SHA-256 of their content and sealed with the store's key."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag

from gridapp.domain.errors import NotFound, WorldFailed
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.store.fsync import Fsync, disk_in_words, fsync_folder, write_durably
from gridapp.store.parts import Part
from gridapp.store.seal import PIECE, SALT, Sealer, open_range, plain_size

_SHA = re.compile("[0-9a-f]{64}")
_ARRIVING = ".arriving"  # not the ".part" under which a whole file is written before it gets its name


class Damaged(WorldFailed):
    """A file is no longer what it was when it was saved."""

    def __init__(self, sha: str) -> None:
        super().__init__(
            tr("A file is damaged"), tr("{sha} no longer has the content it was saved with.", sha=sha)
        )


class FileStore:
    """The sealed files below `folder`. A file is on disk for good before its name is given away."""

    def __init__(self, folder: Path, key: bytes, dice: Dice = os.urandom, fsync: Fsync = os.fsync) -> None:
        self.folder = folder
        self._key = key
        self._dice = dice
        self._fsync = fsync

    def put(self, data: bytes) -> str:
        """Keep `data`; give its name. Putting the same bytes twice keeps them once."""
        sha = hashlib.sha256(data).hexdigest()
        if not self.has(sha):
            self._make_folder(sha)
            sealer = Sealer(self._key, self._dice(SALT))
            write_durably(self._file(sha), sealer.seal_all(data), self._fsync)
        return sha

    def has(self, sha: str) -> bool:
        return self._file(sha).is_file()

    def size(self, sha: str) -> int | None:
        """How many bytes the file holds, or None when it is not here whole."""
        return plain_size(self._file(sha).stat().st_size) if self.has(sha) else None

    def read(self, sha: str) -> bytes:
        """The bytes called `sha`. Raises NotFound or Damaged."""
        data = self.read_range(sha, 0, max(self.size(sha) or 0, 1))
        if hashlib.sha256(data).hexdigest() != sha:
            raise Damaged(sha)
        return data

    def read_range(self, sha: str, first: int, most: int) -> bytes:
        """At most `most` bytes from byte `first` on, found by their place. Raises NotFound or Damaged."""
        if not self.has(sha):
            raise NotFound(tr("This file has not arrived on this computer yet ({sha}).", sha=sha[:12]))
        with self._file(sha).open("rb") as stream:

            def fetch(start: int, length: int) -> bytes:
                stream.seek(start)
                return stream.read(length)

            try:
                return open_range(self._key, fetch, first, most)
            except InvalidTag:
                raise Damaged(sha) from None

    def arrived(self, sha: str) -> int:
        """How many bytes of an unfinished file are safely here."""
        return self._part(sha).arrived()

    def append(self, sha: str, offset: int, piece: bytes) -> int:
        """Keep the bytes from `offset` on of an unfinished file; give the new offset. Raises WrongOffset."""
        self._make_folder(sha)
        return self._part(sha).append(offset, piece)

    def finish(self, sha: str) -> bool:
        """Take an unfinished file into the store when its content is what its name says; else throw it away."""
        part = self._part(sha)
        whole = self._is_whole(sha)
        if not whole and part.file.is_file():
            try:
                data = part.read()
            except InvalidTag:
                data = b""
            whole = hashlib.sha256(data).hexdigest() == sha
            if whole:
                self._file(sha).unlink(missing_ok=True)  # damaged, else it would be whole
                self.put(data)
        part.forget()
        return whole

    def names(self) -> set[str]:
        return {each.name for each in self.folder.glob("??/*") if not each.name.startswith(".")}

    def discard(self, sha: str) -> None:
        """Take a file away, whole or not."""
        self._file(sha).unlink(missing_ok=True)
        self.forget_part(sha)

    def forget_part(self, sha: str) -> None:
        """Throw an unfinished file away."""
        self._part(sha).forget()

    def parts(self, drawer: str) -> Iterator[tuple[str, datetime]]:
        """The unfinished files whose names begin with `drawer`, two hex digits, and when they last grew."""
        for file in self.folder.glob(f"{drawer}/.*{_ARRIVING}"):
            sha = file.name[1 : -len(_ARRIVING)]
            yield sha, self._part(sha).touched()

    def _is_whole(self, sha: str) -> bool:
        try:
            self.read(sha)
        except (NotFound, Damaged):
            return False
        return True

    def _make_folder(self, sha: str) -> None:
        folder = self._file(sha).parent
        if not folder.is_dir():
            with disk_in_words():
                folder.mkdir(parents=True, exist_ok=True)
            fsync_folder(folder.parent, self._fsync)

    def _file(self, sha: str) -> Path:
        name = _name(sha)
        return self.folder / name[:2] / name

    def _part(self, sha: str) -> Part:
        file = self._file(sha)
        return Part(file.with_name(f".{file.name}{_ARRIVING}"), self._key, self._dice, self._fsync)


def _name(sha: str) -> str:
    """A name of 64 hex digits, always: names come from servers and other people's entries, and one such as "../x" is
    of no content, so it may lie anywhere in here, but not outside."""
    return sha if _SHA.fullmatch(sha) else hashlib.sha256(sha.encode("utf-8", "surrogatepass")).hexdigest()


__all__ = ["PIECE", "Damaged", "FileStore"]
