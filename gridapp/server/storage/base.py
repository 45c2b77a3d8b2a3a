"""What every place for files can do; the file hub knows nothing else of it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from gridapp.domain.errors import WorldFailed
from gridapp.i18n import tr


class Storage(Protocol):
    """Whole files under their SHA-256, sealed, and unfinished ones to the last byte that arrived.

    Any number of server processes may use one at the same time. Every method raises WorldFailed (StorageDown of a
    bucket) when the place does not answer; nothing that was acknowledged is lost by that.
    """

    def put(self, data: bytes) -> str:
        """Keep a whole file that was made here; give its name. The same bytes are kept once."""

    def size(self, sha: str) -> int | None:
        """How many bytes the whole file holds, or None when it is not here whole."""

    def read(self, sha: str) -> bytes:
        """A whole file, checked against its name. Raises NotFound, or Damaged."""

    def read_range(self, sha: str, first: int, most: int) -> bytes:
        """At most `most` bytes of a whole file from byte `first` on. Raises like `read`."""

    def arrived(self, sha: str) -> int:
        """How many bytes of an unfinished file are safely here."""

    def append(self, sha: str, offset: int, piece: bytes) -> int:
        """Keep the bytes from `offset` on, for good; give the new offset.

        Raises WrongOffset when the upload stands elsewhere: of two that come at once, one is kept, never both.
        """

    def finish(self, sha: str) -> bool:
        """Make an unfinished file whole, when its content is what its name says; else throw it away.

        True only once the whole file is where it stays and its bytes were seen there.
        """

    def forget_part(self, sha: str) -> None:
        """Throw an unfinished file away."""

    def expire(self, drawer: str, before: datetime) -> list[str]:
        """Throw away the unfinished files whose names begin with `drawer`, two hex digits, and to which nothing
        was added since `before`; give their names."""

    def probe(self) -> None:
        """Write, read and remove something. Raises WorldFailed in words when the place cannot be used."""


class StorageDown(WorldFailed):
    """The place for files does not do what it should; `sentence` says what."""

    def __init__(self, sentence: str) -> None:
        super().__init__(tr("The storage of files cannot be used now"), sentence)
