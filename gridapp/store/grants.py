"""How long this computer may go on showing others' records without having reached its server.

Counted from the last contact, in differences of this computer's clock, so that a clock that is wrong by years counts
right. The newest time ever seen is a floor: behind it nothing is given back, a step back of less than a day counts as
time that passed, and while the clock stands further back than that the records stay shut. While the program runs, the
time that passes is counted by a clock that nobody can set. Contact with the server begins the count anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gridapp.store import settings
from gridapp.store.vault import Vault

LONGEST = timedelta(days=14)
_TOLERATED = timedelta(days=1)  # a clock that is put right by a little, or another time zone
_WRITTEN_EVERY = timedelta(minutes=5)
_KEY = "offline_grant"


@dataclass(frozen=True)
class Kept:
    """What is known of the grant: how long it is, how much of it is spent, in seconds; the newest and the last time
    that this computer's clock showed, ISO; and the server's signed word, "" until it has given one."""

    length: float
    spent: float
    newest: str
    last: str
    data: str = ""
    signature: str = ""


@dataclass(frozen=True)
class Standing:
    """`left` is what is left of the grant, None where there is no server; `behind` that this computer's clock was
    turned back."""

    left: timedelta | None = None
    behind: bool = False

    @property
    def shut(self) -> bool:
        """Whether others' records stay shut until the server has answered."""
        return self.left is not None and (self.behind or self.left <= timedelta())


def begin(
    connection: Connection,
    now: datetime,
    length: timedelta = LONGEST,
    data: str = "",
    signature: str = "",
) -> None:
    """The server was reached just now: from here on the whole `length` is left, `LONGEST` at most."""
    seconds = min(length, LONGEST).total_seconds()
    _put(connection, Kept(seconds, 0.0, now.isoformat(), now.isoformat(), data, signature))


def kept(connection: Connection) -> Kept | None:
    """What is known of the grant; None on a computer that has not begun to count."""
    found = settings.get(connection, _KEY)
    return Kept(**found) if found else None


def turned_back(known: Kept, now: datetime) -> timedelta:
    """By how much the clock stands behind what it has shown already."""
    return max(timedelta(), _moment(known.newest) - now)


def spent(known: Kept, now: datetime) -> timedelta:
    """How much of the grant is spent by now."""
    return timedelta(seconds=_counted(known, now, timedelta()).spent)


class Countdown:
    """Watches the grant of an open vault. `ticks` gives seconds that only ever grow."""

    def __init__(self, vault: Vault, ticks: Callable[[], float] = time.monotonic) -> None:
        self._vault = vault
        self._ticks = ticks
        self._counted_at: float | None = None  # by `ticks`, when the count was last written down

    def look(self) -> Standing:
        """How things stand now. What has passed is written down from time to time, and at the first look."""
        now, ticks = self._vault.clock(), self._ticks()
        with self._vault.reading() as connection:
            before = kept(connection)
            enrolled = bool(settings.get(connection, "identity")["token"])
        if not enrolled:
            return Standing()
        if before is None:  # enrolled by a version that knew no grants
            return self._begin(now)
        ran = timedelta(seconds=ticks - self._counted_at) if self._counted_at is not None else timedelta()
        after = _counted(before, now, ran)
        passed = after.spent - before.spent >= _WRITTEN_EVERY.total_seconds()
        if self._counted_at is None or passed or _moment(after.last) < _moment(before.last):
            self._write(after, ticks)
        left = timedelta(seconds=after.length - after.spent)
        return Standing(left, turned_back(after, now) > _TOLERATED)

    def _begin(self, now: datetime) -> Standing:
        with self._vault.writing() as connection:
            begin(connection, now)
        return Standing(LONGEST)

    def _write(self, counted: Kept, ticks: float) -> None:
        with self._vault.writing() as connection:
            _put(connection, counted)
        self._counted_at = ticks


def _counted(before: Kept, now: datetime, ran: timedelta) -> Kept:
    """The same, at `now`, after the program has run for `ran` since it was counted last."""
    newest, step = _moment(before.newest), now - _moment(before.last)
    passed = max(now - newest, timedelta())
    if -_TOLERATED <= step < timedelta():
        passed = -step
    spent = before.spent + max(passed, ran).total_seconds()
    return replace(before, spent=spent, newest=max(newest, now).isoformat(), last=now.isoformat())


def _moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


def _put(connection: Connection, known: Kept) -> None:
    settings.put(connection, _KEY, asdict(known))
