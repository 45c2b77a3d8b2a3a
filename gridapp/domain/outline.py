"""The outline of the county, which is drawn where there is no other map."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

Ring = tuple[tuple[float, float], ...]
"""Corners as (latitude, longitude) in degrees."""


@cache
def county_outline() -> tuple[Ring, ...]:
    """The rings of the shipped county; coarse, for orientation only."""
    data = json.loads((resources.files("resources") / "map" / "ningxian.json").read_text("utf-8"))
    return tuple(tuple((lat, lon) for lon, lat in ring) for ring in data["rings"])
