"""How many places are taken where, counted where the entries lie: a month of a county has thousands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, text

from gridapp.domain.record import RecordType
from gridapp.store.lists import as_happened


def counts(connection: Connection, record: RecordType, first: datetime, last: datetime) -> Mapping[str, int]:
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
