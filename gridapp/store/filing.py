"""The `file` table: which files there are, which the server has, which are wanted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update

from gridapp.store.ops import UNANSWERED
from gridapp.store.tables import entry, file_use, op
from gridapp.store.tables import file as table


@dataclass(frozen=True)
class FileRow:
    sha: str
    size: int


def add_local(connection: Connection, sha: str, size: int) -> None:
    """A file that was made here. One that the server already has stays so."""
    connection.exec_driver_sql(
        "INSERT INTO file (sha, size, state) VALUES (?, ?, 'local') "
        "ON CONFLICT (sha) DO UPDATE SET size = excluded.size, state = 'local' WHERE state = 'wanted'",
        (sha, size),
    )


def to_upload(connection: Connection) -> list[FileRow]:
    """Local files whose entries the server has: text goes before photos, and no file without its entry."""
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


def to_download(connection: Connection) -> list[str]:
    return [row.sha for row in connection.execute(select(table.c.sha).where(table.c.state == "wanted"))]


def mark_kept(connection: Connection, sha: str, size: int, receipt: dict[str, Any]) -> None:
    """The server holds this file: its receipt says so."""
    connection.execute(
        update(table).where(table.c.sha == sha).values(state="kept", size=size, receipt=json.dumps(receipt))
    )


def unsent(connection: Connection) -> int:
    """How many files in use are still only on this computer."""
    query = (
        select(func.count(table.c.sha.distinct()))
        .join(file_use, file_use.c.sha == table.c.sha)
        .where(table.c.state == "local")
    )
    return connection.execute(query).scalar() or 0


def states(connection: Connection, of: str) -> dict[str, str]:
    """Where each file of an entry is: name -> local, wanted or kept."""
    query = select(table.c.sha, table.c.state).join(file_use, file_use.c.sha == table.c.sha)
    return {row.sha: row.state for row in connection.execute(query.where(file_use.c.entry == of))}
