"""Deadlines that follow from what came in: set right by the server's clock and rules, moved by announced holidays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from gridapp.domain import due
from gridapp.domain.county_rules import county_deadlines
from gridapp.domain.entry import Entry
from gridapp.domain.op import Op
from gridapp.domain.world import World
from gridapp.server import rows
from gridapp.server.placing import Given, Read


def by_clock(brought: Mapping[str, Sequence[Op]], read: Read, skew: int, world: World) -> Iterator[Given]:
    """What is different in entries to which these acts, by entry, brought a deadline that a computer reckoned by a
    clock that was `skew` seconds ahead, or by older rules."""
    for name, entry in read(brought).items():
        if fields := due.corrected(entry, (each.at for each in brought[name]), skew, world):
            yield Given(entry, None, fields)


def by_calendar(
    connection: Connection, county: str, touched: Iterable[Entry], read: Read, world: World
) -> Iterator[Given]:
    """What is different in open entries once these days of the calendar were announced."""
    settings = {each.id: each for each in touched if each.record.sets}
    if not any(each.record.sets == "day" for each in settings.values()):
        return
    before = {each.id: each for each in rows.settings(connection, county)}
    announced = replace(world, deadlines=county_deadlines({**before, **settings}.values()))
    for entry in read([each.id for each in rows.reckoned(connection, county)]).values():
        if fields := due.announced(entry, announced):
            yield Given(entry, None, fields)
