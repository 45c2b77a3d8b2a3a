"""What has not reached the server: freezing a batch, and settling it by the server's verdicts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, func, select, update

from gridapp.domain.entry import Entry
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
    if connection.execute(select(batch_table.c.id).where(batch_table.c.id == batch)).first() is None:
        return set()
    sent = connection.execute(select(table.c.data).where(table.c.batch == batch).order_by(table.c.n))
    ops_sent = [ops.decoded(row.data) for row in sent]
    by_op = {answer.op: answer for answer in answers}
    unmentioned = Settled("", "retry")  # not decided: it is sent again
    decided = [(op, by_op.get(op.id, unmentioned)) for op in ops_sent]
    _mark(connection, decided)
    for op, answer in decided:
        if answer.outcome in ("held", "kept both"):
            kind = "held" if answer.outcome == "held" else "conflict"
            attention.add(connection, op, kind, answer.detail or {}, at)
    _show(connection, decided, cursor, caught_up)
    connection.execute(batch_table.delete().where(batch_table.c.id == batch))
    return {op.type for op, answer in decided if answer.outcome != "retry"}


def unfreeze(connection: Connection) -> None:
    """Take a batch apart that the server found too large or will not answer; its ops are pending again."""
    connection.execute(batch_table.delete())
    connection.execute(update(table).where(table.c.state == "frozen").values(state="pending", batch=None))


def unsent(connection: Connection) -> dict[str, int]:
    """How many entries of each type hold something the server does not have."""
    query = (
        select(table.c.type, func.count(table.c.entry.distinct()))
        .where(table.c.state.in_(ops.UNANSWERED))
        .group_by(table.c.type)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def oldest_unsent(connection: Connection) -> str | None:
    """Device time of the oldest unsent op: how long something has been waiting."""
    query = select(table.c.data).where(table.c.state.in_(ops.UNANSWERED)).order_by(table.c.n).limit(1)
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


def _mark(connection: Connection, decided: Sequence[tuple[Op, Settled]]) -> None:
    states = {"retry": "pending", "held": "held"}
    connection.exec_driver_sql(
        "UPDATE op SET state = ?, seq = ?, batch = CASE WHEN ? = 'retry' THEN NULL ELSE batch END WHERE n = ?",
        [(states.get(a.outcome, "acked"), a.seq or None, a.outcome, op.n) for op, a in decided],
    )


def _show(connection: Connection, decided: Sequence[tuple[Op, Settled]], cursor: int, caught_up: int) -> None:
    """Put accepted values into the shadows, and show each entry as its shadow + what is still unanswered."""
    entries = list(dict.fromkeys(op.entry for op, _ in decided))
    kept = shadows.read_all(connection, entries)
    for op, answer in decided:
        if op.entry in kept and answer.seq:
            kept[op.entry] = _acknowledged(kept[op.entry], op, answer, cursor, caught_up)
    unanswered = ops.pending_of(connection, entries)
    done, shown = [], []
    for entry, (seq, row) in kept.items():
        waiting = unanswered.get(entry, [])
        now = shadows.overlay(row, waiting)
        if now is None and (here := rows.read(connection, entry)):
            now = replace(here, pending=True)  # its add was held: it is on this computer only
        if now is not None:
            shown.append(now)
        if waiting:
            shadows.put(connection, entry, seq, row)
        else:
            done.append(entry)
    shadows.drop_all(connection, done)
    rows.write(connection, shown)


def _acknowledged(
    shadow: tuple[int, Entry | None], op: Op, answer: Settled, cursor: int, caught_up: int
) -> tuple[int, Entry | None]:
    """The shadow with what the server took of `op`. Its number, the base of later ops, stays where it was while
    others' changes below the answer's number are unseen. What was pulled already is not put back."""
    seq, row = shadow
    if answer.seq <= max(cursor, seq):
        return shadow
    refused = (answer.detail or {}).get("values", {})
    taken = msgspec.structs.replace(op, fields={n: v for n, v in op.fields.items() if n not in refused})
    row = apply(row, taken)
    if row is not None and caught_up >= answer.seq:
        return answer.seq, replace(row, seq=answer.seq)
    return seq, row
