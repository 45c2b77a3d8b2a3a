"""Ops that people must decide about: what the server held, values that were kept beside another's, and who is told
that something of theirs was brought to its end. They wait here as well as on the computers of those concerned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, or_, select, update

from gridapp.domain.op import Op
from gridapp.domain.org import Org
from gridapp.domain.permissions import Person
from gridapp.domain.workflow import STAFF
from gridapp.server import bulk, scopes
from gridapp.server.accounts import Caller
from gridapp.server.tables import county, matter
from gridapp.sync.protocol import Matter

WAITING = ("open", "returned")


@dataclass(frozen=True)
class Concern:
    """One matter. `author` made the op; `other` is whose value stands beside it, or who is told; `by` the name of
    who made it, later of who decided; `base` what of the journal its author is sure to have seen."""

    op: str
    kind: str
    entry: str
    unit: str
    author: str
    other: str
    device: str
    op_kind: str
    at: str
    data: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    state: str = "open"
    seq: int = 0
    by: str = ""
    base: int = 0


def about(
    op: Op, raw: str, kind: str, unit: str, author: Person, device: str, at: str, detail: Mapping[str, Any]
) -> Concern:
    """A new matter about `op`, which this person's device sent; nobody else knows of it yet."""
    return Concern(
        op.id, kind, op.entry, unit, author.id, "", device, op.kind, at, raw, detail, by=author.name, base=op.base
    )  # fmt: skip


class Table:
    """The matters that one push touches: read from the database as they are asked for, with what the push itself
    has changed already, and written together at its end."""

    def __init__(self, connection: Connection, of: str) -> None:
        self._connection = connection
        self._county = of
        self._changed: dict[tuple[str, str], Concern] = {}

    def put(self, concern: Concern) -> None:
        self._changed[concern.op, concern.kind] = concern

    def about(self, op: str) -> list[Concern]:
        """Everything about this op, decided or not."""
        query = select(matter).where(matter.c.county == self._county, matter.c.op == op)
        known = {(row.op, row.kind): _concern(row) for row in self._connection.execute(query)}
        known |= {key: concern for key, concern in self._changed.items() if key[0] == op}
        return list(known.values())

    def write(self) -> None:
        write(self._connection, self._county, list(self._changed.values()))


def write(connection: Connection, of: str, concerns: Sequence[Concern]) -> None:
    """Write matters, each with the next number of the county's news. Within the push that holds the counter."""
    if not concerns:
        return
    news = connection.execute(select(county.c.news).where(county.c.id == of)).scalar_one()
    lines = [
        (of, each.op, each.kind, each.entry, each.unit, each.author, each.other, each.device, each.op_kind, each.at,
         news + place, each.state, each.seq, each.by, each.data, msgspec.json.encode(each.detail).decode(), each.base)
        for place, each in enumerate(concerns, 1)
    ]  # fmt: skip
    bulk.upsert(connection, matter, lines)
    connection.execute(update(county).where(county.c.id == of).values(news=news + len(lines)))


def held_of(connection: Connection, of: str, ops: Sequence[str]) -> list[Concern]:
    """Those of these ops that the server held and did not release."""
    query = select(matter).where(
        matter.c.county == of, matter.c.op.in_(ops), matter.c.kind == "held", matter.c.state != "released"
    )
    return [_concern(row) for row in connection.execute(query)]


def held_adds(connection: Connection, of: str, entries: Sequence[str]) -> set[str]:
    """Those of these entries whose very first op the server holds."""
    query = select(matter.c.entry).where(
        matter.c.county == of,
        matter.c.entry.in_(entries),
        matter.c.kind == "held",
        matter.c.op_kind == "add",
        matter.c.state.in_(WAITING),
    )
    return {row.entry for row in connection.execute(query)}


def put_aside(connection: Connection, of: str, device: str, code: str) -> list[Concern]:
    """What was held of a computer for this reason and nobody has decided about, in the order it came."""
    query = select(matter).where(
        matter.c.county == of, matter.c.device == device, matter.c.kind == "held", matter.c.state == "open"
    )
    found = [_concern(row) for row in connection.execute(query.order_by(matter.c.news))]
    return [each for each in found if each.detail.get("code") == code]


def since(connection: Connection, caller: Caller, org: Org, news: int) -> tuple[list[Matter], int]:
    """What this person has not been told yet of the matters that concern them, and the count to ask from next."""
    newest = connection.execute(select(county.c.news).where(county.c.id == caller.county)).scalar_one()
    known = news if news <= newest else 0  # the server was set back
    if known == newest:
        return [], newest
    mine = or_(matter.c.author == caller.person.id, matter.c.other == caller.person.id)
    if caller.person.role in STAFF:
        mine = or_(mine, matter.c.kind == "held")
    query = select(matter).where(matter.c.county == caller.county, matter.c.news > known, mine)
    rows = connection.execute(query.order_by(matter.c.news)).all()
    told = [said for row in rows if (said := _told(connection, row, caller, org)) is not None]
    return told, newest


def _told(connection: Connection, row: Row[Any], caller: Caller, org: Org) -> Matter | None:
    """Whose value stands beside another's is told only while they may see the entry: they may have moved on."""
    detail = msgspec.json.decode(row.detail)
    if row.kind != "told" and row.author == caller.person.id:
        side = "mine"
    elif row.other == caller.person.id and scopes.may_read(connection, caller, org, [row.entry]):
        side, detail = "theirs", _seen_from_the_other_side(detail)
    elif row.kind == "held" and org.within_any(row.unit, caller.person.units):
        side = "supervisor"
    else:
        return None
    return Matter(row.op, row.kind, side, row.state, row.at, row.data, detail, row.seq, row.by)


def _seen_from_the_other_side(detail: dict[str, Any]) -> dict[str, Any]:
    values = {
        name: {"mine": both["theirs"], "theirs": both["mine"]}
        for name, both in detail.get("values", {}).items()
    }
    return {**detail, "values": values} if values else detail


def _concern(row: Row[Any]) -> Concern:
    return Concern(
        row.op, row.kind, row.entry, row.unit, row.author, row.other, row.device, row.op_kind, row.at, row.data,
        msgspec.json.decode(row.detail), row.state, row.seq, row.by, row.base,
    )  # fmt: skip


def settled(concern: Concern, by: str) -> Concern:
    return replace(concern, state="settled", by=by)


def released(concern: Concern, by: str, seq: int) -> Concern:
    return replace(concern, state="released", by=by, seq=seq)


def returned(concern: Concern, by: str, words: Mapping[str, str]) -> Concern:
    detail = {**concern.detail, "returned": {"by": by, "words": dict(words)}}
    return replace(concern, state="returned", by=by, detail=detail)
