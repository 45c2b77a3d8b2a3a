"""The op log: every act of this person on this computer, hash-chained, until the server has it and after.

An op is written in the same transaction as the change it makes, here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select, update

from gridapp.domain.entry import Author, Entry
from gridapp.domain.ids import Dice, uuid7
from gridapp.domain.op import GENESIS, Kind, Op, apply, chain, decoded, digest_of
from gridapp.domain.world import Clock
from gridapp.store import attention, history, rows, shadows
from gridapp.store.tables import op as table

FOLD_REACH = 50
"""Edits of an unsent entry fold into one op while it is among the last so many: linking stays cheap."""


UNANSWERED = ("pending", "frozen", "waiting")
"""States of ops that the server has not decided: to be sent, on their way, and waiting for another's op to arrive
first. The others: acked, held, and settled (held once, decided since)."""


@dataclass(frozen=True)
class Act:
    """What a person does to one entry, before it becomes an op.

    `base` is the journal number of the row that the person was looking at; None means the one in the store.
    `settles` names the op whose matter this decides.
    """

    kind: str
    entry: str
    type: str
    fields: dict[str, Any]
    seen: dict[str, Any] | None = None
    number: str = ""
    unit: str = ""
    move: str = ""
    to: str = ""
    schema: int = 1
    base: int | None = None
    settles: str = ""


def record(connection: Connection, act: Act, author: Author, clock: Clock, dice: Dice) -> Entry:
    """Write `act`: the entry as it is now, the op that says so, and what the server last said of it."""
    before = rows.read(connection, act.entry)
    if before is None and act.kind == "add":
        return record_new(connection, [act], author, clock, dice)[0]
    never_sent = before is not None and not before.seq and add_was_refused(connection, act.entry)
    if never_sent and act.kind == "delete":
        return _forget_unsent(connection, act, before, author, clock, dice)
    if before is not None and never_sent:
        act = _as_add(connection, act, before)
    op = _made(connection, act, before, author, clock, dice)
    after = _after(None if act.kind == "add" else before, op)
    shadows.keep(connection, before, act.entry)
    if not _fold(connection, op):
        append(connection, op)
    rows.write(connection, [after])
    return after


def record_new(
    connection: Connection, acts: Sequence[Act], author: Author, clock: Clock, dice: Dice
) -> list[Entry]:
    """Write acts that add entries which are not here: one statement for each table, however many they are."""
    first = newest(connection) + 1
    ops = [_op(n, act.base or 0, act, None, author, clock, dice) for n, act in enumerate(acts, first)]
    added = [_after(None, op) for op in ops]
    shadows.keep_none(connection, [each.id for each in added])
    append_all(connection, ops)
    rows.write(connection, added)
    return added


def rule(
    connection: Connection,
    kind: Kind,
    about: Op,
    author: Author,
    clock: Clock,
    dice: Dice,
    words: dict[str, str] | None = None,
) -> Op:
    """Write an op that changes no entry but decides about another op: see `RULINGS`."""
    act = Act(kind, "", about.type, {}, settles=about.id, base=0)  # it changes no entry, so it names none
    op = msgspec.structs.replace(_made(connection, act, None, author, clock, dice), words=words or {})
    append(connection, op)
    return op


def _after(before: Entry | None, op: Op) -> Entry:
    """The entry as the person sees it once `op` is written."""
    after = apply(before, op)
    assert after is not None, "an act on an entry that is not there"
    return replace(after, pending=True)


def _made(
    connection: Connection, act: Act, before: Entry | None, author: Author, clock: Clock, dice: Dice
) -> Op:
    return _op(newest(connection) + 1, _base(connection, act, before), act, before, author, clock, dice)


def _op(n: int, base: int, act: Act, before: Entry | None, author: Author, clock: Clock, dice: Dice) -> Op:
    moment = clock()
    now = moment.isoformat(timespec="milliseconds")
    return Op(
        id=uuid7(moment, dice),
        n=n,
        entry=act.entry,
        type=act.type,
        kind=act.kind,
        at=now,
        author=author.id,
        author_name=author.name,
        base=base,
        schema=act.schema,
        fields=act.fields,
        seen=act.seen or {},
        number=act.number,
        unit=act.unit,
        recorded_at=(before.recorded_at if before else now) if act.kind == "add" else "",
        move=act.move,
        to=act.to,
        settles=act.settles,
    )


def _base(connection: Connection, act: Act, before: Entry | None) -> int:
    """What of the journal the author had seen. The person's own unanswered values hide what arrived beneath
    them, so a new value of such a field was typed without seeing that."""
    base = act.base if act.base is not None else before.seq if before else 0
    cut = history.cut(connection)
    own = pending(connection, act.entry)
    hiding = [cut.base_of(op) for op in own if set(op.fields) & set(act.fields)]
    return min(base, *hiding) if hiding else base


def append(connection: Connection, op: Op, state: str = "pending") -> None:
    append_all(connection, [op], state)


def append_all(connection: Connection, ops: Sequence[Op], state: str = "pending") -> None:
    """Link ops that are numbered one after the other to the end of the chain."""
    linked = _hash_before(connection, ops[0].n)
    lines = []
    for op in ops:
        data = op.encoded()
        linked = chain(linked, digest_of(data))
        lines.append((op.n, op.id, op.entry, op.type, linked, data.decode(), state))
    connection.exec_driver_sql(
        "INSERT INTO op (n, id, entry, type, hash, data, state) VALUES (?, ?, ?, ?, ?, ?, ?)", lines
    )


def pending(connection: Connection, entry: str) -> list[Op]:
    """The ops on `entry` that the server has not answered yet, oldest first."""
    unanswered = table.c.state.in_(UNANSWERED)
    query = select(table.c.data).where(table.c.entry == entry, unanswered).order_by(table.c.n)
    return [decoded(row.data) for row in connection.execute(query)]


def pending_of(connection: Connection, entries: Sequence[str]) -> dict[str, list[Op]]:
    """The unanswered ops on each of these entries, oldest first; entries without any are left out."""
    found: dict[str, list[Op]] = {}
    for start in range(0, len(entries), 500):
        part = table.c.entry.in_(entries[start : start + 500])
        query = select(table.c.data).where(part, table.c.state.in_(UNANSWERED)).order_by(table.c.n)
        for row in connection.execute(query):
            op = decoded(row.data)
            found.setdefault(op.entry, []).append(op)
    return found


def of_entry(connection: Connection, entry: str) -> list[Op]:
    """Every op of this computer on `entry`, oldest first."""
    query = select(table.c.data).where(table.c.entry == entry).order_by(table.c.n)
    return [decoded(row.data) for row in connection.execute(query)]


def newest(connection: Connection) -> int:
    """The number of the last op; 0 while there is none."""
    return connection.execute(select(func.max(table.c.n))).scalar() or 0


def read(connection: Connection, op: str) -> Op:
    """The op with this id."""
    return decoded(connection.execute(select(table.c.data).where(table.c.id == op)).scalar_one())


def rewrite(connection: Connection, changed: dict[int, Op]) -> None:
    """Put other ops in the place of these, and link the chain again from the first of them on."""
    for n, op in changed.items():
        values = {"id": op.id, "data": op.encoded().decode(), "entry": op.entry}
        connection.execute(update(table).where(table.c.n == n).values(**values))
    if changed:
        link_from(connection, min(changed))


def link_from(connection: Connection, n: int) -> None:
    """Link the chain again from op `n` on."""
    previous = _hash_before(connection, n)
    links = []
    for row in connection.execute(select(table.c.n, table.c.data).where(table.c.n >= n).order_by(table.c.n)):
        previous = chain(previous, digest_of(row.data.encode()))
        links.append((previous, row.n))
    if links:
        connection.exec_driver_sql("UPDATE op SET hash = ? WHERE n = ?", links)


def _hash_before(connection: Connection, n: int) -> str:
    return connection.execute(select(table.c.hash).where(table.c.n == n - 1)).scalar() or GENESIS


def settle(connection: Connection, op: str) -> None:
    """A held op that was decided: it is neither sent nor waited for any more."""
    connection.execute(update(table).where(table.c.id == op, table.c.state == "held").values(state="settled"))


def add_was_refused(connection: Connection, entry: str) -> bool:
    """Whether this computer made the entry and no op is left that the server has, or will have, of its making."""
    query = select(table.c.state, table.c.data).where(table.c.entry == entry)
    adds = [row.state for row in connection.execute(query) if decoded(row.data).kind == "add"]
    return bool(adds) and all(state in ("held", "settled") for state in adds)


def _as_add(connection: Connection, act: Act, before: Entry) -> Act:
    """The server held the op that made this entry: a change to it offers the whole entry again, as it began."""
    first = of_entry(connection, act.entry)[0]
    return replace(
        act,
        kind="add",
        fields={**before.body, **act.fields},
        seen=None,
        number=before.number,
        unit=act.unit or before.unit,
        to=first.to,
        move="",
        base=0,
    )


def _forget_unsent(
    connection: Connection, act: Act, before: Entry | None, author: Author, clock: Clock, dice: Dice
) -> Entry:
    """Delete what the server held and never took: it is told nothing, and asks for nothing any more."""
    assert before is not None, "only what is there can be deleted"
    append(connection, _made(connection, act, before, author, clock, dice), state="settled")
    for op in of_entry(connection, act.entry):
        settle(connection, op.id)
    attention.settle_entry(connection, act.entry, "deleted", clock().isoformat(timespec="milliseconds"))
    shadows.drop_all(connection, [act.entry])
    after = replace(before, deleted=True, pending=False)
    rows.write(connection, [after])
    return after


def _fold(connection: Connection, op: Op) -> bool:
    """Put a change of fields into the op before it on the same entry, when neither that one nor any after it ever
    left this computer: what was sent keeps its place in the chain."""
    if op.kind != "set" or op.settles:
        return False
    reach = newest(connection) - FOLD_REACH
    row = connection.execute(
        select(table.c.n, table.c.data, table.c.state)
        .where(table.c.entry == op.entry, table.c.n > reach)
        .order_by(table.c.n.desc())
        .limit(1)
    ).first()
    if row is None or row.n <= history.cut(connection).until or not _never_left(connection, row.n):
        return False
    earlier = decoded(row.data)
    if earlier.kind not in ("add", "set") or earlier.author != op.author:
        return False
    if earlier.kind == "set" and earlier.base != op.base:
        return False  # something arrived in between, and this was typed with it in sight
    folded = msgspec.structs.replace(
        earlier,
        id=op.id,  # another content is another op: a copy of this computer may have sent the first
        fields={**earlier.fields, **op.fields},
        seen=earlier.seen if earlier.kind == "add" else {**op.seen, **earlier.seen},
        unit=op.unit or earlier.unit,
        schema=max(earlier.schema, op.schema),
    )
    rewrite(connection, {row.n: folded})
    return True


def _never_left(connection: Connection, n: int) -> bool:
    """Whether op `n` and all after it were never sent."""
    sent = select(table.c.n).where(table.c.n >= n, (table.c.state != "pending") | table.c.batch.is_not(None))
    return connection.execute(sent.limit(1)).first() is None
