"""Files at the server: uploads kept to the last byte that arrived, checked against their names, receipts given."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, text, update

from gridapp.domain.errors import NotAllowed, NotFound, Refused
from gridapp.domain.world import Clock, system_clock
from gridapp.i18n import tr
from gridapp.server import quarantine, rows, scopes, sights
from gridapp.server.accounts import Caller
from gridapp.server.database import ServerDatabase
from gridapp.server.storage.base import Storage
from gridapp.server.tables import upload
from gridapp.store.parts import WrongOffset
from gridapp.sync.protocol import MOST_FILE_BYTES, Receipt
from gridapp.sync.receipts import Signer, signed_file

KEPT_FOR = timedelta(days=60)
"""How long an unfinished upload waits for its next byte."""

_ANNOUNCE = text(
    "INSERT INTO upload (county, sha, size, device) VALUES (:county, :sha, :size, :device) "
    "ON CONFLICT (county, sha) DO NOTHING"
)


class TooLarge(Refused):
    """More bytes than a file may have, or than were announced."""


class Finished(NotAllowed):
    """The file is whole and belongs to an entry: it is not taken away again."""


class OutOfSight(NotFound):
    """No entry that the person may see refers to the file: whether it exists is not said."""


class FileHub:
    """One caller's files. Every method raises WorldFailed while the storage does not answer."""

    def __init__(
        self,
        database: ServerDatabase,
        files: Storage,
        signer: Signer,
        caller: Caller,
        clock: Clock = system_clock,
    ) -> None:
        self._database = database
        self._files = files
        self._signer = signer
        self._caller = caller
        self._county = sights.in_county(caller.county)
        self._clock = clock

    def create(self, sha: str, size: int) -> int:
        """Announce an upload; give how much of it is here already. Raises TooLarge or Refused."""
        if size > MOST_FILE_BYTES:
            raise TooLarge(
                tr("The file is too large"), tr("At most {most} MB are taken.", most=MOST_FILE_BYTES // 10**6)
            )
        if size <= 0:
            raise Refused(tr("The file is empty"), tr("A file has at least one byte."))
        if not re.fullmatch("[0-9a-f]{64}", sha):
            raise Refused(tr("The file has no name"), tr("A file is named by its SHA-256."))
        with self._database.transaction(self._county) as connection:
            quarantine.require_file(connection, self._caller, sha, size)
            of = self._caller.device if self._caller.quarantine else ""
            values = {"county": self._caller.county, "sha": sha, "size": size, "device": of}
            new = connection.execute(_ANNOUNCE, values).rowcount
            row = self._row(connection, sha)
        if new:
            self._expire(sha[:2])
        if row.size != size and self._files.size(sha) is None:
            # Somebody announced it wrongly; whoever has the bytes knows their number.
            self._files.forget_part(sha)
            self._update(sha, size=size)
        return self.standing(sha)[0]

    def standing(self, sha: str) -> tuple[int, int]:
        """How many bytes are safely here, of how many. Raises NotFound when no upload was announced.

        An upload whose last byte came just before the server was ended is made whole now; a file that the storage
        lost (set back to an older state) begins again.
        """
        with self._database.transaction(self._county) as connection:
            row = self._row(connection, sha)
        whole = self._files.size(sha)
        if whole is not None and row.done_at:
            return whole, whole
        if row.done_at:
            self._update(sha, done_at=None)
        size, here = int(row.size), self._files.arrived(sha)
        if whole is None and here < size:
            return here, size
        if not self._files.finish(sha):
            return 0, size
        self._note_done(sha, whole or size)
        return whole or size, whole or size

    def upload(self, sha: str, offset: int, piece: bytes) -> int:
        """Keep the next bytes; give the new offset. Raises WrongOffset, TooLarge, NotFound, or Refused at the end
        when the whole is not what its name says (it is then thrown away, to be sent again)."""
        with self._database.transaction(self._county) as connection:
            row = self._row(connection, sha)
        if row.done_at:
            raise WrongOffset(row.size)
        if offset + len(piece) > row.size:
            raise TooLarge(tr("The file is too large"), tr("More bytes came than were announced."))
        reached = self._files.append(sha, offset, piece)
        if reached == row.size:
            if not self._files.finish(sha):
                raise Refused(
                    tr("The file was altered on its way"), tr("It was thrown away and will be sent again.")
                )
            self._note_done(sha, reached)
        return reached

    def terminate(self, sha: str) -> None:
        """Throw an unfinished upload away and free its space. Raises NotFound, or Finished."""
        with self._database.transaction(self._county) as connection:
            self._row(connection, sha)
            if self._files.size(sha) is not None:
                raise Finished(tr("The file is whole and belongs to a record; it stays."))
            connection.execute(delete(upload).where(*self._mine(sha)))
        self._files.forget_part(sha)

    def receipt(self, sha: str) -> Receipt:
        """The server's word that it holds the file: given only while it does."""
        with self._database.transaction(self._county) as connection:
            row = self._row(connection, sha)
        if not row.done_at or self._files.size(sha) != row.size:
            raise NotFound(tr("This file is not whole on the server yet."))
        return signed_file(self._signer, Receipt(sha, row.size, row.done_at, self._caller.county))

    def download(self, sha: str, offset: int, most: int) -> bytes:
        """Some bytes of a file, none behind its end; only when the caller may see an entry that refers to it.
        Raises OutOfSight, NotFound, or Damaged."""
        with self._database.transaction(self._county) as connection:
            org = rows.org(connection, self._caller.county)
            scopes.narrow(connection, self._caller, org)
            uses = rows.uses(connection, self._caller.county, sha)
            if not uses or not scopes.may_read(connection, self._caller, org, uses):
                raise OutOfSight(tr("There is no such file."))
        size = self._files.size(sha)
        if size is None:
            raise NotFound(tr("This file is not whole on the server yet."))
        return self._files.read_range(sha, offset, min(most, size - offset)) if offset < size else b""

    def _expire(self, drawer: str) -> None:
        """A new upload clears its drawer of what nobody went on with for `KEPT_FOR`: nothing runs by the clock."""
        for sha in self._files.expire(drawer, self._clock() - KEPT_FOR):
            with self._database.transaction(self._county) as connection:
                connection.execute(delete(upload).where(*self._mine(sha), upload.c.done_at.is_(None)))

    def _note_done(self, sha: str, size: int) -> None:
        self._update(sha, size=size, done_at=self._clock().isoformat(timespec="seconds"))

    def _update(self, sha: str, **values: object) -> None:
        with self._database.transaction(self._county) as connection:
            connection.execute(update(upload).where(*self._mine(sha)).values(**values))

    def _row(self, connection: Connection, sha: str) -> Any:
        quarantine.require_file(connection, self._caller, sha)
        found = connection.execute(select(upload.c.size, upload.c.done_at).where(*self._mine(sha))).first()
        if found is None:
            raise NotFound(tr("No upload of this file was begun."))
        return found

    def _mine(self, sha: str):  # type: ignore[no-untyped-def]
        return upload.c.county == self._caller.county, upload.c.sha == sha
