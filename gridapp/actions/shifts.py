"""What a coordinator does with a whole week of shifts: publish it, or begin it as a copy of the week before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from gridapp.actions.acts import change, found, write
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New, add_all
from gridapp.domain.entry import Entry
from gridapp.domain.record import record_type
from gridapp.domain.rules import require_move, require_whole
from gridapp.domain.shifts import later
from gridapp.store import lists
from gridapp.store.lists import Query, Where, as_happened

WEEK = timedelta(days=7)


def week(desk: Desk, day: date) -> list[Entry]:
    """Every shift that begins in the week of `day`, Monday to Sunday, the earliest first."""
    with desk.reading() as connection:
        return within(connection, desk, day)


def within(connection: Connection, desk: Desk, day: date) -> list[Entry]:
    """`week`, by a connection that is open already."""
    monday = datetime.combine(day - timedelta(days=day.weekday()), datetime.min.time(), desk.world.zone)
    span = (Where("happened", ">=", as_happened(monday)), Where("happened", "<", as_happened(monday + WEEK)))
    return lists.page(connection, Query(record_type("shift"), span, limit=None))[::-1]


def publish_week(desk: Desk, day: date) -> list[Entry]:
    """Publish every draft of the week, all or none; gives those that were. Raises NotAllowed."""
    drafts = [each.id for each in week(desk, day) if each.state == "draft"]
    with desk.vault.writing() as connection:
        published = []
        for each in drafts:
            before = found(desk, connection, each)
            step = require_move(desk.person, before, "publish", {}, desk.org)
            require_whole(before, before.body, desk.world, step)
            published.append(
                write(desk, connection, change(before, "move", {}, move=step.name, to=step.target))
            )
    desk.note(published)
    return published


def copy_week(desk: Desk, day: date) -> list[Entry]:
    """Drafts for the week of `day` like the shifts of the week before, without the people. A shift that has its like
    already, at the same post and time, is left out, and so is what was called off."""
    there = {_slot(each, timedelta()) for each in week(desk, day)}
    before = [each for each in week(desk, day - WEEK) if each.state != "cancelled"]
    missing = [each for each in before if _slot(each, WEEK) not in there]
    return add_all(desk, "shift", [New(later(each, WEEK), each.unit) for each in missing])


def _slot(shift: Entry, later: timedelta) -> tuple[str, str, datetime]:
    """Where and when a shift is, so much later."""
    begins = datetime.fromisoformat(shift.body["period"]["from"])
    return shift.body.get("post", {}).get("id", ""), shift.body["name"], begins + later
