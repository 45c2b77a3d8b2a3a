"""What the first page shows: what is due, what was recorded lately, and this month in figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gridapp.actions.desk import Desk
from gridapp.actions.expiring import Expiring, expiring
from gridapp.actions.usual import usual
from gridapp.actions.warnings import warning_types
from gridapp.domain.entry import Entry
from gridapp.domain.record import RecordType, record_types
from gridapp.store import lists
from gridapp.store.lists import Query, Where

_RECENT = 6
_DUE = 5


@dataclass(frozen=True)
class Today:
    """`usual` is what this person records, most often first; `notices` are what stands there for everybody, `expiring`
    what runs out of what the person looks after; `due` are open entries by deadline, `recent` the newest of all types,
    `month` counts since the 1st per type of which there are any."""

    usual: list[RecordType]
    notices: list[Entry]
    expiring: list[Expiring]
    due: list[Entry]
    recent: list[Entry]
    month: dict[str, int]


def today(desk: Desk) -> Today:
    first = desk.world.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    since = Where("happened", ">=", lists.as_happened(first))
    activities = [each for each in record_types().values() if each.work]
    with desk.reading() as connection:
        recent = [e for each in activities for e in lists.page(connection, Query(each, limit=_RECENT))]
        due = [e for each in warning_types() for e in lists.page(connection, _due(each))]
        month = {each.type: lists.count(connection, Query(each, (since,))) for each in activities}
    newest = sorted(recent, key=lambda entry: entry.recorded_at, reverse=True)[:_RECENT]
    counted = {name: count for name, count in month.items() if count}
    nearest = sorted((each for each in due if each.due), key=_deadline)[:_DUE]
    return Today(usual(desk), _notices(desk), expiring(desk), nearest, newest, counted)


def _notices(desk: Desk) -> list[Entry]:
    """What is announced today, the newest first."""
    day = desk.world.now().date()
    found: list[Entry] = []
    for record in record_types().values():
        if says := record.announces:
            with desk.reading() as connection:
                told = lists.page(connection, Query(record, (Where("state", "=", says.state),)))
            found += [each for each in told if says.is_on(each.body, day)]
    return found


def _due(record: RecordType) -> Query:
    waiting = (Where("open", "=", True), Where("due", "!=", ""))
    return Query(record, waiting, order="due", limit=_DUE)


def _deadline(entry: Entry) -> datetime:
    assert entry.due is not None, "only what is due is put in order"
    return entry.due
