"""Refusals over the network, written to the audit log: each by itself, unless somebody asks again and again.

What one device (or everybody unknown) was refused more often than `MOST` times within an hour is only counted, and the
count becomes one line, so that nobody fills the disk of the server by asking. Each server process counts by itself.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from gridapp.domain.errors import GridAppError
from gridapp.domain.world import Clock
from gridapp.server import audit, sights
from gridapp.server.audit import Line, Who
from gridapp.server.database import ServerDatabase

MOST = 100
WITHIN = timedelta(hours=1)
_log = logging.getLogger("gridapp.server")


@dataclass
class _Hour:
    began: datetime
    line: Line
    written: int = 0
    left_out: int = 0


class Refusals:
    """The refusals of one server process."""

    def __init__(self, database: ServerDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._hours: dict[tuple[Who, str], _Hour] = {}
        self._turn = threading.Lock()

    def note(self, who: Who | None, act: str, reason: str, object_: str = "") -> None:
        """Write one refusal; `who` is None for somebody unknown. An answer is never held up by it: a refusal that
        cannot be written is still a refusal, and the failure is in the program's log."""
        now = self._clock()
        try:
            if who is None:
                with self._database.transaction(sights.AT_THE_DOOR) as connection:
                    who = Who(audit.own_county(connection) or "")
            if not who.county:
                return
            line = Line(who, act, audit.name(object_), reason, refused=True)
            self._write(self._due(line, now), now)
        except (GridAppError, SQLAlchemyError):
            _log.exception("a refusal could not be written: %s", act)

    def flush(self) -> None:
        """Write what was only counted so far."""
        now = self._clock()
        with self._turn:
            left = [_summary(hour) for hour in self._hours.values() if hour.left_out]
            self._hours.clear()
        self._write(left, now)

    def _due(self, line: Line, now: datetime) -> list[Line]:
        """The lines to be written now: what was counted in hours that are over, then this one unless it is one too
        many."""
        with self._turn:
            over = [key for key, hour in self._hours.items() if not timedelta() <= now - hour.began < WITHIN]
            ended = [self._hours.pop(key) for key in over]
            hour = self._hours.setdefault((line.who, line.act), _Hour(now, line))
            fits = hour.written < MOST
            hour.written += fits
            hour.left_out += not fits
        return [_summary(each) for each in ended if each.left_out] + ([line] if fits else [])

    def _write(self, lines: list[Line], now: datetime) -> None:
        for of_county in dict.fromkeys(each.who.county for each in lines):
            with self._database.transaction(sights.in_county(of_county)) as connection:
                audit.write(connection, [each for each in lines if each.who.county == of_county], now)


def _summary(hour: _Hour) -> Line:
    return replace(hour.line, object=str(hour.left_out), reason="repeated")
