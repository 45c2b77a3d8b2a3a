"""The shadow of an entry: the server's last row, kept while the person's own ops on it are unanswered.

What the person sees = the shadow + their own pending ops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import reduce

import msgspec
from sqlalchemy import Connection, select

from gridapp.domain.entry import Author, Entry
from gridapp.domain.op import Op, apply
from gridapp.store.tables import shadow as table


def keep(connection: Connection, before: Entry | None, entry: str) -> None:
    """Remember what the server last said of `entry`, unless that is remembered already."""
    if read(connection, entry) is None:
        known = before if before and not before.pending else None
        put(connection, entry, known.seq if known else 0, known)


def keep_none(connection: Connection, entries: Sequence[str]) -> None:
    """Remember of entries that were made here just now that the server has none of them."""
    connection.exec_driver_sql("INSERT INTO shadow VALUES (?, 0, NULL)", [(each,) for each in entries])


def put(connection: Connection, entry: str, seq: int, row: Entry | None) -> None:
    connection.exec_driver_sql(
        "INSERT INTO shadow VALUES (?, ?, ?) ON CONFLICT (entry) DO UPDATE SET seq = excluded.seq, row = excluded.row",
        (entry, seq, msgspec.json.encode(asdict(row)).decode() if row else None),
    )


def read(connection: Connection, entry: str) -> tuple[int, Entry | None] | None:
    """(journal number, the server's row or None while it has none); None when no shadow is kept."""
    found = connection.execute(select(table.c.seq, table.c.row).where(table.c.entry == entry)).first()
    if found is None:
        return None
    return found.seq, _decoded(found.row) if found.row else None


def read_all(connection: Connection, entries: Sequence[str]) -> dict[str, tuple[int, Entry | None]]:
    """The shadows of these entries that are kept."""
    found: dict[str, tuple[int, Entry | None]] = {}
    for start in range(0, len(entries), 500):
        query = select(table).where(table.c.entry.in_(entries[start : start + 500]))
        for each in connection.execute(query):
            found[each.entry] = (each.seq, _decoded(each.row) if each.row else None)
    return found


def drop_all(connection: Connection, entries: Sequence[str]) -> None:
    if entries:
        connection.exec_driver_sql("DELETE FROM shadow WHERE entry = ?", [(each,) for each in entries])


def overlay(row: Entry | None, pending: list[Op]) -> Entry | None:
    """The server's row with the person's own pending ops laid over it."""
    seen = reduce(apply, pending, row)
    return replace(seen, pending=bool(pending)) if seen else None


def _decoded(data: str) -> Entry:
    plain = msgspec.json.decode(data)
    return Entry(**{**plain, "author": Author(**plain["author"])})
