"""Where others put somebody, or moved a shift of theirs to: told once it is published, also without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from gridapp.actions import duty
from gridapp.actions.calendar import meeting
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.meeting import Meeting
from gridapp.store import reminding, settings

_KEY = "placements"
_PUBLISHED = "published"


@dataclass(frozen=True)
class Placement:
    """A place still to come that the person was not told of. `moved` says that they knew of it at another time."""

    meeting: Meeting
    moved: bool

    @property
    def entry(self) -> Entry:
        return self.meeting.entry


class _Known(NamedTuple):
    """What the person knows of one place: for when it was last told ("" before they had it), and whether they have
    looked at that."""

    period: str
    moved: bool
    seen: bool


def unseen(desk: Desk) -> list[Placement]:
    """What the person has not looked at yet, the earliest first."""
    with desk.reading() as connection:
        known, after = _read(connection), _ahead(desk, connection)
    now = _learnt(desk, known, after)
    return [Placement(each, now[each.entry.id].moved) for each in after if _is_news(each, now)]


def take(desk: Desk) -> list[Placement]:
    """What was not said yet, the earliest first; from now on it has been."""
    with desk.reading() as connection:
        known, after = _read(connection), _ahead(desk, connection)
    now = _learnt(desk, known, after)
    _write(desk, known, now)
    changed = (each for each in after if now.get(each.entry.id) != known.get(each.entry.id))
    return [Placement(each, now[each.entry.id].moved) for each in changed if _is_news(each, now)]


def look_at(desk: Desk) -> None:
    """The person has seen all of it."""
    with desk.reading() as connection:
        known, after = _read(connection), _ahead(desk, connection)
    now = _learnt(desk, known, after)
    _write(desk, known, {id_: each._replace(seen=True) for id_, each in now.items()})


def _learnt(desk: Desk, known: dict[str, _Known], after: Sequence[Meeting]) -> dict[str, _Known]:
    """What is known of every place still to come, with what has changed since. Where somebody signed up themselves
    and got the place at once, there is nothing to tell them."""
    placing = duty.kind().placing
    now = {each.entry.id: known[each.entry.id] for each in after if each.entry.id in known}
    for each in after:
        entry, before = each.entry, now.get(each.entry.id)
        if entry.state in (placing.waiting, placing.clashing) and before is None:
            now[entry.id] = _Known("", moved=False, seen=True)
        elif entry.state == placing.placed and _is_published(each):
            period = "/".join(entry.body[placing.period][end] for end in ("from", "to"))
            if before is None:
                now[entry.id] = _Known(period, moved=False, seen=entry.author.id == desk.person.id)
            elif before.period != period:
                now[entry.id] = _Known(period, moved=bool(before.period) and (before.seen or before.moved),
                                       seen=False)  # fmt: skip
    return now


def _is_news(of: Meeting, known: dict[str, _Known]) -> bool:
    one = known.get(of.entry.id)
    return one is not None and not one.seen and of.entry.state == duty.kind().placing.placed


def _is_published(of: Meeting) -> bool:
    return of.at is not None and not of.at.deleted and of.at.state == _PUBLISHED


def _ahead(desk: Desk, connection: Connection) -> list[Meeting]:
    after = desk.world.now().isoformat(timespec="seconds")
    found = reminding.since(connection, duty.kind().record, desk.person.id, after)
    return [meeting(connection, each) for each in found]


def _read(connection: Connection) -> dict[str, _Known]:
    stored: dict[str, Any] = settings.get(connection, _KEY, {})
    return {id_: _Known(*each) for id_, each in stored.items()}


def _write(desk: Desk, before: dict[str, _Known], after: dict[str, _Known]) -> None:
    """Only what is still to come is kept."""
    if before != after:
        with desk.vault.writing() as connection:
            settings.put(connection, _KEY, after)
