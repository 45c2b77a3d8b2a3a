"""The `file` table: which files there are, where each of them is, which are wanted here.

States: local (only here) · wanted (not here; the next round fetches it) · offered (not here; fetched when a person
opens it) · kept (here, and the server has it, by its receipt).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select, update

from gridapp.domain.fields import Json
from gridapp.domain.record import RecordType, record_types
from gridapp.store.ops import UNANSWERED
from gridapp.store.tables import entry, file_use, op
from gridapp.store.tables import file as table

SMALL = 64_000
"""Bytes up to which an original is fetched without being asked for."""


@dataclass(frozen=True)
class FileRow:
    sha: str
    size: int


def add_local(connection: Connection, sha: str, size: int) -> None:
    """A file that was made here. One that the server already has stays so."""
    connection.exec_driver_sql(
        "INSERT INTO file (sha, size, state) VALUES (?, ?, 'local') ON CONFLICT (sha) "
        "DO UPDATE SET size = excluded.size, state = 'local' WHERE state IN ('wanted', 'offered')",
        (sha, size),
    )


def to_upload(connection: Connection) -> list[FileRow]:
    """Local files whose entries the server has: text goes before photos, and no file without its entry.

    Smallest first: so thumbnails, which are smaller than any photo that has one, go before photos.
    """
    unanswered = select(op.c.entry).where(op.c.state.in_(UNANSWERED))
    acked = select(op.c.entry).where(op.c.state == "acked")
    query = (
        select(table.c.sha, table.c.size)
        .join(file_use, file_use.c.sha == table.c.sha)
        .join(entry, entry.c.id == file_use.c.entry)
        .where(table.c.state == "local", entry.c.id.not_in(unanswered))
        .where((entry.c.seq > 0) | entry.c.id.in_(acked))
        .distinct()
        .order_by(table.c.size)
    )
    return [FileRow(row.sha, row.size) for row in connection.execute(query)]


def only_here(connection: Connection) -> list[FileRow]:
    """Every file in use that the server has given no receipt for, whether it has the entry or not. Smallest first."""
    query = (
        select(table.c.sha, table.c.size)
        .join(file_use, file_use.c.sha == table.c.sha)
        .where(table.c.state == "local")
        .distinct()
        .order_by(table.c.size, table.c.sha)
    )
    return [FileRow(row.sha, row.size) for row in connection.execute(query)]


def sort_wanted(connection: Connection) -> None:
    """Decide about files that entries brought up since the last round: what is large and has a thumbnail waits
    until somebody opens it."""
    large: dict[str, int] = {}
    needed: set[str] = set()
    for sha, record, body in _uses(connection, "wanted"):
        size = dict(record.thumbs(body).values()).get(sha, 0)
        if size > SMALL:
            large[sha] = size
        else:
            needed.add(sha)
    for sha, size in large.items():
        if sha not in needed:
            mine = (table.c.sha == sha, table.c.state == "wanted", table.c.size == 0)
            connection.execute(update(table).where(*mine).values(state="offered", size=size))


def want(connection: Connection, sha: str | None = None) -> None:
    """Have an offered file fetched by the next round: one, or all there are."""
    query = update(table).where(table.c.state == "offered")
    connection.execute((query if sha is None else query.where(table.c.sha == sha)).values(state="wanted"))


def to_download(connection: Connection) -> list[str]:
    """What the next round fetches: thumbnails, whose size is not known before, then the smallest first."""
    query = select(table.c.sha).where(table.c.state == "wanted").order_by(table.c.size)
    return [row.sha for row in connection.execute(query)]


def mark_kept(connection: Connection, sha: str, size: int, receipt: dict[str, Any]) -> None:
    """The server holds this file: its receipt says so."""
    connection.execute(
        update(table).where(table.c.sha == sha).values(state="kept", size=size, receipt=json.dumps(receipt))
    )


def unsent(connection: Connection) -> int:
    """How many photos in use are still only on this computer, whole or their thumbnail."""
    return len(
        {record.thumbs(body).get(sha, (sha, 0))[0] for sha, record, body in _uses(connection, "local")}
    )


def states(connection: Connection, of: str) -> dict[str, str]:
    """Where each file of an entry is: name -> local, wanted, offered or kept."""
    query = select(table.c.sha, table.c.state).join(file_use, file_use.c.sha == table.c.sha)
    return {row.sha: row.state for row in connection.execute(query.where(file_use.c.entry == of))}


def _uses(connection: Connection, state: str) -> Iterator[tuple[str, RecordType, dict[str, Json]]]:
    """Each file in this state with the entries that refer to it. A wanted one only while nothing is known of it."""
    query = (
        select(table.c.sha, entry.c.type, entry.c.body)
        .join(file_use, file_use.c.sha == table.c.sha)
        .join(entry, entry.c.id == file_use.c.entry)
        .where(table.c.state == state, (table.c.size == 0) | (table.c.state != "wanted"))
    )
    types = record_types()
    for row in connection.execute(query):
        if row.type in types:
            yield row.sha, types[row.type], msgspec.json.decode(row.body)
