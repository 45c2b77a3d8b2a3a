"""Entries of a type that may be about the same thing, found by index: of the same category or the same units, and
near in time. Whoever asks scores them; here it only matters to look at few of many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, text

from gridapp.domain.record import RecordType
from gridapp.store import indexes
from gridapp.store.tables import entry as table

_NARROW = 20
"""Where very much is recorded, a part of the time holds enough already."""
_outline = msgspec.json.Decoder(dict[str, msgspec.Raw])


@dataclass(frozen=True)
class Around:
    """`at` give or take `reach`; the `most` nearest in time are enough of each kind."""

    at: datetime
    reach: timedelta
    most: int = 120


def of_category(connection: Connection, record: RecordType, code: str, around: Around) -> list[str]:
    """Ids of those with this code in the type's category, whatever their units."""
    path = record.field(record.category).path()
    where = f"json_extract(body, '{path}') = :code"
    return _nearest(connection, record, indexes.name(record, record.category), where, around, {"code": code})


def of_units(connection: Connection, record: RecordType, units: Sequence[str], around: Around) -> list[str]:
    """Ids of those that belong to one of these units, whatever their category."""
    return _nearest(connection, record, "entry_unit", "unit IN :units", around, {"units": list(units)})


def of_any(connection: Connection, record: RecordType, around: Around) -> list[str]:
    """Ids of those that are nearest in time, wherever they belong."""
    return _nearest(connection, record, "entry_newest", "true", around, {})


def bodies(connection: Connection, ids: Sequence[str], fields: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What these entries hold in these fields, by id."""
    query = select(table.c.id, table.c.body).where(table.c.id.in_(ids))
    read = ((row.id, _outline.decode(row.body)) for row in connection.execute(query))
    return {
        each: {name: msgspec.json.decode(body[name]) for name in fields if name in body}
        for each, body in read
    }


def _nearest(
    connection: Connection, record: RecordType, index: str, where: str, around: Around, values: dict[str, Any]
) -> list[str]:
    # The index is named because SQLite, without figures about the data, may prefer to walk through the whole time.
    statement = text(
        f"SELECT id FROM entry INDEXED BY {index} WHERE type = '{record.type}' AND deleted = 0 AND {where} "
        "AND happened BETWEEN :from AND :to "
        "ORDER BY abs(julianday(happened) - julianday(:at)) LIMIT :most"
    )
    if "units" in values:
        statement = statement.bindparams(bindparam("units", expanding=True))
    for reach in (around.reach / _NARROW, around.reach):
        times = {"from": _utc(around.at - reach), "to": _utc(around.at + reach), "at": _utc(around.at)}
        found = connection.execute(statement, {**values, **times, "most": around.most}).all()
        if len(found) == around.most:
            break
    return [row.id for row in found]


def _utc(moment: datetime) -> str:
    """As the column holds it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
