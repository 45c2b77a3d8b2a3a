"""The county's journal: numbered by one counter row, each line chained to the one before."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, insert, select, update

from gridapp.domain.op import GENESIS, Op, chain
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


def at(connection: Connection, of: str, seq: int) -> Checkpoint | None:
    """The checkpoint at `seq`, or None when the journal does not reach so far."""
    if seq == 0:
        return Checkpoint()
    found = connection.execute(
        select(journal.c.hash).where(journal.c.county == of, journal.c.seq == seq)
    ).scalar()
    return Checkpoint(seq, found) if found else None


def common(connection: Connection, of: str, claimed: Checkpoint) -> Checkpoint | None:
    """None when the journal has the claimed checkpoint; else the highest one that both can have in common."""
    if at(connection, of, claimed.seq) == claimed:
        return None
    return Checkpoint(0, GENESIS)


def append(
    connection: Connection, of: str, start: Checkpoint, ops: Sequence[Op], device: str, now: str
) -> Checkpoint:
    """Number and chain accepted ops from `start`, and move the counter."""
    lines, seq, previous = [], start.seq, start.hash
    for op in ops:
        seq, digest = seq + 1, op.hash()
        previous = chain(previous, digest)
        lines.append(
            {
                "county": of,
                "seq": seq,
                "op": op.id,
                "entry": op.entry,
                "device": device,
                "at": now,
                "data": encoded(op),
                "digest": digest,
                "hash": previous,
            }
        )
    if lines:
        connection.execute(insert(journal), lines)
        connection.execute(update(county).where(county.c.id == of).values(seq=seq, hash=previous))
    return Checkpoint(seq, previous)


def encoded(op: Op) -> str:
    return msgspec.json.encode(op, order="deterministic").decode()
