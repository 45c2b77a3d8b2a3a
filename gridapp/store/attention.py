"""What waits for the person's decision: ops the server held, values changed on both sides. Never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select, update

from gridapp.domain.op import Op
from gridapp.store.tables import attention as table


@dataclass(frozen=True)
class Item:
    """`detail` holds the server's words: {"title", "message", "fields": {field: message}} of a held op,
    {"values": {field: {"mine", "theirs"}}} of a conflict. `outcome` says how it was settled."""

    id: str
    entry: str
    op: str
    kind: str
    detail: dict[str, Any]
    at: str
    done_at: str | None = None
    outcome: str | None = None


def add(connection: Connection, op: Op, kind: str, detail: dict[str, Any], at: str) -> None:
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO attention (id, entry, op, kind, detail, at) VALUES (?, ?, ?, ?, ?, ?)",
        (f"{op.id}-{kind}", op.entry, op.id, kind, msgspec.json.encode(detail).decode(), at),
    )


def open_items(connection: Connection) -> list[Item]:
    return _items(connection, table.c.done_at.is_(None))


def settled_items(connection: Connection, most: int = 20) -> list[Item]:
    return _items(connection, table.c.done_at.is_not(None))[:most]


def read(connection: Connection, item: str) -> Item | None:
    return next(iter(_items(connection, table.c.id == item)), None)


def count(connection: Connection) -> int:
    return (
        connection.execute(select(func.count()).select_from(table).where(table.c.done_at.is_(None))).scalar()
        or 0
    )


def settle(connection: Connection, item: str, outcome: str, at: str) -> None:
    connection.execute(update(table).where(table.c.id == item).values(done_at=at, outcome=outcome))


def settle_entry(connection: Connection, entry: str, outcome: str, at: str) -> None:
    """Everything open about an entry that is gone."""
    mine = (table.c.entry == entry, table.c.done_at.is_(None))
    connection.execute(update(table).where(*mine).values(done_at=at, outcome=outcome))


def _items(connection: Connection, condition: Any) -> list[Item]:
    rows = connection.execute(
        select(table).where(condition).order_by(table.c.at.desc(), table.c.id)
    ).mappings()
    return [Item(**{**row, "detail": msgspec.json.decode(row["detail"])}) for row in rows]
