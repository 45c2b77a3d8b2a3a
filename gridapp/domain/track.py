"""A recorded way: points with times. Where somebody walked is sensitive; only a coarse form is ever kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt

_EARTH_M = 6_371_008.8  # mean radius


@dataclass(frozen=True)
class TrackPoint:
    """Degrees WGS-84; `at` only where the recorder wrote a time; `name` only for marked points."""

    lat: float
    lon: float
    at: datetime | None = None
    name: str = ""


@dataclass(frozen=True)
class Track:
    """The points in order, and the waypoints that somebody marked."""

    name: str
    points: tuple[TrackPoint, ...]
    marks: tuple[TrackPoint, ...]

    @property
    def length_km(self) -> float:
        pairs = zip(self.points, self.points[1:], strict=False)
        return sum(distance_m(first, second) for first, second in pairs) / 1000

    @property
    def times(self) -> tuple[datetime, datetime] | None:
        """First and last moment, when the points have any."""
        known = [point.at for point in self.points if point.at]
        return (min(known), max(known)) if known else None

    def coarse(self, step_m: float = 100) -> list[TrackPoint]:
        """Points rounded to about `step_m` metres, the same spot only once in a row."""
        grid = step_m / 111_320  # degrees of latitude
        rounded = [
            TrackPoint(round(round(p.lat / grid) * grid, 4), round(round(p.lon / grid) * grid, 4), p.at)
            for p in self.points
        ]
        spots = [(p.lat, p.lon) for p in rounded]
        return [point for i, point in enumerate(rounded) if i == 0 or spots[i] != spots[i - 1]]


def distance_m(first: TrackPoint, second: TrackPoint) -> float:
    """Great-circle distance (haversine)."""
    lat1, lat2 = radians(first.lat), radians(second.lat)
    half = sin((lat2 - lat1) / 2) ** 2
    half += cos(lat1) * cos(lat2) * sin(radians(second.lon - first.lon) / 2) ** 2
    return 2 * _EARTH_M * asin(min(1.0, sqrt(half)))
