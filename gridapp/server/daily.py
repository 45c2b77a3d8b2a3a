"""The heads of both chains of a county, signed once a day and handed to every computer, which keeps and compares them.

Nothing runs by the clock: whoever first asks on a day makes the day's mark. Each names the hash of the one before.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from gridapp.domain.world import CHINA
from gridapp.server import audit, bulk, journal
from gridapp.server.tables import daily
from gridapp.sync.protocol import MOST_MARKS, DayMark, SignedMark
from gridapp.sync.receipts import Signer, signed_mark


def since(connection: Connection, signer: Signer, of: str, n: int, now: datetime) -> list[SignedMark]:
    """The marks from number `n` on, oldest first, today's among them; the newest alone when `n` is 0."""
    newest = mark(connection, signer, of, now)
    if not n:
        return [newest]
    query = select(daily.c.data, daily.c.signature).where(daily.c.county == of, daily.c.n >= n)
    found = connection.execute(query.order_by(daily.c.n).limit(MOST_MARKS))
    return [SignedMark(row.data, row.signature) for row in found]


def mark(connection: Connection, signer: Signer, of: str, now: datetime) -> SignedMark:
    """Today's mark, made unless it is there. A day is one in China, by the server's clock."""
    day = now.astimezone(CHINA).date().isoformat()
    n, newest = _newest(connection, of)
    if _day_of(newest) == day:
        return newest
    log = audit.lock_head(connection, of)  # one at a time: whoever waited finds the mark made
    n, newest = _newest(connection, of)
    if _day_of(newest) == day:
        return newest
    at, before = now.isoformat(timespec="milliseconds"), fingerprint(newest.data) if n else ""
    made = signed_mark(signer, DayMark(of, n + 1, day, at, journal.head(connection, of), log, before))
    bulk.insert(connection, daily, [(of, n + 1, made.data, made.signature)])
    return made


def every(connection: Connection, of: str) -> list[SignedMark]:
    """All marks of a county, oldest first."""
    query = select(daily.c.data, daily.c.signature).where(daily.c.county == of).order_by(daily.c.n)
    return [SignedMark(row.data, row.signature) for row in connection.execute(query)]


def fingerprint(data: str) -> str:
    """What a mark calls the one before it by: SHA-256 of its data, hex."""
    return hashlib.sha256(data.encode()).hexdigest()


def _newest(connection: Connection, of: str) -> tuple[int, SignedMark]:
    """The newest mark and its number; 0 and nothing before there is one."""
    query = select(daily.c.n, daily.c.data, daily.c.signature).where(daily.c.county == of)
    row = connection.execute(query.order_by(daily.c.n.desc()).limit(1)).first()
    return (row.n, SignedMark(row.data, row.signature)) if row else (0, SignedMark("", ""))


def _day_of(kept: SignedMark) -> str:
    """The day of a mark; "" for one that somebody spoilt: the next is made, and a verification names this one."""
    try:
        return msgspec.json.decode(kept.data, type=DayMark).day
    except msgspec.DecodeError:
        return ""
