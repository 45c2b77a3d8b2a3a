"""The address under which a person's calendar program asks for their appointments.

It holds a secret, for calendar programs cannot sign in: 16 random bytes, which are kept, and a code over them that only
this server can make. So what the database holds opens nothing, and what was made up never reaches the database.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import deque
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select

from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound, Refused
from gridapp.domain.ids import Dice
from gridapp.domain.meeting import REACH, Meeting
from gridapp.domain.org import Org
from gridapp.domain.record import record_types
from gridapp.i18n import tr
from gridapp.server import rows, scopes
from gridapp.server.accounts import Caller
from gridapp.server.tables import account, ask, entry, feed

_TOKEN = re.compile("([0-9a-f]{32})([0-9a-f]{32})")
_AT_ONCE = 500


class TooMany(Refused):
    """So many addresses that are none were asked for that nobody answers for a while."""


class Strangers:
    """Counts those who ask for an address that is none; each process for itself. Whoever has one never waits."""

    MOST = 30
    WITHIN = timedelta(minutes=1)

    def __init__(self) -> None:
        self._came: deque[datetime] = deque(maxlen=self.MOST)

    def turn_away(self, now: datetime) -> Refused:
        """What to raise: that there is nothing, or after too many that nobody answers."""
        busy = len(self._came) == self.MOST and abs(now - self._came[0]) < self.WITHIN
        self._came.append(now)
        if busy:
            return TooMany(tr("Too many wrong addresses"), tr("Please wait a minute. Nothing was changed."))
        return NotFound(tr("There is no calendar at this address, or its person has withdrawn it."))


def address(connection: Connection, of: Caller, key: bytes) -> str:
    """Where the person's calendar is, as a path; "" while they have none."""
    salt = connection.execute(select(feed.c.salt).where(*_mine(of))).scalar()
    return _path(key, salt) if salt else ""


def make(connection: Connection, of: Caller, key: bytes, dice: Dice) -> str:
    """A new address; the one before leads nowhere from now on."""
    withdraw(connection, of)
    salt = dice(16).hex()
    connection.execute(feed.insert().values(county=of.county, account=of.person.id, salt=salt))
    return _path(key, salt)


def withdraw(connection: Connection, of: Caller) -> None:
    connection.execute(delete(feed).where(*_mine(of)))


def is_genuine(key: bytes, token: str) -> bool:
    """Whether this server once made the token, be it withdrawn since. Asks no database."""
    parts = _TOKEN.fullmatch(token)
    return parts is not None and hmac.compare_digest(_code(key, parts[1]), parts[2])


def holder(connection: Connection, token: str) -> tuple[str, str] | None:
    """The (county, account) whose calendar a genuine token opens; None when it was withdrawn, or they have gone."""
    theirs = (account.c.county == feed.c.county) & (account.c.id == feed.c.account)
    query = select(feed.c.county, feed.c.account).join(account, theirs)
    found = connection.execute(query.where(feed.c.salt == token[:32], account.c.active.is_(True))).first()
    return (found.county, found.account) if found else None


def meetings(connection: Connection, of: Caller, org: Org, now: datetime) -> list[Meeting]:
    """What stands in the person's calendar and they may see, from 60 days back. Narrows the transaction to them."""
    mine = (ask.c.county == of.county, ask.c.person == of.person.id)
    asked = list(connection.execute(select(ask.c.entry).where(*mine)).scalars())
    scopes.narrow(connection, of, org)
    own = [each for each in _seen(connection, of, org, asked).values() if _is_near(each, now)]
    at = _seen(connection, of, org, sorted({_at(each) for each in own}))
    return [Meeting(each, at.get(_at(each))) for each in own]


def _seen(connection: Connection, of: Caller, org: Org, ids: list[str]) -> dict[str, Entry]:
    """Those of these entries that the person may see."""
    found: dict[str, Entry] = {}
    for start in range(0, len(ids), _AT_ONCE):
        part = entry.c.id.in_(ids[start : start + _AT_ONCE])
        query = select(entry).where(entry.c.county == of.county, part, scopes.in_scope(of, org))
        found |= {row.id: rows.from_row(row) for row in connection.execute(query)}
    return found


def _is_near(each: Entry, now: datetime) -> bool:
    """Whether the entry stands in a calendar at all, and not further back than is given."""
    if each.type not in record_types() or each.record.appointment is None:
        return False
    times = Meeting(each).times
    return times is not None and times[1] >= now - REACH


def _at(each: Entry) -> str:
    placing = each.record.placing
    return str((each.body.get(placing.at) or {}).get("id", "")) if placing else ""


def _mine(of: Caller) -> tuple[Any, ...]:
    return feed.c.county == of.county, feed.c.account == of.person.id


def _path(key: bytes, salt: str) -> str:
    return f"/feeds/{salt}{_code(key, salt)}.ics"


def _code(key: bytes, salt: str) -> str:
    return hmac.new(key, f"feed {salt}".encode(), hashlib.sha256).hexdigest()[:32]
