"""Where a place lies on a map: Web Mercator, the world a square of side 1, x to the east and y to the south."""

from __future__ import annotations

import math
from dataclasses import dataclass

TILE = 256  # pixels
EDGE = 85.05112878  # degrees: the square's northern and southern edge
_EQUATOR = 40_075_016.686  # metres


@dataclass(frozen=True)
class Spot:
    """A place on the square."""

    x: float
    y: float


def spot(lat: float, lon: float) -> Spot:
    """Degrees on the square; beyond the edges the edge."""
    sine = math.sin(math.radians(max(-EDGE, min(EDGE, lat))))
    return Spot(lon / 360 + 0.5, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi))


def degrees(at: Spot) -> tuple[float, float]:
    """Latitude and longitude of a place on the square."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * at.y)))), (at.x - 0.5) * 360


def metres_per_pixel(lat: float, zoom: float) -> float:
    """How much ground a pixel shows, the world being `TILE` * 2 ** `zoom` pixels wide."""
    return _EQUATOR * math.cos(math.radians(lat)) / (TILE * 2**zoom)
