"""GPX tracks, read with every door for XML tricks shut."""

from __future__ import annotations

from datetime import UTC, datetime

import gpxpy
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from gpxpy.gpx import GPXException, GPXRoutePoint, GPXTrackPoint, GPXWaypoint

from gridapp.domain.errors import BadFile
from gridapp.domain.track import Track, TrackPoint
from gridapp.i18n import tr

MOST_BYTES = 20_000_000


def read_track(name: str, data: bytes) -> Track:
    """The points of all tracks and routes in a GPX file, in order, and its waypoints. Raises BadFile."""
    if len(data) > MOST_BYTES:
        raise BadFile(name, tr("is larger than {most} MB", most=MOST_BYTES // 10**6))
    try:
        fromstring(data, forbid_dtd=True)  # gpxpy's own parser would expand entities
        parsed = gpxpy.parse(data)
    except DefusedXmlException as error:
        raise BadFile(name, tr("contains XML definitions that a track never needs")) from error
    except (ParseError, GPXException, ValueError, UnicodeDecodeError) as error:
        raise BadFile(name, tr("is not a whole GPX file ({words})", words=str(error)[:120])) from error
    points = [_point(p) for track in parsed.tracks for segment in track.segments for p in segment.points]
    points = points or [_point(p) for route in parsed.routes for p in route.points]
    if not points:
        raise BadFile(name, tr("holds no points"))
    named = next((track.name for track in parsed.tracks if track.name and track.segments), "")
    return Track(named or "", tuple(points), tuple(_point(mark) for mark in parsed.waypoints))


def _point(point: GPXTrackPoint | GPXRoutePoint | GPXWaypoint) -> TrackPoint:
    return TrackPoint(point.latitude, point.longitude, _utc(point.time), getattr(point, "name", "") or "")


def _utc(moment: datetime | None) -> datetime | None:
    """GPX times are UTC, said or not; those from before the first receiver are a recorder without a clock."""
    if moment is None or moment.year < 1990:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
