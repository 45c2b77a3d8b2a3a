"""Files in a bucket of any S3. Every server process may be on another machine: all state is in the bucket.

Objects: `ab/abcd…` a whole file, sealed as on a disk; `parts/ab/abcd…/000000262144` what arrived of an upload from that
byte on, sealed with a salt of its own. A part is only ever made, never changed, so two processes that hold the same
bytes of one upload cannot both add them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import obstore
from cryptography.exceptions import InvalidTag
from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from gridapp.domain.errors import NotFound
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.server.storage.base import StorageDown
from gridapp.store.files import Damaged
from gridapp.store.parts import WrongOffset, part_nonce
from gridapp.store.seal import OVERHEAD, SALT, Sealer, open_range, plain_size


class _PartObject(NamedTuple):
    """One append of an upload: the object, and which bytes of the file it holds."""

    path: str
    offset: int
    size: int
    touched: datetime


class Bucket:
    """A `Storage` in a bucket. `place` names it without secrets; `conditional` says that the S3 can refuse to put
    an object where one is (nearly all can; without it, two processes may make each other send a piece again)."""

    def __init__(self, store: S3Store, place: str, key: bytes, dice: Dice, conditional: bool = True) -> None:
        self._store = store
        self._place = place
        self._key = key
        self._dice = dice
        self._conditional = conditional

    def put(self, data: bytes) -> str:
        sha = hashlib.sha256(data).hexdigest()
        if self.size(sha) is None:
            self._put_whole(sha, data)
        return sha

    def size(self, sha: str) -> int | None:
        with self._answering():
            try:
                return plain_size(obstore.head(self._store, _path(sha))["size"])
            except FileNotFoundError:
                return None

    def read(self, sha: str) -> bytes:
        data = self.read_range(sha, 0, max(self.size(sha) or 0, 1))
        if hashlib.sha256(data).hexdigest() != sha:
            raise Damaged(sha)
        return data

    def read_range(self, sha: str, first: int, most: int) -> bytes:
        def fetch(start: int, length: int) -> bytes:
            return obstore.get_range(self._store, _path(sha), start=start, length=length).to_bytes()

        size = self.size(sha)
        if size is None:
            raise NotFound(tr("There is no such file."))
        if first >= size:
            return b""
        with self._answering():
            try:
                return open_range(self._key, fetch, first, min(most, size - first))
            except InvalidTag:
                raise Damaged(sha) from None

    def arrived(self, sha: str) -> int:
        last = self._parts(sha)[-1:]
        return last[0].offset + last[0].size if last else 0

    def append(self, sha: str, offset: int, piece: bytes) -> int:
        here = self.arrived(sha)
        if offset != here:
            raise WrongOffset(here)
        if not piece:
            return here
        sealer = Sealer(self._key, self._dice(SALT))
        sealed = sealer.salt + sealer.seal(part_nonce(offset, len(piece)), piece)
        path = f"{_parts_of(sha)}/{offset:012d}"
        with self._answering():
            try:
                obstore.put(self._store, path, sealed, mode="create" if self._conditional else "overwrite")
            except AlreadyExistsError:
                raise WrongOffset(self.arrived(sha)) from None
        return here + len(piece)

    def finish(self, sha: str) -> bool:
        whole = self._is_whole(sha)
        if not whole:
            try:
                data = self._read_parts(sha)
            except InvalidTag:
                data = b""
            whole = hashlib.sha256(data).hexdigest() == sha
            if whole:
                self._put_whole(sha, data)
        self.forget_part(sha)
        return whole

    def forget_part(self, sha: str) -> None:
        with self._answering():
            paths = [each["path"] for page in obstore.list(self._store, _parts_of(sha)) for each in page]
            if paths:
                obstore.delete(self._store, paths)

    def expire(self, drawer: str, before: datetime) -> list[str]:
        touched: dict[str, datetime] = {}
        with self._answering():
            for page in obstore.list(self._store, f"parts/{drawer}"):
                for each in page:
                    sha = each["path"].split("/")[-2]
                    touched[sha] = max(touched.get(sha, each["last_modified"]), each["last_modified"])
        gone = [sha for sha, at in touched.items() if at < before]
        for sha in gone:
            self.forget_part(sha)
        return gone

    def probe(self) -> None:
        path = f"probe/{self._dice(8).hex()}"
        with self._answering():
            obstore.put(self._store, path, b"gridapp", mode="create" if self._conditional else "overwrite")
            obstore.get(self._store, path).bytes()
            list(obstore.list(self._store, "probe"))
            obstore.delete(self._store, path)

    def _is_whole(self, sha: str) -> bool:
        """Whether what lies there under the name is what the name says: a process may have died before it looked."""
        try:
            self.read(sha)
        except (NotFound, Damaged):
            return False
        return True

    def _put_whole(self, sha: str, data: bytes) -> None:
        """Put the file where it stays, and read it back: S3s differ in which checksums they check."""
        sealed = Sealer(self._key, self._dice(SALT)).seal_all(data)
        with self._answering():
            obstore.put(self._store, _path(sha), sealed, use_multipart=False)
            there = obstore.get(self._store, _path(sha)).bytes().to_bytes()
        if there != sealed:
            raise StorageDown(
                tr("{place} does not give back what was put there. It is tried again.", place=self._place)
            )

    def _parts(self, sha: str) -> list[_PartObject]:
        """What arrived, in order and without a gap."""
        with self._answering():
            found = [each for page in obstore.list(self._store, _parts_of(sha)) for each in page]
        parts: list[_PartObject] = []
        for each in sorted(found, key=lambda each: each["path"]):
            offset = int(each["path"].rsplit("/", 1)[1])
            part = _PartObject(each["path"], offset, each["size"] - SALT - OVERHEAD, each["last_modified"])
            if offset == (parts[-1].offset + parts[-1].size if parts else 0):
                parts.append(part)
        return parts

    def _read_parts(self, sha: str) -> bytes:
        """Everything that arrived. Raises InvalidTag when a byte of it was altered."""
        opened = []
        for part in self._parts(sha):
            with self._answering():
                sealed = obstore.get(self._store, part.path).bytes().to_bytes()
            sealer = Sealer(self._key, sealed[:SALT])
            opened.append(sealer.open(part_nonce(part.offset, part.size), sealed[SALT:]))
        return b"".join(opened)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except (PermissionDeniedError, UnauthenticatedError) as error:
            raise StorageDown(
                tr("{place} does not accept the key and the secret. Nothing is lost.", place=self._place)
            ) from error
        except AlreadyExistsError:
            raise
        except (BaseError, FileNotFoundError) as error:
            raise StorageDown(
                tr("{place} does not answer as it should. Nothing is lost; please try again later. ({words})",
                   place=self._place, words=_first_line(error))
            ) from error  # fmt: skip


def _path(sha: str) -> str:
    return f"{sha[:2]}/{sha}"


def _parts_of(sha: str) -> str:
    return f"parts/{sha[:2]}/{sha}"


def _first_line(error: Exception) -> str:
    """What happened, without the pages of detail that follow."""
    return str(error).partition("\n")[0][:200]
