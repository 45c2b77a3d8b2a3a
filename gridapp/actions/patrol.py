"""A patrol from a recorded track: points, distance and times. The track itself stays out unless asked for."""

from __future__ import annotations

from typing import Any

from gridapp.actions.desk import Desk
from gridapp.domain.errors import Invalid, Problem
from gridapp.domain.track import Track, TrackPoint
from gridapp.i18n import tr

_MOST_POINTS = 12


def values_from_track(desk: Desk, track: Track, keep_track: bool = False) -> dict[str, Any]:
    """What a patrol's form is filled in with. Marked points become checkpoints, else some spread over the way.

    `keep_track` puts the way in, coarsened to 100 m: only when the person asked for it.
    Raises Invalid when the track has no points.
    """
    if not track.points:
        raise Invalid([Problem("track", tr("Track"), tr("holds no points"))])
    values: dict[str, Any] = {
        "route": track.name or tr("From a recorded track"),
        "members": [{"person": desk.person.author.stored()}],
        "mode": "foot",
        "distance_km": round(track.length_km, 2),
        "checkpoints": [_checkpoint(number, point) for number, point in enumerate(_checkpoints(track), start=1)],
    }
    if track.times:
        start, end = track.times
        values["period"] = {"from": start.isoformat(), "to": end.isoformat()}
    if keep_track:
        values["track"] = [_spot(point) for point in track.coarse()]
    return values


def _checkpoints(track: Track) -> list[TrackPoint]:
    if track.marks:
        return list(track.marks)[:_MOST_POINTS]
    step = max(1, (len(track.points) - 1) // (_MOST_POINTS - 1))
    return list(dict.fromkeys([*track.points[::step][: _MOST_POINTS - 1], track.points[-1]]))


def _checkpoint(number: int, point: TrackPoint) -> dict[str, Any]:
    name = point.name or tr("Point {number}", number=number)
    return {"point": name, **_spot(point, name)}


def _spot(point: TrackPoint, name: str = "") -> dict[str, Any]:
    text = name or f"{point.lat:.3f}, {point.lon:.3f}"
    spot = {"spot": {"text": text, "lat": round(point.lat, 3), "lon": round(point.lon, 3), "source": "track"}}
    return {**spot, "at": point.at.isoformat()} if point.at else spot
