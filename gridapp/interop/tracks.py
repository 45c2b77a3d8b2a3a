"""Recorded ways from other programs: GPX and KML."""

from __future__ import annotations

from gridapp.domain.errors import BadFile
from gridapp.domain.track import Track
from gridapp.i18n import tr
from gridapp.interop.child import read_in_child
from gridapp.interop.wire import Limits

SUFFIXES = (".gpx", ".kml")
MOST_BYTES = 20_000_000


def read_track(name: str, data: bytes, limits: Limits | None = None) -> Track:
    """The points of all tracks (else routes) in a GPX or KML file, in order, and its marks. Raises BadFile."""
    if len(data) > MOST_BYTES:
        raise BadFile(name, tr("is larger than {most} MB", most=MOST_BYTES // 10**6))
    found = read_in_child("track", name, data, Track, limits)
    if len(found) != 1 or not found[0].points:
        raise BadFile(name, tr("holds no points"))
    return found[0]
