"""A recorded way from GPX or KML, with every door for XML tricks shut, in one pass that builds no tree.

One reader for both, because they hold the same; a library for GPX alone needs more memory for a day's track than a file
may have (20 times its size).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from math import isfinite
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from gridapp.domain.track import Track, TrackPoint
from gridapp.i18n import tr
from gridapp.interop.wire import Unreadable

_DEEPEST = 50  # elements within elements; a track has eight
_MOST_POINTS = 200_000  # two days, one a second
_MOST_ELEMENTS = 700_000
_LONGEST_NUMBER, _LONGEST_NAME = 40, 200  # characters
_BLOCK = 65_536  # bytes
_POINTS = {"trkpt", "rtept", "wpt"}
_TEXTS = {"name", "time", "when", "coord", "coordinates"}


def samples() -> Iterator[bytes]:
    yield b""
    yield (
        b'<gpx><wpt lat="35" lon="107"/><trk><name>a</name><trkseg><trkpt lat="35" lon="107">'
        b"<time>2026-11-17T08:00:00Z</time></trkpt></trkseg></trk></gpx>"
    )
    yield b"<kml><Placemark><LineString><coordinates>107,35 107,36</coordinates></LineString></Placemark></kml>"


def read(data: bytes) -> Iterator[Track]:
    """The points of all tracks in order (else of all routes), and what was marked. Raises Unreadable."""
    walk = _Walk()
    parser = DefusedXMLParser(target=walk, forbid_dtd=True)
    try:
        for start in range(0, len(data), _BLOCK):
            parser.feed(data[start : start + _BLOCK])
        parser.close()
    except DefusedXmlException as error:
        raise Unreadable(tr("contains XML definitions that a track never needs")) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable(tr("is not a whole GPX or KML file ({words})", words=str(error)[:120])) from error
    points = walk.points["trkpt"] or walk.points["rtept"]
    if not points:
        raise Unreadable(tr("holds no points"))
    yield Track(walk.name, tuple(points), tuple(walk.points["wpt"]))


class _Walk:
    """Hears of each element as it begins and ends, and keeps points: tracks' and lines' as trkpt, marks as wpt."""

    def __init__(self) -> None:
        self.name = ""
        self.points: dict[str, list[TrackPoint]] = {each: [] for each in sorted(_POINTS)}
        self._inside: list[str] = []
        self._text: list[str] = []
        self._here: tuple[float, float] | None = None
        self._at: datetime | None = None
        self._called = ""
        self._times: deque[datetime | None] = deque()
        self._count = self._elements = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition("}")[2]
        if not self._inside and local not in ("gpx", "kml"):
            raise ValueError(f"<{local[:40]}>")
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise Unreadable(tr("holds more than a track has"))
        if len(self._inside) >= _DEEPEST:
            raise Unreadable(tr("is nested too deeply"))
        self._inside.append(local)
        if local in _TEXTS:
            self._text.clear()
        elif local in _POINTS:
            self._here = _place(attributes.get("lon", ""), attributes.get("lat", ""))
            self._at, self._called = None, ""
        elif local in ("Placemark", "trk"):
            self._called, self._times = "", deque()

    def data(self, text: str) -> None:
        if self._inside and self._inside[-1] in _TEXTS:
            self._text.append(text)

    def end(self, tag: str) -> None:
        local = self._inside.pop()
        around = self._inside[-1] if self._inside else ""
        if local in _POINTS and self._here is not None:
            self._keep(local, self._here, self._at, self._called if local == "wpt" else "")
        elif local == "time" and around in _POINTS:
            self._at = _moment(self._said())
        elif local == "name" and around in ("wpt", "Placemark"):
            self._called = self._said()[:_LONGEST_NAME]
        elif local == "name" and around == "trk":
            self.name = self.name or self._said()[:_LONGEST_NAME]
        elif local == "when" and around == "Track":
            self._times.append(_moment(self._said()))
        elif local == "coord" and around == "Track":
            at = self._times.popleft() if self._times else None
            self._keep("trkpt", _place(*self._said().split()[:2]), at, "")
        elif local == "coordinates" and around == "LineString":
            self._line()
        elif local == "coordinates" and around == "Point":
            self._keep("wpt", _place(*self._said().split(",")[:2]), None, self._called)

    def close(self) -> None: ...

    def _line(self) -> None:
        self.name = self.name or self._called
        for each in self._said().split():
            self._keep("trkpt", _place(*each.split(",")[:2]), None, "")

    def _said(self) -> str:
        return "".join(self._text).strip()

    def _keep(self, kind: str, place: tuple[float, float], at: datetime | None, called: str) -> None:
        self._count += 1
        if self._count > _MOST_POINTS:
            raise Unreadable(tr("holds more than {most} points", most=_MOST_POINTS))
        self.points[kind].append(TrackPoint(*place, at, called))


def _place(lon: str = "", lat: str = "") -> tuple[float, float]:
    """Latitude and longitude in degrees. Raises ValueError for what is not on the earth."""
    east, north = float(lon[:_LONGEST_NUMBER]), float(lat[:_LONGEST_NUMBER])
    if not (isfinite(east) and isfinite(north) and abs(north) <= 90 and abs(east) <= 180):
        raise ValueError(f"lat={north:g} lon={east:g}")
    return north, east


def _moment(text: str) -> datetime | None:
    """Times are UTC, said or not; those from before the first receiver are a recorder without a clock."""
    try:
        moment = datetime.fromisoformat(text[:_LONGEST_NUMBER])
    except ValueError:
        return None
    if moment.year < 1990:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
