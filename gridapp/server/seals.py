"""What the server puts its word under: it looks at the sources itself, and signs what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.sealing import Sealing
from gridapp.i18n import tr
from gridapp.server.tables import entry as entry_table
from gridapp.sync import seals
from gridapp.sync.receipts import Signer

Read = Callable[[Iterable[str]], Mapping[str, Entry]]
"""Gives the entries with these ids as they are now, those of the batch that is being decided too."""


class Seals:
    """The server's word for one county, within the transaction that decides a batch."""

    def __init__(self, connection: Connection, county: str, signer: Signer, read: Read) -> None:
        self._connection = connection
        self._county = county
        self._signer = signer
        self._read = read

    def text(self, entry: Entry, sealing: Sealing, today: date) -> str:
        """What is signed of an entry that reaches the state for which the server vouches. Raises Refused."""
        last = entry.body.get(sealing.after)
        if last is None or last >= today.isoformat():
            raise Refused(tr("It is too early"), tr("The publicity lasts until {day}.", day=last or "—"))
        self._require_number(entry)
        self._require_sources(entry, sealing)
        statement = entry.record.statement(self._county, entry.id, entry.number, entry.body)
        return seals.signed(self._signer, statement)

    def _require_number(self, entry: Entry) -> None:
        column = entry_table.c
        same = (column.county == self._county, column.type == entry.type, column.number == entry.number)
        query = select(column.id).where(*same, column.id != entry.id).limit(1)
        if not entry.number or self._connection.execute(query).first():
            raise Refused(
                tr("This number is taken"), tr("{number} stands on another paper.", number=entry.number)
            )

    def _require_sources(self, entry: Entry, sealing: Sealing) -> None:
        """Every line is one counted source, named once, about the same person, and says the same as it."""
        lines: Sequence[Mapping[str, Any]] = entry.body.get(sealing.lines) or []
        names = [line[sealing.source]["id"] for line in lines]
        found = self._read(names)
        if not names or len(set(names)) < len(names):
            raise _wrong(tr("There are none, or one record stands in two lines."))
        for line, name in zip(lines, names, strict=True):
            source, number = found.get(name), line[sealing.source]["number"]
            if source is None or source.deleted or source.subject != entry.subject:
                raise _wrong(tr("{number} is no record of this person.", number=number))
            if source.state not in sealing.counted:
                raise _wrong(tr("{number} is not confirmed (any more).", number=number))
            if any(line[part] != source.body.get(field) for part, field in sealing.same.items()):
                raise _wrong(tr("{number} says something else.", number=number))


def _wrong(words: str) -> Refused:
    return Refused(tr("The lines do not fit the records"), words)
