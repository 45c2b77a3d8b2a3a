"""GCJ-02, the offset coordinates of Chinese map services. Stored places are WGS-84; only what is shown is offset.

The published approximation with the Krasovsky ellipsoid; some 400 m away in 宁县.
"""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt

_AXIS, _ECCENTRICITY = 6_378_245.0, 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271  # outside of it nothing is offset


def from_wgs(lat: float, lon: float) -> tuple[float, float]:
    """WGS-84 degrees as GCJ-02."""
    if not (_WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH):
        return lat, lon
    north, east = _offset(lat, lon)
    return lat + north, lon + east


def to_wgs(lat: float, lon: float) -> tuple[float, float]:
    """GCJ-02 degrees as WGS-84, to better than a centimetre."""
    near_lat, near_lon = lat, lon
    for _ in range(5):
        there_lat, there_lon = from_wgs(near_lat, near_lon)
        near_lat, near_lon = near_lat + lat - there_lat, near_lon + lon - there_lon
    return near_lat, near_lon


def _offset(lat: float, lon: float) -> tuple[float, float]:
    x, y = lon - 105.0, lat - 35.0
    waves = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    magic = 1 - _ECCENTRICITY * sin(radians(lat)) ** 2
    return (
        north * 180 / ((_AXIS * (1 - _ECCENTRICITY)) / (magic * sqrt(magic)) * pi),
        east * 180 / (_AXIS / sqrt(magic) * cos(radians(lat)) * pi),
    )
