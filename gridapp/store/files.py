"""Photos and other files, named by the SHA-256 of their content and sealed with the vault's key."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag

from gridapp.domain.errors import NotFound, WorldFailed
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.store.fsync import Fsync, append_durably, fsync_folder, write_durably
from gridapp.store.seal import PIECE, SALT, Sealer


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

    def read(self, sha: str) -> bytes:
        """The bytes called `sha`. Raises NotFound, or WorldFailed when they are no longer what they were."""
        if not self.has(sha):
            raise NotFound(tr("This file has not arrived on this computer yet ({sha}).", sha=sha[:12]))
        data = self._open(self._file(sha))
        if hashlib.sha256(data).hexdigest() != sha:
            raise WorldFailed(
                tr("A file is damaged"), tr("{sha} no longer has the content it was saved with.", sha=sha)
            )
        return data

    def arrived(self, sha: str) -> int:
        """How many bytes of an unfinished download are safely here."""
        part = self._part(sha)
        return len(self._open(part)) if part.is_file() else 0

    def append(self, sha: str, piece: bytes) -> None:
        """Add the next piece of a download. Pieces are `PIECE` bytes, but for the last."""
        part = self._part(sha)
        if not part.is_file() or part.stat().st_size < SALT:
            self._make_folder(sha)
            write_durably(part, self._dice(SALT), self._fsync)
        sealed = part.read_bytes()
        sealer = Sealer(self._key, sealed[:SALT])
        try:
            pieces, end = sealer.whole(sealed)
        except InvalidTag:  # altered on the disk: the download begins again
            part.unlink()
            return
        append_durably(part, sealer.seal(pieces, piece), self._fsync, keep=end)

    def finish(self, sha: str) -> bool:
        """Take a download into the store when its content is what its name says; else throw it away."""
        part = self._part(sha)
        right = part.is_file() and hashlib.sha256(self._open(part)).hexdigest() == sha
        if right:
            part.replace(self._file(sha))
            fsync_folder(self._file(sha).parent, self._fsync)
        else:
            part.unlink(missing_ok=True)
        return right

    def names(self) -> set[str]:
        return {each.name for each in self.folder.glob("??/*") if not each.name.startswith(".")}

    def forget_part(self, sha: str) -> None:
        """Throw an unfinished file away."""
        self._part(sha).unlink(missing_ok=True)

    def _open(self, file: Path) -> bytes:
        sealed = file.read_bytes()
        try:
            return b"".join(Sealer(self._key, sealed[:SALT]).open_all(sealed))
        except InvalidTag:
            return b""

    def _make_folder(self, sha: str) -> None:
        folder = self._file(sha).parent
        if not folder.is_dir():
            folder.mkdir(parents=True)
            fsync_folder(folder.parent, self._fsync)

    def _file(self, sha: str) -> Path:
        return self.folder / sha[:2] / sha

    def _part(self, sha: str) -> Path:
        return self.folder / sha[:2] / f".{sha}.part"


__all__ = ["PIECE", "FileStore"]
