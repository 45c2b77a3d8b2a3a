"""What a server did with a batch, in one word."""

from __future__ import annotations

from sqlalchemy import func, select

from gridapp.domain.errors import GridAppError
from gridapp.domain.org import COUNTY
from gridapp.server.tables import county, journal
from gridapp.sync.protocol import Push
from tests.devices.computer import Computer

SENSE = 15 * 60
"""Seconds by which a clock may be wrong without anybody wondering."""

ALLOWED = {
    "altered": {"refused"},
    "dropped": {"refused", "not its turn"},
    "reordered": {"refused", "not its turn"},
    "duplicated": {"refused", "nothing new", "held"},
    "backdated": {"refused", "skew kept"},
    "cross-signed": {"refused", "not its turn", "held"},
}
"""What may become of each kind; "taken" never."""


def judge(computer: Computer, push: Push) -> str:
    """Send it, and see: refused in words, not its turn (the server names the last one that it has), nothing new (it was
    answered as before), held for people to decide, taken with its skew kept beside it, or taken."""
    before = _count(computer)
    try:
        answer = computer.deliver(push)
    except GridAppError:
        return "refused" if _count(computer) == before else "taken"
    if answer.tip is not None or answer.diverged is not None:
        return "not its turn" if _count(computer) == before else "taken"
    if _count(computer) == before:
        return "held" if any(each.outcome == "held" for each in answer.verdicts) else "nothing new"
    return "skew kept" if abs(_newest_skew(computer)) >= SENSE else "taken"


def _count(computer: Computer) -> int:
    with computer.office.owner() as connection:
        return int(connection.execute(select(func.sum(county.c.seq))).scalar_one())


def _newest_skew(computer: Computer) -> int:
    with computer.office.owner() as connection:
        newest = (
            select(journal.c.skew).where(journal.c.county == COUNTY).order_by(journal.c.seq.desc()).limit(1)
        )
        return int(connection.execute(newest).scalar_one())
