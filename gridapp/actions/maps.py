"""What stands on the map, and which base map lies below it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from gridapp.actions.desk import Desk
from gridapp.domain import gcj
from gridapp.domain.base_map import BaseMap, Datum
from gridapp.domain.fields import Place
from gridapp.domain.mercator import spot
from gridapp.domain.pins import Pin
from gridapp.domain.record import RecordType, record_types
from gridapp.store import mbtiles, settings
from gridapp.store.spots import spots

MOST = 10_000
"""Pins of one type: the newest."""
_KEY = "base map"


def placed() -> list[RecordType]:
    """The types whose entries have a place."""
    types = record_types().values()
    return [each for each in types if each.where and isinstance(each.field(each.where), Place)]


def pins(desk: Desk, record: RecordType, datum: Datum = "WGS-84") -> list[Pin]:
    """Where the newest entries of a type lie, on a map of these coordinates."""
    with desk.reading() as connection:
        found = spots(connection, record, MOST)
    shown = gcj.from_wgs if datum == "GCJ-02" else lambda lat, lon: (lat, lon)
    return [Pin(each.id, record.type, spot(*shown(each.lat, each.lon)), each.open) for each in found]


def base_map(desk: Desk) -> BaseMap:
    """The one that this person chose on this computer."""
    with desk.reading() as connection:
        return BaseMap(**settings.get(connection, _KEY, {}))


def choose_base_map(desk: Desk, chosen: BaseMap) -> None:
    """From now on this one. Raises BadFile or Invalid when it is none."""
    chosen.require()
    if chosen.address and not chosen.is_far:
        mbtiles.require(Path(chosen.address))
    with desk.vault.writing() as connection:
        settings.put(connection, _KEY, asdict(chosen))
