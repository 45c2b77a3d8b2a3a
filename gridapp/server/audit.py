"""The server's own log: every sensitive act, done or refused, is one line of a county's second chain.

A line holds codes and ids, never a resident's name, a token or a word that somebody typed: what is not made of the
characters of an id cannot be written. It is written in the transaction of its act and as the last thing in it: from
there on the log's head is locked, and whoever holds it asks for no other lock. `audited` says what is sensitive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, text, update

from gridapp.domain.op import GENESIS
from gridapp.domain.org import COUNTY
from gridapp.server import bulk
from gridapp.server.accounts import Caller
from gridapp.server.audited import ACTS, REASONS
from gridapp.server.hashes import audit_hash
from gridapp.server.tables import audit, audit_head, county
from gridapp.sync.protocol import Checkpoint

_ID = re.compile(r"[0-9a-f-]{0,64}")
_ROLE = re.compile(r"[a-z_]{0,40}")
_FIRST_HEAD = text("INSERT INTO audit_head VALUES (:county, 0, :hash) ON CONFLICT (county) DO NOTHING")


@dataclass(frozen=True)
class Who:
    """Who acts in a county: an account, in a role, at a device; nobody of these at the console of the server, and
    while it is not known who somebody is."""

    county: str
    actor: str = ""
    role: str = ""
    device: str = ""


CONSOLE = Who(COUNTY)
"""Whoever works at the console of a server that has no administrators: nobody signs in there."""


def of(caller: Caller) -> Who:
    return Who(caller.county, caller.person.id, caller.person.role, caller.device)


@dataclass(frozen=True)
class Line:
    """One act. `object` is the id of what it was done to, `reason` a code of `REASONS`.

    Raises ValueError for anything that is neither a code nor an id: that would be our own mistake.
    """

    who: Who
    act: str
    object: str = ""
    reason: str = ""
    refused: bool = False

    def __post_init__(self) -> None:
        ids = (self.who.county, self.who.actor, self.who.device, self.object)
        known = self.act in ACTS and self.reason in REASONS and _ROLE.fullmatch(self.who.role)
        if not known or not all(_ID.fullmatch(each) for each in ids):
            raise ValueError(f"not fit for the audit log: {self.act} {self.reason}")


def name(given: str) -> str:
    """An id that came from outside, or "" where it is none."""
    return given if _ID.fullmatch(given) else ""


def write(connection: Connection, lines: Sequence[Line], now: datetime) -> Checkpoint:
    """Number and chain these lines, which are all of one county; give the log's new head."""
    of_county = lines[0].who.county
    head = lock_head(connection, of_county)
    at, seq, before = now.isoformat(timespec="milliseconds"), head.seq, head.hash
    found = []
    for each in lines:
        seq, who, outcome = seq + 1, each.who, "refused" if each.refused else "done"
        hash_ = audit_hash(before, of_county, seq, at, who.actor, who.role, who.device, each.act, each.object,
                           outcome, each.reason)  # fmt: skip
        found.append((of_county, seq, at, who.actor, who.role, who.device, each.act, each.object, outcome,
                      each.reason, before, hash_))  # fmt: skip
        before = hash_
    bulk.insert(connection, audit, found)
    here = audit_head.c.county == of_county
    connection.execute(update(audit_head).where(here).values(seq=seq, hash=before))
    return Checkpoint(seq, before)


def lock_head(connection: Connection, of_county: str) -> Checkpoint:
    """The log's head, with its row locked until the transaction ends, as a push locks the journal's."""
    query = select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.county == of_county)
    row = connection.execute(query.with_for_update()).first()
    if row is None:
        connection.execute(_FIRST_HEAD, {"county": of_county, "hash": GENESIS})
        row = connection.execute(query.with_for_update()).one()
    return Checkpoint(row.seq, row.hash)


def own_county(connection: Connection) -> str | None:
    """Where the acts of people nobody knows are written: the server's first county, None before it has one."""
    return connection.execute(select(func.min(county.c.id))).scalar()
