"""How an entry came to be: what this person did to it on this computer, and the server's word on each act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.op import decoded
from gridapp.store.tables import op as op_table
from gridapp.store.tables import receipt as receipt_table


@dataclass(frozen=True)
class Step:
    """One act. `at` is the computer's time (ISO), `state` how it stands with the server (see `store.ops`);
    `received` the server's time when it took the act in, "" while no receipt says so; `skew` by how many seconds the
    computer's clock was ahead of the server's then."""

    kind: str
    move: str
    to: str
    at: str
    author: str
    state: str
    received: str = ""
    skew: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class _Word(msgspec.Struct, frozen=True):
    """What is read of a batch's receipt."""

    at: str
    skew: int = 0


def past(desk: Desk, entry: str) -> list[Step]:
    """What this computer knows of how the entry with this id came to be, oldest first."""
    with desk.reading() as connection:
        return list(_steps(connection, entry))


def told(own: Sequence[Step], entry: Entry) -> list[Step]:
    """The steps of which the entry itself tells: made by others, or by this person at another computer. `own` are
    those that this computer knows of."""
    known = Counter((each.move, each.author) for each in own)
    found = []
    for line in entry.body.get("steps") or []:
        made = (line["step"], line["by"]["name"])
        if known[made]:
            known[made] -= 1
        else:
            found.append(Step("move", line["step"], line["to"], line["at"], line["by"]["name"], "stored"))
    return found


def _steps(connection: Connection, entry: str) -> Iterator[Step]:
    query = (
        select(op_table.c.data, op_table.c.state, receipt_table.c.data.label("word"))
        .outerjoin(receipt_table, receipt_table.c.batch == op_table.c.batch)
        .where(op_table.c.entry == entry)
        .order_by(op_table.c.n)
    )
    for row in connection.execute(query):
        op = decoded(row.data)
        word = msgspec.json.decode(row.word, type=_Word) if row.word else _Word("")
        yield Step(op.kind, op.move, op.to, op.at, op.author_name, row.state, word.at, word.skew)
