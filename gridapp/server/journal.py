"""The county's journal: numbered by one counter row, each line chained to the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from gridapp.domain.op import chain
from gridapp.server import bulk, sights
from gridapp.server.database import ServerDatabase
from gridapp.server.tables import county, journal
from gridapp.sync.protocol import Checkpoint


def lock_head(connection: Connection, of: str) -> Checkpoint:
    """The head, with the counter row locked until the transaction ends: no reader can miss a late commit."""
    row = connection.execute(
        select(county.c.seq, county.c.hash).where(county.c.id == of).with_for_update()
    ).one()
    return Checkpoint(row.seq, row.hash)


def head(connection: Connection, of: str) -> Checkpoint:
    row = connection.execute(select(county.c.seq, county.c.hash).where(county.c.id == of)).one()
    return Checkpoint(row.seq, row.hash)


def heads(database: ServerDatabase) -> dict[str, int]:
    """Every county's newest number, counting also what was said of matters: either is news to somebody."""
    with database.transaction(sights.AT_THE_DOOR) as connection:
        rows = connection.execute(select(county.c.id, county.c.seq + county.c.news))
        return {row[0]: row[1] for row in rows}


def at(connection: Connection, of: str, seq: int) -> Checkpoint | None:
    """The checkpoint at `seq`, or None when the journal does not reach so far."""
    if seq == 0:
        return Checkpoint()
    found = connection.execute(
        select(journal.c.hash).where(journal.c.county == of, journal.c.seq == seq)
    ).scalar()
    return Checkpoint(seq, found) if found else None


def has(connection: Connection, of: str, claimed: Checkpoint) -> bool:
    """Whether this place is one of this journal's history."""
    return at(connection, of, claimed.seq) == claimed


def has_op(connection: Connection, of: str, op: str) -> bool:
    """Whether this op was accepted."""
    query = select(journal.c.seq).where(journal.c.county == of, journal.c.op == op)
    return connection.execute(query).first() is not None


def common(connection: Connection, of: str, known: Sequence[Checkpoint]) -> Checkpoint:
    """The highest of these places that the journal has; its very beginning when it has none."""
    newest_first = sorted(known, key=lambda each: each.seq, reverse=True)
    return next((each for each in newest_first if has(connection, of, each)), Checkpoint())


@dataclass(frozen=True)
class Line:
    """An accepted op: `data` as it came, `digest` the hash of those bytes, `skew` in seconds."""

    op: str
    entry: str
    device: str
    data: str
    digest: str
    skew: int = 0


def append(
    connection: Connection, of: str, start: Checkpoint, accepted: Sequence[Line], now: str
) -> Checkpoint:
    """Number and chain accepted ops from `start`, and move the counter."""
    lines, seq, previous = [], start.seq, start.hash
    for each in accepted:
        seq, previous = seq + 1, chain(previous, each.digest)
        lines.append(
            (of, seq, each.op, each.entry, each.device, now, each.skew, each.data, each.digest, previous)
        )
    if lines:
        bulk.insert(connection, journal, lines)
        connection.execute(update(county).where(county.c.id == of).values(seq=seq, hash=previous))
    return Checkpoint(seq, previous)
