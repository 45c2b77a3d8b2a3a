"""Emptying personal fields once they are no longer needed: first what would go, then it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from gridapp.actions.acts import change, write
from gridapp.actions.desk import Desk
from gridapp.actions.timeliness import ended
from gridapp.domain.entry import Entry
from gridapp.domain.privacy_rules import limited
from gridapp.domain.record import record_types
from gridapp.store import lists
from gridapp.store.lists import Query, Where


@dataclass(frozen=True)
class Expired:
    """An entry, and the names of its fields whose time is over."""

    entry: Entry
    fields: tuple[str, ...]


def expired(desk: Desk) -> list[Expired]:
    """What this person may empty now, on this computer."""
    return list(_expired(desk))


def purge(desk: Desk) -> Counter[tuple[str, str]]:
    """Empty all of it in one transaction; gives how many values went, by type and field. Nothing of what they held is
    in the report. What the log of acts holds of them stays there, sealed in its chain."""
    found = expired(desk)
    with desk.vault.writing() as connection:
        after = [
            write(desk, connection, change(each.entry, "set", dict.fromkeys(each.fields))) for each in found
        ]
    desk.note(after)
    return Counter((each.entry.type, name) for each in found for name in each.fields)


def _expired(desk: Desk) -> Iterator[Expired]:
    now = desk.world.now()
    for record in record_types().values():
        days = limited(record)
        if not days:
            continue
        with desk.reading() as connection:
            closed = lists.page(connection, Query(record, (Where("open", "=", False),), limit=None))
        for entry in closed:
            end = ended(entry)
            over = tuple(
                name
                for name, kept in days.items()
                if entry.body.get(name) and end is not None and end + timedelta(days=kept) < now
            )
            if over and desk.may("set", entry):
                yield Expired(entry, over)
