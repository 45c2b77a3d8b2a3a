"""Work recorded before enrolment becomes the enrolled person's: nothing of it has left this computer yet."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from sqlalchemy import Connection, select

from gridapp.domain.entry import Author
from gridapp.domain.ids import Dice, uuid7
from gridapp.domain.op import Op, decoded
from gridapp.domain.permissions import Person
from gridapp.domain.world import Clock
from gridapp.store import ops, rows
from gridapp.store.tables import entry as entry_table
from gridapp.store.tables import op as op_table


def adopt(connection: Connection, before: Person, now: Person) -> None:
    """Write author and home unit anew in every unsent entry and op, and the chain over them.

    What was recorded where the computer's own person belongs belongs where the enrolled person does.
    """
    mine = [rows.from_row(row) for row in connection.execute(
        select(entry_table).where(entry_table.c.author == before.id))]  # fmt: skip
    author = Author(now.id, now.name)
    rows.write(
        connection,
        [
            replace(each, author=author, unit=now.unit if each.unit == before.unit else each.unit)
            for each in mine
        ],
    )
    pending = connection.execute(select(op_table.c.n, op_table.c.data).where(op_table.c.state == "pending"))
    changed = {row.n: _adopted(decoded(row.data), before, now) for row in pending}
    ops.rewrite(connection, changed)


def renumber(connection: Connection, before: str, now: str, clock: Clock, dice: Dice) -> None:
    """Entries that never left this computer get numbers of the device it is now: its copy counts on with the old
    ones. An op with another content is another op, so it gets another id too."""
    query = select(op_table.c.n, op_table.c.data).where(
        op_table.c.state == "pending", op_table.c.batch.is_(None)
    )
    pending = {row.n: decoded(row.data) for row in connection.execute(query)}
    changed = {
        n: msgspec.structs.replace(
            op, id=uuid7(clock(), dice), number=op.number.replace(f"-{before}-", f"-{now}-")
        )
        for n, op in pending.items()
        if op.kind == "add" and f"-{before}-" in op.number
    }
    ops.rewrite(connection, changed)
    made = [
        replace(entry, number=op.number)
        for op in changed.values()
        if (entry := rows.read(connection, op.entry))
    ]
    rows.write(connection, made)


def _adopted(op: Op, before: Person, now: Person) -> Op:
    if op.author != before.id:
        return op
    unit = now.unit if op.unit == before.unit else op.unit
    return msgspec.structs.replace(op, author=now.id, author_name=now.name, unit=unit)
