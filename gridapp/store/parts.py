"""A file that has not arrived whole: what is here of it, sealed, and appended to as bytes arrive.

Format: 16 bytes of salt, then for every append its sealed length (4 bytes) and AES-256-GCM ciphertext. Appends are of
any length, so an upload goes on at the very byte where it broke. The nonce is where the bytes begin and how many they
are: what a power cut left half written and is written again differs in one of the two, or is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cryptography.exceptions import InvalidTag

from gridapp.domain.errors import Refused
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.store.fsync import Fsync, append_durably, write_durably
from gridapp.store.seal import HEAD, OVERHEAD, SALT, Sealer


class WrongOffset(Refused):
    """The sender thinks that another number of bytes is here: nothing was changed, it must ask first."""

    def __init__(self, here: int) -> None:
        super().__init__(tr("The upload stands elsewhere"), tr("{here} bytes are here.", here=here))
        self.here = here


class _Record(NamedTuple):
    """One append: where it lies in the part, and which bytes of the file it holds."""

    at: int
    offset: int
    size: int

    @property
    def end(self) -> int:
        return self.at + OVERHEAD + self.size


class Part:
    """One unfinished file on the disk. Raises WorldFailed when the disk does not take it."""

    def __init__(self, file: Path, key: bytes, dice: Dice, fsync: Fsync) -> None:
        self.file = file
        self._key = key
        self._dice = dice
        self._fsync = fsync

    def arrived(self) -> int:
        """How many bytes of it are safely here."""
        last = self._last()
        return last.offset + last.size if last else 0

    def append(self, offset: int, piece: bytes) -> int:
        """Keep `piece`, the bytes from `offset` on; give the new offset. Raises WrongOffset, having kept nothing.

        What a power cut left half written at the end, or what was altered there, is written over. The folder of
        the part must be there.
        """
        last = self._last()
        here = last.offset + last.size if last else 0
        if offset != here:
            raise WrongOffset(here)
        if not piece:
            return here
        if last is None:
            sealer = Sealer(self._key, self._dice(SALT))
            write_durably(self.file, sealer.salt + sealer.seal(part_nonce(0, len(piece)), piece), self._fsync)
        else:
            sealed = self._sealer().seal(part_nonce(offset, len(piece)), piece)
            append_durably(self.file, sealed, self._fsync, keep=last.end)
        return here + len(piece)

    def read(self) -> bytes:
        """Everything that is here. Raises InvalidTag when a byte of it was altered on the disk."""
        with self.file.open("rb") as stream:
            sealer = Sealer(self._key, stream.read(SALT))
            return b"".join(_opened(sealer, stream, each) for each in _records(stream))

    def touched(self) -> datetime:
        """When something arrived last, by the disk's clock."""
        return datetime.fromtimestamp(self.file.stat().st_mtime, UTC)

    def forget(self) -> None:
        self.file.unlink(missing_ok=True)

    def _last(self) -> _Record | None:
        """The newest append that is whole and unaltered. Only the end is opened: a cut harms nothing else, and
        what was altered further up comes out when the whole is read."""
        if not self.file.is_file():
            return None
        with self.file.open("rb") as stream:
            sealer = Sealer(self._key, stream.read(SALT))
            for record in reversed(list(_records(stream))):
                try:
                    _opened(sealer, stream, record)
                except InvalidTag:
                    continue
                return record
        return None

    def _sealer(self) -> Sealer:
        with self.file.open("rb") as stream:
            return Sealer(self._key, stream.read(SALT))


def part_nonce(offset: int, size: int) -> bytes:
    return offset.to_bytes(8) + size.to_bytes(4)


def _records(stream: BinaryIO) -> Iterator[_Record]:
    """Every append that is there whole, by the lengths before them."""
    total = stream.seek(0, 2)
    at, offset = SALT, 0
    while True:
        stream.seek(at)
        size = int.from_bytes(stream.read(HEAD)) - (OVERHEAD - HEAD)
        record = _Record(at, offset, size)
        if size <= 0 or record.end > total:
            return
        yield record
        at, offset = record.end, offset + size


def _opened(sealer: Sealer, stream: BinaryIO, record: _Record) -> bytes:
    stream.seek(record.at)
    return sealer.open(part_nonce(record.offset, record.size), stream.read(record.end - record.at))
