"""What has not reached the server: freezing a batch, and settling it by the server's verdicts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, func, select, update

from gridapp.domain.ids import Dice
from gridapp.domain.op import Op, apply
from gridapp.store import attention, ops, rows, shadows
from gridapp.store.tables import batch as batch_table
from gridapp.store.tables import op as table

Outcome = Literal["stored", "same", "kept both", "held", "retry"]


@dataclass(frozen=True)
class Frozen:
    """A batch as it will be sent, the same however often: `digest` is over the hashes of its ops."""

    id: str
    digest: str
    ops: list[Op]


@dataclass(frozen=True)
class Settled:
    """The server's answer for one op: its journal number when it was accepted, the reason when it was not."""

    op: str
    outcome: Outcome
    seq: int = 0
    detail: dict[str, Any] | None = None


def freeze(connection: Connection, dice: Dice, most_ops: int, most_bytes: int) -> Frozen | None:
    """The batch that was frozen and never answered, else a new one of the oldest pending ops, else None."""
    waiting = connection.execute(select(batch_table.c.id, batch_table.c.digest)).first()
    if waiting is not None:
        query = select(table.c.data).where(table.c.batch == waiting.id).order_by(table.c.n)
        return Frozen(
            waiting.id, waiting.digest, [ops.decoded(row.data) for row in connection.execute(query)]
        )
    chosen = _oldest(connection, most_ops, most_bytes)
    if not chosen:
        return None
    batch = dice(16).hex()
    digest = hashlib.sha256("".join(each.hash() for each in chosen).encode()).hexdigest()
    connection.execute(batch_table.insert().values(id=batch, digest=digest))
    connection.execute(
        update(table).where(table.c.n.in_([each.n for each in chosen])).values(state="frozen", batch=batch)
    )
    return Frozen(batch, digest, chosen)


def settle(
    connection: Connection, batch: str, answers: Sequence[Settled], cursor: int, caught_up: int, at: str
) -> set[str]:
    """Take the server's answer to `batch`; give the types that changed. A repeated answer changes nothing.

    `caught_up` is the journal number up to which this computer now knows everything (0: it must pull first).
    """
    still_frozen = connection.execute(select(batch_table.c.id).where(batch_table.c.id == batch)).first()
    if still_frozen is None:
        return set()
    by_id = {row.id: ops.decoded(row.data) for row in connection.execute(
        select(table.c.id, table.c.data).where(table.c.batch == batch)
    )}  # fmt: skip
    changed: set[str] = set()
    for answer in answers:
        op = by_id.pop(answer.op, None)
        if op is not None:
            _settle_one(connection, op, answer, cursor, at)
            changed |= {op.type} if answer.outcome != "retry" else set()
    for op in by_id.values():  # not mentioned: the server did not decide, so it is sent again
        _mark(connection, op, "pending")
    connection.execute(batch_table.delete().where(batch_table.c.id == batch))
    _refresh(connection, {answer.op for answer in answers}, caught_up)
    return changed


def unfreeze(connection: Connection) -> None:
    """Take a batch apart that the server found too large or will not answer; its ops are pending again."""
    connection.execute(batch_table.delete())
    connection.execute(update(table).where(table.c.state == "frozen").values(state="pending", batch=None))


def unsent(connection: Connection) -> dict[str, int]:
    """How many entries of each type hold something the server does not have."""
    query = (
        select(table.c.type, func.count(table.c.entry.distinct()))
        .where(table.c.state.in_(("pending", "frozen")))
        .group_by(table.c.type)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def oldest_unsent(connection: Connection) -> str | None:
    """Device time of the oldest unsent op: how long something has been waiting."""
    query = select(table.c.data).where(table.c.state.in_(("pending", "frozen"))).order_by(table.c.n).limit(1)
    data = connection.execute(query).scalar()
    return ops.decoded(data).at if data else None


def _oldest(connection: Connection, most_ops: int, most_bytes: int) -> list[Op]:
    query = select(table.c.data).where(table.c.state == "pending").order_by(table.c.n).limit(most_ops)
    chosen: list[Op] = []
    size = 0
    for row in connection.execute(query):
        size += len(row.data)
        if chosen and size > most_bytes:
            break
        chosen.append(ops.decoded(row.data))
    return chosen


def _settle_one(connection: Connection, op: Op, answer: Settled, cursor: int, at: str) -> None:
    if answer.outcome == "retry":
        _mark(connection, op, "pending")
        return
    if answer.outcome == "held":
        _mark(connection, op, "held")
        attention.add(connection, op, "held", answer.detail or {}, at)
        return
    _mark(connection, op, "acked", answer.seq)
    if answer.outcome == "kept both":
        attention.add(connection, op, "conflict", answer.detail or {}, at)
        return
    seq, row = shadows.read(connection, op.entry) or (0, None)
    if answer.seq > max(cursor, seq):
        # Our own values are now the server's; what others changed below that number is still unseen,
        # so the shadow's number, the base of later ops, stays where it was.
        shadows.put(connection, op.entry, seq, apply(row, op))


def _mark(connection: Connection, op: Op, state: str, seq: int | None = None) -> None:
    batch = None if state == "pending" else table.c.batch
    connection.execute(update(table).where(table.c.id == op.id).values(state=state, seq=seq, batch=batch))


def _refresh(connection: Connection, answered: set[str], caught_up: int) -> None:
    """Show the entries of the answered ops as shadow + what is still pending; drop shadows no longer needed."""
    answered_ops = list(answered)
    last_seq: dict[str, int] = {}
    for start in range(0, len(answered_ops), 500):
        query = select(table.c.entry, func.max(table.c.seq).label("seq")).where(
            table.c.id.in_(answered_ops[start : start + 500])
        )
        for each in connection.execute(query.group_by(table.c.entry)):
            last_seq[each.entry] = max(last_seq.get(each.entry, 0), each.seq or 0)
    shown = []
    for entry, acked in last_seq.items():
        kept = shadows.read(connection, entry)
        if kept is None:
            continue
        seq, row = kept
        if row is not None and acked and caught_up >= acked:
            seq = acked
            row = replace(row, seq=seq)
            shadows.put(connection, entry, seq, row)
        pending = ops.pending(connection, entry)
        now = shadows.overlay(row, pending)
        if now is not None:
            shown.append(now)
        elif held := rows.read(connection, entry):
            shown.append(replace(held, pending=True))  # its add was held: it is on this computer only
        if not pending:
            shadows.drop(connection, entry)
    rows.write(connection, shown)
