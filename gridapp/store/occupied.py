"""Who asked for a place where, how many have one, and when people are at which shift: each read by one index, counted
where the entries lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, literal_column, select, text

from gridapp.domain.entry import Entry
from gridapp.domain.record import RecordType
from gridapp.store.lists import as_happened, json_path
from gridapp.store.rows import from_row
from gridapp.store.tables import entry


class Occupied(NamedTuple):
    """A person's id ("" for one whom nobody knows), the entry they are at, from when to when, and in which state."""

    person: str
    at: str
    name: str
    starts: datetime
    ends: datetime
    state: str


def at(connection: Connection, record: RecordType, entries: Sequence[str]) -> list[Entry]:
    """Everything of a type that asks for a place at one of these entries, in no order: told to order many by time,
    SQLite would look through all there are."""
    placing = record.placing
    assert placing is not None, "the type asks for no places"
    place: ColumnElement[str] = literal_column(json_path(record, placing.at))
    live = text(f"entry.type = '{record.type}' AND entry.deleted = 0")
    return [from_row(row) for row in connection.execute(select(entry).where(live, place.in_(entries)))]


def between(
    connection: Connection, record: RecordType, first: datetime, last: datetime, states: Sequence[str]
) -> list[Occupied]:
    """Every entry of a type that asks for places which begins from `first` until before `last`, in one of `states`."""
    placing = record.placing
    assert placing is not None, "the type asks for no places"
    wanted: BindParameter[list[str]] = bindparam("states", list(states), expanding=True)
    period = record.field(placing.period).name
    # Written out, not bound: SQLite uses a type's index only when it can read the type's name.
    query = text(
        f"SELECT json_extract(body, '$.{record.subject}.id'), json_extract(body, '$.{placing.at}.id'), "
        f"json_extract(body, '$.name'), json_extract(body, '$.{period}.from'), json_extract(body, '$.{period}.to'), "
        f"state FROM entry WHERE type = '{record.type}' AND deleted = 0 "
        "AND happened >= :first AND happened < :last AND state IN :states"
    ).bindparams(wanted)
    values = {"first": as_happened(first), "last": as_happened(last), "states": list(states)}
    return [
        Occupied(
            person or "", at, name or "", datetime.fromisoformat(starts), datetime.fromisoformat(ends), state
        )
        for person, at, name, starts, ends, state in connection.execute(query, values)
        if starts and ends
    ]


def held(connection: Connection, record: RecordType, first: datetime, last: datetime) -> Mapping[str, int]:
    """By the id of the entry that has places: how many of this type hold one at it, of those which begin from `first`
    until before `last`."""
    placing = record.placing
    assert placing is not None, "the type asks for no places"
    states: BindParameter[list[str]] = bindparam("states", list(placing.holding), expanding=True)
    # Written out, not bound: SQLite uses a type's index only when it can read the type's name.
    query = text(
        f"SELECT json_extract(body, '{record.field(placing.at).path()}') AS place, count(*) AS held FROM entry "
        f"WHERE type = '{record.type}' AND deleted = 0 AND happened >= :first AND happened < :last "
        "AND state IN :states GROUP BY place"
    ).bindparams(states)
    between = {"first": as_happened(first), "last": as_happened(last)}
    return {row.place: row.held for row in connection.execute(query, between)}
