"""Files at the server: tus 1.0 uploads kept to the last byte that arrived, SHA-256 checked, receipts given."""

from __future__ import annotations

import threading

from sqlalchemy import Connection, select, text, update

from gridapp.domain.errors import NotFound, Refused
from gridapp.domain.world import Clock, system_clock
from gridapp.i18n import tr
from gridapp.server import rows, scopes
from gridapp.server.accounts import Caller
from gridapp.server.database import ServerDatabase
from gridapp.server.tables import upload
from gridapp.store.files import FileStore
from gridapp.sync.protocol import MOST_FILE_BYTES, Receipt

_ANNOUNCE = text(
    "INSERT INTO upload (county, sha, size) VALUES (:county, :sha, :size) ON CONFLICT (county, sha) DO NOTHING"
)
_turn = threading.Lock()  # pieces of one file arrive one after the other


class WrongOffset(Refused):
    """The client thinks the server has another number of bytes: nothing was changed, it must ask first."""


class TooLarge(Refused):
    """More bytes than a file may have, or than were announced."""


class FileHub:
    """One caller's files."""

    def __init__(
        self, database: ServerDatabase, files: FileStore, caller: Caller, clock: Clock = system_clock
    ) -> None:
        self._database = database
        self._files = files
        self._caller = caller
        self._clock = clock

    def create(self, sha: str, size: int) -> int:
        """Announce an upload; give how much of it is here already. Raises TooLarge or Refused."""
        if not 0 < size <= MOST_FILE_BYTES:
            raise TooLarge(
                tr("The file is too large"), tr("At most {most} MB are taken.", most=MOST_FILE_BYTES // 10**6)
            )
        if len(sha) != 64 or not set(sha) <= set("0123456789abcdef"):
            raise Refused(tr("The file has no name"), tr("A file is named by its SHA-256."))
        with self._database.transaction() as connection:
            values = {"county": self._caller.county, "sha": sha, "size": size}
            connection.execute(_ANNOUNCE, values)
            row = self._row(connection, sha)
            if row is not None and not row.done_at and row.size != size:
                # Somebody announced it wrongly; whoever has the bytes knows their number.
                self._files.forget_part(sha)
                mine = (upload.c.county == self._caller.county, upload.c.sha == sha)
                connection.execute(update(upload).where(*mine).values(size=size))
        return self.upload_offset(sha)

    def upload_offset(self, sha: str) -> int:
        """Bytes that are safely here. Raises NotFound when no upload was announced."""
        with self._database.transaction() as connection:
            row = self._row(connection, sha)
        if row is None:
            raise NotFound(tr("No upload of this file was begun."))
        return int(row.size) if row.done_at else self._files.arrived(sha)

    def upload(self, sha: str, offset: int, piece: bytes) -> int:
        """Keep the next bytes; give the new offset. Raises WrongOffset, TooLarge, NotFound, or Refused at the end
        when the whole is not what its name says (it is then thrown away, to be sent again)."""
        with _turn:
            here = self.upload_offset(sha)
            with self._database.transaction() as connection:
                row = self._row(connection, sha)
                assert row is not None, "asked for just now"
            if row.done_at or offset != here:
                raise WrongOffset(tr("The upload stands elsewhere"), tr("{here} bytes are here.", here=here))
            if here + len(piece) > row.size:
                raise TooLarge(tr("The file is too large"), tr("More bytes came than were announced."))
            if piece:
                self._files.append(sha, piece)
            if here + len(piece) == row.size:
                self._finish(sha)
            return here + len(piece)

    def receipt(self, sha: str) -> Receipt:
        with self._database.transaction() as connection:
            row = self._row(connection, sha)
        if row is None or not row.done_at:
            raise NotFound(tr("This file is not whole on the server yet."))
        return Receipt(sha, row.size, row.done_at)

    def download(self, sha: str, offset: int, most: int) -> bytes:
        """Some bytes of a file, only when the caller may see an entry that refers to it. Raises NotFound."""
        with self._database.transaction() as connection:
            uses = rows.uses(connection, self._caller.county, sha)
            org = rows.org(connection, self._caller.county)
            if not uses or not scopes.may_read(connection, self._caller, org, uses):
                raise NotFound(tr("There is no such file."))
        return self._files.read(sha)[offset : offset + most]

    def _finish(self, sha: str) -> None:
        if not self._files.finish(sha):
            raise Refused(
                tr("The file was altered on its way"), tr("It was thrown away and will be sent again.")
            )
        with self._database.transaction() as connection:
            now = self._clock().isoformat(timespec="seconds")
            mine = (upload.c.county == self._caller.county, upload.c.sha == sha)
            connection.execute(update(upload).where(*mine).values(done_at=now))

    def _row(self, connection: Connection, sha: str):  # type: ignore[no-untyped-def]
        mine = (upload.c.county == self._caller.county, upload.c.sha == sha)
        return connection.execute(select(upload.c.size, upload.c.done_at).where(*mine)).first()
