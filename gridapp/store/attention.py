"""What waits for the person's decision: ops the server held, values changed on both sides. Never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select, update

from gridapp.domain.op import Op, understood
from gridapp.store.tables import attention as table
from gridapp.store.tables import op as op_table

_INSERT = (
    "INSERT INTO attention (id, entry, op, kind, side, data, detail, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    # What was decided elsewhere and, after a restore, is open again is open here too; what this person decided on
    # this computer stays so.
    "ON CONFLICT (id) DO UPDATE SET done_at = NULL, outcome = NULL, detail = excluded.detail "
    "WHERE outcome IN ('taken', 'settled') OR (outcome = 'released' AND side = 'mine')"
)


@dataclass(frozen=True)
class Item:
    """Something to decide about the op `op`, as one of those concerned: `side` is "mine" for who made it, "theirs"
    for whose value stands beside it, "supervisor" for who may release or return it.

    `kind` and `detail`: "held" {"code", "title", "message", "fields": {field: message}, "returned": {"by",
    "words": {field: message}}}; "conflict" {"values": {field: {"mine", "theirs"}}, "by", "revived": bool};
    "told" {"by", "to"}, or {"title", "message"} when a decision of this person was refused. `outcome` says how it was
    settled; `data` is the op's JSON where it is another's.
    """

    id: str
    entry: str
    op: str
    kind: str
    detail: dict[str, Any]
    at: str
    side: str = "mine"
    data: str = ""
    done_at: str | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class News:
    """What the server says of a matter: `state` is open, returned, released or settled; `seq` the journal number
    that a released op got; `by` who decided."""

    op: str
    kind: str
    side: str
    state: str
    at: str
    data: str
    detail: dict[str, Any]
    seq: int = 0
    by: str = ""


def add(connection: Connection, op: Op, kind: str, detail: dict[str, Any], at: str) -> None:
    _insert(connection, op, kind, "mine", "", detail, at)


def refuse(connection: Connection, ruling: Op, detail: dict[str, Any], at: str) -> None:
    """A decision of this person about another's op was not taken: they are told, and unless somebody else has
    decided, it waits for them again."""
    _insert(connection, ruling, "told", "mine", "", detail, at)
    if detail.get("code") != "unknown":
        waits_again = (table.c.op == ruling.settles, table.c.outcome.in_(("released", "returned")))
        connection.execute(update(table).where(*waits_again).values(done_at=None, outcome=None))


def forget_others(connection: Connection) -> None:
    """What concerns this person through their rights: it comes again, as far as it still does."""
    connection.execute(table.delete().where(table.c.side != "mine", table.c.done_at.is_(None)))


def take(connection: Connection, news: Sequence[News]) -> set[str]:
    """Take up what the server says of matters; give the types concerned. Repeating it changes nothing."""
    types = set()
    for each in news:
        op = understood(each.data)
        types.add(op.type)
        if each.state in ("open", "returned"):
            _insert(connection, op, each.kind, each.side, each.data, each.detail, each.at)
        if each.state in ("open", "returned") and each.side == "mine":
            _update_open(connection, op.id, each.kind, detail=msgspec.json.encode(each.detail).decode())
        elif each.state != "open":
            settle_ops(connection, [op.id], each.kind, each.state, each.at)
        if each.state == "released":
            mine = (op_table.c.id == op.id, op_table.c.state.in_(("held", "settled")))
            connection.execute(update(op_table).where(*mine).values(state="acked", seq=each.seq))
    return types


TO_DECIDE = ("held", "conflict")
"""Kinds that ask for a decision; the others only tell."""


def open_items(connection: Connection) -> list[Item]:
    return _items(connection, table.c.done_at.is_(None) & table.c.kind.in_(TO_DECIDE))


def tidings(connection: Connection) -> list[Item]:
    """What the person is told and has not put away."""
    return _items(connection, table.c.done_at.is_(None) & table.c.kind.not_in(TO_DECIDE))


def settled_items(connection: Connection, most: int = 20) -> list[Item]:
    return _items(connection, table.c.done_at.is_not(None) & table.c.kind.in_(TO_DECIDE))[:most]


def read(connection: Connection, item: str) -> Item | None:
    return next(iter(_items(connection, table.c.id == item)), None)


def count(connection: Connection) -> int:
    """How many decisions wait."""
    waiting = (table.c.done_at.is_(None), table.c.kind.in_(TO_DECIDE))
    return connection.execute(select(func.count()).select_from(table).where(*waiting)).scalar() or 0


def settle(connection: Connection, item: str, outcome: str, at: str) -> None:
    connection.execute(update(table).where(table.c.id == item).values(done_at=at, outcome=outcome))


def reopen(connection: Connection, item: str) -> None:
    connection.execute(update(table).where(table.c.id == item).values(done_at=None, outcome=None))


def settle_ops(connection: Connection, ops: Sequence[str], kind: str, outcome: str, at: str) -> None:
    """Everything open of this kind about these ops."""
    if ops:
        connection.exec_driver_sql(
            "UPDATE attention SET done_at = ?, outcome = ? WHERE op = ? AND kind = ? AND done_at IS NULL",
            [(at, outcome, op, kind) for op in ops],
        )


def settle_entry(connection: Connection, entry: str, outcome: str, at: str) -> None:
    """Everything open about an entry that is gone."""
    mine = (table.c.entry == entry, table.c.done_at.is_(None))
    connection.execute(update(table).where(*mine).values(done_at=at, outcome=outcome))


def _items(connection: Connection, condition: Any) -> list[Item]:
    rows = connection.execute(
        select(table).where(condition).order_by(table.c.at.desc(), table.c.id)
    ).mappings()
    return [Item(**{**row, "detail": msgspec.json.decode(row["detail"])}) for row in rows]


def _insert(
    connection: Connection, op: Op, kind: str, side: str, data: str, detail: dict[str, Any], at: str
) -> None:
    connection.exec_driver_sql(
        _INSERT,
        (f"{op.id}-{kind}", op.entry, op.id, kind, side, data, msgspec.json.encode(detail).decode(), at),
    )


def _update_open(connection: Connection, op: str, kind: str, **values: Any) -> None:
    mine = (table.c.op == op, table.c.kind == kind, table.c.done_at.is_(None))
    connection.execute(update(table).where(*mine).values(**values))
