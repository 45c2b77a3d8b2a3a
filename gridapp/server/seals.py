"""What the server puts its word under: it looks at the sources itself, and signs what follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.sealing import Sealing
from gridapp.i18n import tr
from gridapp.server import rows
from gridapp.server.tables import entry as entry_table
from gridapp.sync import seals
from gridapp.sync.receipts import Signer


def seal(
    connection: Connection, county: str, signer: Signer, entry: Entry, sealing: Sealing, today: date
) -> str:
    """The signed text of an entry that reaches the state in which the server vouches for it. Raises Refused."""
    if entry.body[sealing.after] >= today.isoformat():
        raise Refused(
            tr("It is too early"), tr("The publicity lasts until {day}.", day=entry.body[sealing.after])
        )
    _require_number(connection, county, entry)
    _require_sources(connection, county, entry, sealing)
    return seals.signed(signer, entry.record.statement(county, entry.id, entry.number, entry.body))


def _require_number(connection: Connection, county: str, entry: Entry) -> None:
    same = (
        entry_table.c.county == county,
        entry_table.c.type == entry.type,
        entry_table.c.number == entry.number,
    )
    query = select(entry_table.c.id).where(*same, entry_table.c.id != entry.id).limit(1)
    if not entry.number or connection.execute(query).first():
        raise Refused(
            tr("This number is taken"), tr("{number} stands on another paper.", number=entry.number)
        )


def _require_sources(connection: Connection, county: str, entry: Entry, sealing: Sealing) -> None:
    """Every line is one counted source, named once, about the same person, and says the same as it."""
    lines: Sequence[Mapping[str, Any]] = entry.body[sealing.lines]
    names = [line[sealing.source]["id"] for line in lines]
    found = rows.read(connection, county, names)
    if len(set(names)) < len(names):
        raise _wrong(tr("One record stands in two lines."))
    for line, name in zip(lines, names, strict=True):
        source = found[name].entry if name in found else None
        number = line[sealing.source]["number"]
        if source is None or source.deleted or source.subject != entry.subject:
            raise _wrong(tr("{number} is no record of this person.", number=number))
        if source.state not in sealing.counted:
            raise _wrong(tr("{number} is not confirmed (any more).", number=number))
        if any(line[part] != source.body.get(field) for part, field in sealing.same.items()):
            raise _wrong(tr("{number} says something else.", number=number))


def _wrong(words: str) -> Refused:
    return Refused(tr("The lines do not fit the records"), words)
