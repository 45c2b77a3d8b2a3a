"""Where entries of a type lie: what a map needs of each, and nothing else of it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, literal_column, select, text

from gridapp.domain.record import RecordType
from gridapp.store.tables import entry as table


class Spot(NamedTuple):
    """An entry's id, whether it is open, and its place in degrees WGS-84."""

    id: str
    open: bool
    lat: float
    lon: float


def spots(connection: Connection, record: RecordType, most: int) -> list[Spot]:
    """The newest entries of a type that have coordinates, at most so many."""
    place = f"json_extract(entry.body, '$.{record.where}.%s')"
    lat: ColumnElement[float] = literal_column(place % "lat")
    lon: ColumnElement[float] = literal_column(place % "lon")
    query = (
        select(table.c.id, table.c.open, lat.label("lat"), lon.label("lon"))
        .where(
            text(f"entry.type = '{record.type}' AND entry.deleted = 0"), lat.is_not(None), lon.is_not(None)
        )
        .order_by(table.c.happened.desc(), table.c.id.desc())
        .limit(most)
    )
    return [Spot(row.id, bool(row.open), float(row.lat), float(row.lon)) for row in connection.execute(query)]
