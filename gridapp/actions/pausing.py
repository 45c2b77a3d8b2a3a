"""Letting an entry's deadlines stand still, with a reason, and run again."""

from __future__ import annotations

from gridapp.actions.acts import change, found, merged, write
from gridapp.actions.desk import Desk
from gridapp.domain import due
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid, Problem, Refused
from gridapp.domain.permissions import require
from gridapp.domain.rules import require_whole
from gridapp.i18n import tr


def pause(desk: Desk, entry: str, reason: str) -> Entry:
    """From now on nothing of it is due, until somebody lets it run or makes a step. Raises Invalid without a reason,
    Refused for what is not due or stands still already, NotAllowed."""
    if not reason.strip():
        raise Invalid([Problem("reason", tr("Why"), tr("is missing"))])
    return _write(desk, entry, reason.strip())


def resume(desk: Desk, entry: str) -> Entry:
    """Its deadlines run again, later by what would have counted meanwhile. Raises Refused for what runs, NotAllowed."""
    return _write(desk, entry, "")


def may_pause(desk: Desk, entry: Entry) -> bool:
    """Whether this person may let its deadlines stand still now, or run again."""
    there = entry.due is not None or entry.pause is not None
    return there and desk.may("pause", entry) and desk.may("set", entry)


def _write(desk: Desk, entry: str, reason: str) -> Entry:
    with desk.vault.writing() as connection:
        before = found(desk, connection, entry)
        require(desk.person, "pause", before, desk.org)
        _require_other(before, bool(reason))
        by, world = desk.person.author, desk.world
        wanted = due.on_pausing(before, reason, by, world) if reason else due.on_resuming(before, by, world)
        fields = before.record.clean(wanted, world)
        require_whole(before, merged(before, fields), world)
        after = write(desk, connection, change(before, "set", fields))
    desk.note([after])
    return after


def _require_other(entry: Entry, still: bool) -> None:
    if not still and entry.pause is None:
        raise Refused(tr("Nothing stands still"), tr("The deadline of {number} runs.", number=entry.number))
    if still and entry.pause is not None:
        said = entry.pause["reason"]
        raise Refused(
            tr("It stands still already"), tr("The deadline does not run, because: {reason}", reason=said)
        )
    if still and entry.due is None:
        raise Refused(tr("Nothing is due"), tr("{number} has no deadline now.", number=entry.number))
