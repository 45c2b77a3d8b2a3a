"""What the server sends: rows, rows gone, files wanted. A page and its cursor are taken in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from gridapp.domain.entry import Entry
from gridapp.domain.op import GENESIS
from gridapp.store import attention, ops, rows, settings, shadows
from gridapp.store.tables import file as file_table
from gridapp.store.tables import file_use
from gridapp.store.tables import shadow as shadow_table


@dataclass(frozen=True)
class Cursor:
    """How far this computer knows the county's journal: a checkpoint of number and chain hash."""

    seq: int = 0
    hash: str = GENESIS


def cursor(connection: Connection) -> Cursor:
    return Cursor(**settings.get(connection, "cursor", {}))


def move_cursor(connection: Connection, to: Cursor) -> None:
    settings.put(connection, "cursor", {"seq": to.seq, "hash": to.hash})


def take(connection: Connection, arrived: Sequence[Entry], gone: Sequence[str], to: Cursor) -> set[str]:
    """Apply one page of a pull and move the cursor; give the types that changed."""
    ids = [each.id for each in arrived]
    shadowed = _shadowed(connection, ids)
    shown: list[Entry] = []
    for row in arrived:
        if row.id in shadowed:
            shadows.put(connection, row.id, row.seq, row)
            seen = shadows.overlay(row, ops.pending(connection, row.id))
            shown.append(seen or row)
        else:
            shown.append(row)
    rows.write(connection, shown)
    _want_files(connection, ids)
    left = _forget(connection, gone)
    move_cursor(connection, to)
    return {each.type for each in arrived} | left


def _forget(connection: Connection, gone: Sequence[str]) -> set[str]:
    """Let go what the person may no longer see, but not what still waits for an answer or a decision of theirs."""
    waiting = {item.entry for item in attention.open_items(connection)} | set(
        ops.pending_of(connection, gone)
    )
    going = [entry for each in gone if each not in waiting and (entry := rows.read(connection, each))]
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
