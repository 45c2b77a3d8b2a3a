"""Tracks: entities, floods of elements, depth, numbers that are none, and what is no track at all."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator

from tests.hostile.case import EVIL, LAUGHS, garbled, truncated

Named = Iterator[tuple[str, bytes]]
_POINT = '<trkpt lat="35.{0:06d}" lon="107.{0:06d}"><time>2026-11-17T08:{1:02d}:00Z</time></trkpt>'


def ways(dice: random.Random) -> Named:
    honest = {"GPX": gpx("".join(_POINT.format(n, n % 60) for n in range(50))), "KML": kml(_line(50))}
    yield from entities()
    yield from floods()
    yield from values()
    yield from encodings()
    for kind, data in honest.items():
        for what, spoilt in (*truncated(data, 4), *garbled(dice, data, 8)):
            yield f"{kind} {what}", spoilt
    yield "GPX, packed", gzip.compress(honest["GPX"], mtime=0)
    yield "KML in a zip that is none", b"PK\x03\x04" + honest["KML"]
    yield "a picture", b"\x89PNG\r\n\x1a\n" + dice.randbytes(300)
    yield "noise", dice.randbytes(5_000)
    yield "nothing", b""


def gpx(inside: str, before: str = "") -> bytes:
    track = f"<trk><name>n</name><trkseg>{inside}</trkseg></trk>"
    return f'{before}<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{track}</gpx>'.encode()


def kml(inside: str, before: str = "") -> bytes:
    return (
        f'{before}<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark>{inside}</Placemark></kml>'.encode()
    )


def _line(points: int) -> str:
    places = " ".join(f"107.{n:06d},35.{n:06d},0" for n in range(points))
    return f"<LineString><coordinates>{places}</coordinates></LineString>"


def entities() -> Named:
    for kind, make in (("GPX", gpx), ("KML", kml)):
        yield f"{kind}, a billion laughs", make("&l9;", f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>')
        yield (
            f"{kind}, one long entity often",
            make("&a;" * 50_000, "<!DOCTYPE x [<!ENTITY a '" + "a" * 50_000 + "'>]>"),
        )
        yield (
            f"{kind}, a file as entity",
            make("&a;", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        )
        yield (
            f"{kind}, a device as entity",
            make("&a;", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///dev/zero">]>'),
        )
        yield (
            f"{kind}, the network as entity",
            make("&a;", '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/a">]>'),
        )
        yield (
            f"{kind}, parameter entity",
            make("", '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a"> %a;]>'),
        )
        yield f"{kind}, foreign definitions", make("", '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">')
    yield "GPX, default attributes", gpx("", '<!DOCTYPE gpx [<!ATTLIST gpx a CDATA "b">]>')
    yield (
        "GPX, included file",
        gpx('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'),
    )
    yield "GPX, style sheet", gpx("", f'<?xml-stylesheet href="file:///{EVIL}.xsl"?>')
    yield "KML, network link", kml("<NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink>")


def floods() -> Named:
    yield "GPX, 300,000 deep", gpx("<a>" * 300_000)
    yield "KML, 1,000,000 deep", kml("<a>" * 1_000_000)
    yield "GPX, 49 deep, well formed", gpx("<a>" * 40 + "</a>" * 40)
    yield "GPX, an attribute of 5 MB", gpx(f'<trkpt lat="{"1" * 5_000_000}" lon="1"/>')
    yield "GPX, 100,000 attributes", gpx("<trkpt " + "".join(f'a{n}="1" ' for n in range(100_000)) + "/>")
    yield "GPX, a name of 5 MB", b"<gpx><trk><name>" + b"n" * 5_000_000 + b"</name></trk></gpx>"
    yield "GPX, a time of 5 MB", gpx(f'<trkpt lat="1" lon="1"><time>{"2" * 5_000_000}</time></trkpt>')
    yield "GPX, a comment of 5 MB", gpx(f"<!--{'c' * 5_000_000}-->")
    yield "GPX, 5 MB without meaning", gpx(f"<![CDATA[{'c' * 5_000_000}]]>")
    yield "GPX, an element name of 5 MB", gpx(f"<{'e' * 5_000_000}/>")
    yield "GPX, 600,000 points", gpx('<trkpt lat="0" lon="0"/>' * 600_000)
    yield "GPX, 500,000 marks", b"<gpx>" + b'<wpt lat="0" lon="0"/>' * 500_000 + b"</gpx>"
    yield "GPX, a million empty tracks", b"<gpx>" + b"<trk/>" * 1_000_000 + b"</gpx>"
    yield "GPX, a million spaces of names", gpx('<a xmlns="u"/>' * 300_000)
    yield "GPX, five million elements", gpx("<a/>" * 4_950_000)
    yield "GPX of 21 MB", gpx("<a/>" * 5_250_000)
    yield "KML, a line of 600,000 points", kml(_line(600_000)[:15_000_000])
    yield (
        "KML, a line of one word",
        kml(f"<LineString><coordinates>{'1' * 5_000_000}</coordinates></LineString>"),
    )
    yield "KML, 300,000 times without places", kml(f"<Track>{'<when>2026-01-01</when>' * 300_000}</Track>")


def values() -> Named:
    for lat, lon in (
        ("nan", "1"),
        ("inf", "1"),
        ("1e999", "1"),
        ("91", "0"),
        ("0", "-181"),
        ("", ""),
        ("1_0", "٣"),
        ("0x10", "1"),
    ):
        yield f"GPX at {lat}, {lon}", gpx(f'<trkpt lat="{lat}" lon="{lon}"/>')
    for time in (
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
        "2026-02-30",
        "1e9",
        "2026-11-17T08:00:00+99:99",
    ):
        yield f"GPX, time {time}", gpx(f'<trkpt lat="1" lon="1"><time>{time}</time></trkpt>')
    yield "KML, too few numbers", kml("<LineString><coordinates>1 2 3</coordinates></LineString>")
    yield "KML, too many numbers", kml("<LineString><coordinates>1,2,3,4,5</coordinates></LineString>")
    yield "KML, a place of words", kml("<Point><coordinates>a,b</coordinates></Point>")
    yield "GPX, two roots", gpx("") * 2
    yield "another XML", b"<rss><channel/></rss>"
    yield (
        "GPX, a name that turns around",
        gpx('<trkpt lat="1" lon="1"/>').replace(b">n<", ">\u202egnp.exe<".encode()),
    )


def encodings() -> Named:
    text = (
        '<?xml version="1.0" encoding="{}"?><gpx><trk><trkseg><trkpt lat="1" lon="1"/></trkseg></trk></gpx>'
    )
    for named, used in (
        ("UTF-16", "utf-16"),
        ("UTF-7", "utf-7"),
        ("GB18030", "gb18030"),
        ("UTF-32", "utf-32"),
        ("nonsense", "utf-8"),
        ("cp037", "cp037"),
    ):
        yield f"GPX in {named}", text.format(named).encode(used)
    yield "GPX, hidden definitions", '<!DOCTYPE x [<!ENTITY a "b">]><gpx/>'.encode("utf-16")
    yield "GPX with NUL", gpx("\0")
    yield "GPX, half a character", gpx("").replace(b">n<", b">\xe4\xb8<")
