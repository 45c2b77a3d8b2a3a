"""What has not reached the server: freezing a batch, and settling it by the server's verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, func, select, text, update

from gridapp.domain.entry import Entry
from gridapp.domain.ids import Dice
from gridapp.domain.op import RULINGS, Op, apply, decoded, digest_of, digest_of_all
from gridapp.store import attention, history, ops, rows, shadows
from gridapp.store.history import Cut
from gridapp.store.tables import batch as batch_table
from gridapp.store.tables import op as table

Outcome = Literal["stored", "same", "kept both", "held", "retry"]


@dataclass(frozen=True)
class Frozen:
    """A batch as it will be sent, the same however often: `ops` are the JSON of the ops with these `ids`, `digest`
    is over their hashes; `cut`, when its ops were made on a history that the server lost, the number up to which
    their authors are sure to have seen it."""

    id: str
    digest: str
    ids: list[str]
    ops: list[str]
    cut: int | None = None


@dataclass(frozen=True)
class Settled:
    """The server's answer for one op: its journal number when it was accepted, the reason when it was not."""

    op: str
    outcome: Outcome
    seq: int = 0
    detail: dict[str, Any] = field(default_factory=dict)


def unanswered_batches(connection: Connection) -> list[Frozen]:
    """The batches that were frozen and never answered, oldest first: they are sent again as they are."""
    query = (
        select(batch_table.c.id, batch_table.c.digest)
        .join(table, table.c.batch == batch_table.c.id)
        .group_by(batch_table.c.id, batch_table.c.digest)
        .order_by(func.min(table.c.n))
    )
    cut = history.cut(connection)
    found = []
    for row in connection.execute(query).all():
        of_batch = select(table.c.n, table.c.id, table.c.data).where(table.c.batch == row.id)
        sent = connection.execute(of_batch.order_by(table.c.n)).all()
        found.append(_frozen(row.id, row.digest, sent, cut))
    return found


def freeze(connection: Connection, dice: Dice, most_ops: int, most_bytes: int) -> Frozen | None:
    """A new batch of the oldest pending ops, or None when there are none."""
    cut = history.cut(connection)
    chosen: list[Any] = []  # rows of n, id, data
    size = 0
    query = select(table.c.n, table.c.id, table.c.data).where(table.c.state == "pending")
    for row in connection.execute(query.order_by(table.c.n).limit(most_ops)):
        size += len(row.data.encode())
        if chosen and (size > most_bytes or (chosen[0].n <= cut.until < row.n)):
            break
        chosen.append(row)
    if not chosen:
        return None
    batch, digest = dice(16).hex(), digest_of_all(digest_of(row.data.encode()) for row in chosen)
    connection.execute(batch_table.insert().values(id=batch, digest=digest))
    connection.exec_driver_sql(
        "UPDATE op SET state = 'frozen', batch = ? WHERE n = ?", [(batch, row.n) for row in chosen]
    )
    return _frozen(batch, digest, chosen, cut)


def take_up_waiting(connection: Connection) -> None:
    """Ops that waited for another's op to arrive first are tried again."""
    connection.execute(update(table).where(table.c.state == "waiting").values(state="pending"))


def settle(
    connection: Connection, batch: str, answers: Sequence[Settled], cursor: int, caught_up: int, at: str
) -> set[str]:
    """Take the server's answer to `batch`; give the types that changed. A repeated answer changes nothing.

    `caught_up` is the journal number up to which this computer now knows everything (0: it must pull first).
    """
    if connection.execute(select(batch_table.c.id).where(batch_table.c.id == batch)).first() is None:
        return set()
    of_batch = select(table.c.n, table.c.id, table.c.entry, table.c.type).where(table.c.batch == batch)
    sent = connection.execute(of_batch.order_by(table.c.n)).all()
    by_op = {answer.op: answer for answer in answers}
    undecided = Settled("", "retry")  # it is sent again
    pairs = [(row, by_op.get(row.id, undecided)) for row in sent]
    _mark(connection, pairs)
    entries = list(dict.fromkeys(row.entry for row in sent))
    unanswered = ops.pending_of(connection, entries)
    plain = _taken_as_sent(pairs, cursor, caught_up) - set(unanswered)
    _show_numbers(connection, [(answer.seq, row.entry) for row, answer in pairs if row.entry in plain])
    others = [(row, answer) for row, answer in pairs if row.entry not in plain]
    _settle_others(connection, others, unanswered, cursor, caught_up, at)
    attention.settle_ops(connection, [row.id for row, answer in pairs if answer.seq], "held", "taken", at)
    connection.execute(batch_table.delete().where(batch_table.c.id == batch))
    return {row.type for row, answer in pairs if answer.outcome != "retry"}


