"""What the server sends: rows, rows gone, files wanted. A page and its cursor are taken in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from gridapp.domain.entry import Entry
from gridapp.store import attention, history, leftovers, ops, rows, settings, shadows
from gridapp.store.tables import entry, file_use
from gridapp.store.tables import file as file_table
from gridapp.store.tables import shadow as shadow_table

_LEAVING = "leaving"


def take(connection: Connection, arrived: Sequence[Entry], gone: Sequence[str]) -> set[str]:
    """Put in what the server sent, under what is still to be sent; give the types that changed."""
    ids = [each.id for each in arrived]
    shadowed = _shadowed(connection, ids)
    pending = ops.pending_of(connection, list(shadowed))
    shown: list[Entry] = []
    for row in arrived:
        if row.id in shadowed:
            shadows.put(connection, row.id, row.seq, row)
            shown.append(shadows.overlay(row, pending[row.id]) or row if row.id in pending else row)
        else:
            shown.append(row)
    rows.write(connection, shown)
    _want_files(connection, ids)
    left = _forget(connection, gone, back=ids)
    if gone:
        leftovers.note(connection, at_once=False)
    if history.anew(connection):
        history.note_arrived(connection, ids)
    return {each.type for each in arrived} | left


def finish(connection: Connection) -> set[str]:
    """Everything that was to be pulled is here. Give the types that changed.

    What did not come although the server once had it: after a restore it stays, as something only this computer
    has until its author's computer sends it again; after a change of units it is let go.
    """
    anew = history.anew(connection)
    if anew is None:
        return set()
    lost = history.missing(connection)
    history.end_anew(connection)
    if anew.why == "scope":
        leftovers.note(connection, at_once=True)
        return _forget(connection, lost)
    if lost:
        connection.exec_driver_sql("UPDATE entry SET seq = 0 WHERE id = ?", [(each,) for each in lost])
    return set()


def leave(connection: Connection, person: str) -> set[str]:
    """The server does not know this computer any more: what others made is let go, but not what waits for an answer or
    a decision. Should it be known again, everything is pulled anew. Give the types that changed."""
    others = connection.execute(select(entry.c.id).where(entry.c.author != person)).scalars().all()
    history.pull_anew(connection, "scope")
    left = _forget(connection, others)
    if left:
        leftovers.note(connection, at_once=True)
    return left


def is_leaving(connection: Connection) -> bool:
    """Whether some entry is only here until something of it is answered or decided."""
    return bool(settings.get(connection, _LEAVING, []))


def _forget(connection: Connection, gone: Sequence[str], back: Sequence[str] = ()) -> set[str]:
    """Let go what the person may no longer see, but not while it waits for an answer or a decision of theirs."""
    kept = settings.get(connection, _LEAVING, [])
    leaving = sorted({*kept, *gone} - set(back))
    decisions = {item.entry for item in attention.open_items(connection)} if leaving else set()
    waiting = decisions | set(ops.pending_of(connection, leaving))
    if (staying := [each for each in leaving if each in waiting]) != kept:
        settings.put(connection, _LEAVING, staying)
    going = [entry for each in leaving if each not in waiting and (entry := rows.read(connection, each))]
    rows.forget(connection, (entry.id for entry in going))
    return {entry.type for entry in going}


def _shadowed(connection: Connection, ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        query = select(shadow_table.c.entry).where(shadow_table.c.entry.in_(part))
        found.update(row.entry for row in connection.execute(query))
    return found


def _want_files(connection: Connection, entries: Iterable[str]) -> None:
    """Every file that an arrived entry refers to and that is not here is wanted."""
    ids = list(entries)
    for start in range(0, len(ids), 500):
        query = (
            select(file_use.c.sha)
            .distinct()
            .outerjoin(file_table, file_table.c.sha == file_use.c.sha)
            .where(file_use.c.entry.in_(ids[start : start + 500]), file_table.c.sha.is_(None))
        )
        wanted = [(row[0], 0, "wanted") for row in connection.execute(query)]
        if wanted:
            connection.exec_driver_sql(
                "INSERT OR IGNORE INTO file (sha, size, state) VALUES (?, ?, ?)", wanted
            )
