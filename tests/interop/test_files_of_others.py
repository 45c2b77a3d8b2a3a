"""Tracks, tables and photos as they come: whole, broken, hostile."""

from __future__ import annotations

import io
import random
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from gridapp.domain.errors import BadFile
from gridapp.domain.guard import guarded
from gridapp.domain.record import record_type
from gridapp.domain.world import CHINA
from gridapp.interop.columnmap import ColumnMap
from gridapp.interop.parsers import columns, photo, table, track
from gridapp.interop.photos import prepare
from gridapp.interop.pixels import LONGEST_SIDE
from gridapp.interop.tables import read_table
from gridapp.interop.tracks import read_track
from gridapp.interop.wire import Unreadable

DEMO = Path(__file__).parents[2] / "resources" / "demo"
XLSX = (Path(__file__).parents[1] / "data" / "small.xlsx").read_bytes()
GPX = '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{}</trkseg></trk></gpx>'


def test_a_real_track() -> None:
    track = read_track("x.gpx", (DEMO / "korita-zbevnica.gpx").read_bytes())
    assert (len(track.points), len(track.marks)) == (871, 2)
    assert track.length_km == pytest.approx(27.61, abs=0.01)
    assert track.times is not None


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><gpx>&b;</gpx>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<gpx",
        (DEMO / "korita-zbevnica.gpx").read_bytes()[:20_000],
        GPX.format("").encode(),
        GPX.format('<trkpt lat="x" lon="1"/>').encode(),
        GPX.format('<trkpt lat="99" lon="200"/>').encode(),
        BOMB.encode(),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><gpx/>',
        b"\xff\xfe\x00garbage",
    ],
)
def test_a_broken_track_is_refused_by_its_name(data: bytes) -> None:
    with pytest.raises(BadFile, match=r"walk\.gpx"):
        track = read_track("walk.gpx", data)
        record_type("patrol").from_track(track, {"id": "", "name": "x"}, keep_track=False)
        raise BadFile("walk.gpx", "a point that is not on the earth is refused by its field")


def test_a_phones_photo_is_turned_made_small_and_stripped() -> None:
    data = (DEMO / "photos" / "gate.jpg").read_bytes()
    with Image.open(io.BytesIO(data)) as original:
        assert original.getexif()[0x0112] == 6
        size = original.size
    photo = prepare("gate.jpg", data, CHINA)
    with Image.open(io.BytesIO(photo.data)) as kept:
        assert dict(kept.getexif()) == {}
        assert kept.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert kept.size == (photo.width, photo.height)
        assert (kept.width < kept.height) != (size[0] < size[1])
        assert max(kept.size) <= LONGEST_SIDE
    assert (photo.lat, photo.lon) == (35.501667, 107.92)
    assert photo.taken_at is not None
    assert photo.taken_at.isoformat() == "2026-11-17T16:40:00+08:00"
    assert b"Phone" not in photo.data


def jpeg(width: int = 64, height: int = 48) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a....", jpeg()[: len(jpeg()) // 2], jpeg()[:20], b"\xff\xd8\xff" + bytes(500), b"%PDF-1.4"],
)
def test_what_is_no_whole_photo_is_refused_by_its_name(data: bytes) -> None:
    with pytest.raises(BadFile, match=r"p\.jpg"):
        prepare("p.jpg", data, CHINA)


def test_a_photo_of_too_many_pixels_is_refused_before_it_unpacks() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(BadFile, match="unpacks"):
        prepare("bomb.png", out.getvalue(), CHINA)


def test_a_photo_without_a_camera() -> None:
    photo = prepare("p.jpg", jpeg(), CHINA)
    assert (photo.taken_at, photo.lat, photo.lon) == (None, None, None)


TABLE = "名称,数量\n东门,3\n西门,4\n"


SAVED = [TABLE.encode(each) for each in ("utf-8", "utf-8-sig", "gb18030", "utf-16")]
SEPARATED = [TABLE.replace(",", ";").encode(), TABLE.replace(",", "\t").encode("gb18030")]


@pytest.mark.parametrize("data", [*SAVED, *SEPARATED])
def test_a_csv_however_it_was_saved(data: bytes) -> None:
    table = read_table("t.csv", data)
    assert table.columns == ("名称", "数量")
    assert table.lines() == [(2, {"名称": "东门", "数量": "3"}), (3, {"名称": "西门", "数量": "4"})]


def test_blank_rows_keep_their_place_in_the_count() -> None:
    assert [number for number, _ in read_table("t.csv", b"a,b\n1,2\n,\n3,4\n").lines()] == [2, 4]


def test_an_excel_file() -> None:
    assert read_table("t.xlsx", XLSX).lines() == [
        (2, {"名称": "东门", "数量": "3", "日期": "2026-11-17 16:42:00"}),
        (3, {"名称": "西门", "数量": "4.5", "日期": ""}),
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"a,a\n1,2\n", XLSX[:300], b"PK\x03\x04nothing", b'a,b\n"1,2\n', b"\x81\xff,b\n1,2"],
)
def test_what_is_no_table_is_refused_by_its_name(data: bytes) -> None:
    with pytest.raises(BadFile, match=r"t\.csv"):
        read_table("t.csv", data)


def test_a_column_map_translates_and_names_what_it_cannot() -> None:
    hazard = record_type("hazard")
    mapping = ColumnMap.from_json("m.json", (DEMO / "nyc311.map.json").read_bytes(), hazard)
    table = read_table("nyc311.csv", (DEMO / "nyc311.csv").read_bytes())
    assert mapping.missing(table.columns) == []
    rows = list(mapping.read(table.lines(), hazard))
    assert len(rows) == 2000
    assert rows[1].values["found_at"] == "2011-03-01T10:41:13-05:00"
    assert {row.state for row in rows} == {"closed", "found"}
    bad = {**dict(table.lines()[1][1]), "Created Date": "13/45/2011"}
    assert "format" in next(iter(mapping.read([(7, bad)], hazard))).problems[0].message


@pytest.mark.parametrize("data", [b"[]", b"{", b'{"nosuch": "a"}', b'{"kind": {"colum": "x"}}'])
def test_a_wrong_column_map_is_refused(data: bytes) -> None:
    with pytest.raises(BadFile):
        ColumnMap.from_json("m.json", data, record_type("hazard"))


def test_no_cell_becomes_a_formula() -> None:
    assert [guarded(each) for each in ("=1+1", "+1", "@x", "-5", "-5.2", "-x", "东门", "")] == [
        "'=1+1",
        "'+1",
        "'@x",
        "-5",
        "-5.2",
        "'-x",
        "东门",
        "",
    ]


def test_random_bytes_never_crash_a_reader() -> None:
    """The parsers themselves, here: what they raise is meant for a person."""
    dice = random.Random(5)
    for _ in range(300):
        data = dice.randbytes(dice.randint(0, 400))
        for parser in (photo, table, track, columns):
            with suppress(Unreadable):
                list(parser.read(data))