def put_receipt(connection: Connection, batch: str, data: str, signature: str) -> None:
    """Keep the server's signed word for a batch."""
    connection.exec_driver_sql("INSERT OR REPLACE INTO receipt VALUES (?, ?, ?)", (batch, data, signature))


def is_own(connection: Connection, batch: str) -> bool:
    """Whether this computer froze the batch. Its id is chance, so a copy of this computer does not know it."""
    known = (
        "SELECT 1 FROM batch WHERE id = :id UNION ALL SELECT 1 FROM receipt WHERE batch = :id "
        "UNION ALL SELECT 1 FROM op WHERE batch = :id LIMIT 1"
    )
    return connection.execute(text(known), {"id": batch}).first() is not None


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


def unanswered(connection: Connection) -> int:
    """How many ops the server has not answered."""
    query = select(func.count()).select_from(table).where(table.c.state.in_(ops.UNANSWERED))
    return int(connection.execute(query).scalar_one())


def oldest_unsent(connection: Connection) -> str | None:
    """Device time of the oldest unsent op: how long something has been waiting."""
    query = select(table.c.data).where(table.c.state.in_(ops.UNANSWERED)).order_by(table.c.n).limit(1)
    data = connection.execute(query).scalar()
    return decoded(data).at if data else None


def _frozen(batch: str, digest: str, rows_of: Sequence[Any], cut: Cut) -> Frozen:
    was_cut = cut.seq if rows_of[0].n <= cut.until else None
    return Frozen(batch, digest, [row.id for row in rows_of], [row.data for row in rows_of], was_cut)


def _mark(connection: Connection, pairs: Sequence[tuple[Any, Settled]]) -> None:
    states = {"retry": "waiting", "held": "held"}
    connection.exec_driver_sql(
        "UPDATE op SET state = ?, seq = ?, batch = CASE WHEN ? = 'retry' THEN NULL ELSE batch END WHERE n = ?",
        [(states.get(a.outcome, "acked"), a.seq or None, a.outcome, row.n) for row, a in pairs],
    )


def _taken_as_sent(pairs: Sequence[tuple[Any, Settled]], cursor: int, caught_up: int) -> set[str]:
    """Entries of which the server took every op as it was, with nothing of others in between."""
    plain = {row.entry for row, _ in pairs}
    for row, answer in pairs:
        if not cursor < answer.seq <= caught_up or answer.detail:
            plain.discard(row.entry)
    return plain


def _show_numbers(connection: Connection, numbers: Sequence[tuple[int, str]]) -> None:
    """What is shown is what the server now has: only its number is new."""
    if numbers:
        connection.exec_driver_sql("UPDATE entry SET seq = ?, pending = 0 WHERE id = ?", list(numbers))
        shadows.drop_all(connection, [entry for _, entry in numbers])


def _settle_others(
    connection: Connection,
    pairs: Sequence[tuple[Any, Settled]],
    unanswered: Mapping[str, list[Op]],
    cursor: int,
    caught_up: int,
    at: str,
) -> None:
    """Put accepted values into the shadows, and show each entry as its shadow + what is still unanswered."""
    decided = [(ops.read(connection, row.id), answer) for row, answer in pairs]
    for op, answer in decided:
        if op.kind in RULINGS and answer.outcome == "held":
            attention.refuse(connection, op, answer.detail, at)
            ops.settle(connection, op.id)
        elif answer.outcome in ("held", "kept both"):
            attention.add(
                connection, op, "held" if answer.outcome == "held" else "conflict", answer.detail, at
            )
    kept = shadows.read_all(connection, list(dict.fromkeys(op.entry for op, _ in decided)))
    for op, answer in decided:
        if op.entry in kept and answer.seq:
            kept[op.entry] = _acknowledged(kept[op.entry], op, answer, cursor, caught_up)
    _show(connection, kept, unanswered)


def _show(
    connection: Connection, kept: Mapping[str, tuple[int, Entry | None]], unanswered: Mapping[str, list[Op]]
) -> None:
    done, shown = [], []
    for entry, (seq, row) in kept.items():
        waiting = unanswered.get(entry, [])
        now = shadows.overlay(row, waiting)
        if now is None and (here := rows.read(connection, entry)):
            # The server has no row that this computer knows: its add was held, or it lies out of sight by now.
            now = replace(here, pending=ops.add_was_refused(connection, entry))
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
    refused = answer.detail.get("values", {})
    taken = msgspec.structs.replace(op, fields={n: v for n, v in op.fields.items() if n not in refused})
    row = apply(row, taken)
    if row is not None and caught_up >= answer.seq:
        return answer.seq, replace(row, seq=answer.seq)
    return seq, row
