"""What this computer holds of the server's rows, as checksums per unit; and putting right what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from gridapp.domain.checksum import add, as_text, checksum, group, part
from gridapp.domain.entry import Entry
from gridapp.store import arrivals, rows, shadows
from gridapp.store.tables import entry as entry_table
from gridapp.store.tables import shadow as shadow_table


def sums(connection: Connection) -> dict[str, str]:
    """The checksum of every group that this computer holds something of."""
    found: dict[str, int] = {}
    for entry in _as_the_server_said(connection):
        name = group(entry)
        found[name] = add(found.get(name, 0), checksum(entry))
    return {name: as_text(value) for name, value in found.items()}


def parts(connection: Connection, of: str) -> dict[int, str]:
    """The checksums of the parts of one group."""
    found: dict[int, int] = {}
    for entry in _as_the_server_said(connection):
        if group(entry) == of:
            number = part(entry.id)
            found[number] = add(found.get(number, 0), checksum(entry))
    return {number: as_text(value) for number, value in found.items() if value}


def strays(connection: Connection) -> list[str]:
    """Entries of others that a restored server did not have: they come back with their authors' computers.
    Deleted ones too: they are in no list, but whoever may not see them any more must not keep them."""
    query = select(entry_table.c.id).where(entry_table.c.seq == 0, entry_table.c.pending.is_(False))
    return list(connection.execute(query).scalars())


def let_go(connection: Connection, gone: Sequence[str]) -> set[str]:
    """Strays that are back on the server, but not in this person's sight; give the types that changed."""
    return arrivals.take(connection, [], gone)


def repair(
    connection: Connection, of: str, numbers: set[int], theirs: Sequence[Entry]
) -> tuple[set[str], int]:
    """Take the server's word for these parts of a group: give the types that changed, and how many entries did.
    What waits to be sent stays laid over it."""
    here = {
        entry.id: entry
        for entry in _as_the_server_said(connection)
        if group(entry) == of and part(entry.id) in numbers
    }
    there = {entry.id for entry in theirs}
    wrong = [
        entry for entry in theirs if here.get(entry.id) is None or checksum(here[entry.id]) != checksum(entry)
    ]
    superfluous = [entry.id for entry in here.values() if entry.id not in there and not entry.deleted]
    changed = arrivals.take(connection, wrong, superfluous)
    return changed, len(wrong) + len(superfluous)


def _as_the_server_said(connection: Connection) -> Iterator[Entry]:
    """Every entry the server has, without what is still on its way there."""
    shadowed = {row.entry for row in connection.execute(select(shadow_table.c.entry))}
    for row in connection.execute(select(entry_table).where(entry_table.c.seq > 0)):
        if row.id not in shadowed:
            yield rows.from_row(row)
    for _, entry in shadows.read_all(connection, list(shadowed)).values():
        if entry is not None:
            yield entry
