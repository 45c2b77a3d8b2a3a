"""Values as people give them: taken where they are right, refused in words where they are not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.domain.errors import BadValue
from gridapp.domain.fields import (
    Choice,
    Count,
    DateTime,
    Day,
    Lines,
    LongText,
    Number,
    Period,
    Person,
    Photos,
    Place,
    Reference,
    Tally,
    Text,
    UnitRef,
)
from gridapp.domain.org import Org, shipped_units
from gridapp.domain.world import CHINA, World

FIXED = World(Org(shipped_units()), lambda: datetime(2026, 11, 18, 12, 0, tzinfo=CHINA))


def refused(field: Any, raw: Any) -> str:
    with pytest.raises(BadValue) as caught:
        field.clean(raw, FIXED)
    return caught.value.message


def test_ten_megabytes_of_text_are_refused_with_both_lengths() -> None:
    words = refused(LongText("x", limit=2000), "长" * 10_000_000)
    assert "10,000,000" in words
    assert "2000" in words


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\u0085", "\ufffd"])
def test_control_characters_are_refused_by_their_number(character: str) -> None:
    assert f"U+{ord(character):04X}" in refused(Text("x"), f"东门{character}外")


def test_long_text_keeps_lines_and_short_text_does_not() -> None:
    assert LongText("x").clean("一\r\n二", FIXED) == "一\n二"
    assert "U+000A" in refused(Text("x"), "一\n二")


@pytest.mark.parametrize("raw", ["", None, "   "])
def test_nothing_is_nothing(raw: Any) -> None:
    assert Text("x").clean(raw, FIXED) is None


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("2026-11-17 16:42", "2026-11-17T16:42:00+08:00"),
        ("2026/11/17 16:42:05", "2026-11-17T16:42:05+08:00"),
        ("2026年11月17日 16时42分", "2026-11-17T16:42:00+08:00"),
        ("2026-11-17T08:42:00Z", "2026-11-17T16:42:00+08:00"),
        ("2026-11-17", "2026-11-17T00:00:00+08:00"),
    ],
)
def test_dates_in_the_ways_people_write_them(raw: str, stored: str) -> None:
    assert DateTime("x").clean(raw, FIXED) == stored


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("1826-11-17", "forty years back"),
        ("2027-11-17", "future"),
        ("2026-13-01", "exists"),
        ("2026-02-30 10:00", "exists"),
        ("yesterday", "such as"),
        ("2026-11-17 25:00", "exists"),
        (17, "such as"),
    ],
)
def test_dates_that_cannot_be_are_refused(raw: Any, words: str) -> None:
    assert words in refused(DateTime("x"), raw)


def test_a_deadline_may_lie_ahead_but_not_a_century() -> None:
    assert DateTime("x", ahead=True).clean("2026-12-01 18:00", FIXED)
    assert "ten years" in refused(DateTime("x", ahead=True), "2126-12-01")


def test_a_clock_that_runs_a_little_ahead_stops_nobody() -> None:
    assert DateTime("x").clean("2026-11-19 09:00", FIXED)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-11-17 07:10 ~ 08:10",
        "2026-11-17 07:10 至 2026-11-17 08:10",
        "2026-11-17T07:10:00+08:00/2026-11-17T08:10:00+08:00",
    ],
)
def test_periods(raw: str) -> None:
    assert Period("x").clean(raw, FIXED) == {
        "from": "2026-11-17T07:10:00+08:00",
        "to": "2026-11-17T08:10:00+08:00",
    }


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("2026-11-17 08:10 ~ 07:10", "end after"),
        ("2026-11-01 08:10 ~ 2026-11-17 07:10", "longer than 7 days"),
        ("2026-11-17 08:10", "beginning and an end"),
    ],
)
def test_periods_that_cannot_be(raw: str, words: str) -> None:
    assert words in refused(Period("x"), raw)


def test_numbers() -> None:
    assert Number("x").clean("1,234.5", FIXED) == 1234.5
    assert Count("x").clean("12", FIXED) == 12
    assert "whole" in refused(Count("x"), "1.5")
    assert "number" in refused(Number("x"), "many")
    assert "between" in refused(Count("x", high=10), 11)
    for raw in ("nan", "inf", True):
        refused(Number("x"), raw)


def test_choices_by_code_name_or_english() -> None:
    field = Choice("x", "hazard_level")
    stored = {"scheme": "hazard_level", "version": "2026.1", "code": "general", "name": "一般"}
    english = field.table.codes["general"].english
    for raw in ("general", "一般", english, "general 一般", stored):
        assert field.clean(raw, FIXED) == stored
    assert "general" in refused(field, "catastrophic")
    refused(field, {**stored, "code": "catastrophic"})


def test_a_choice_of_an_older_table_is_kept_as_it_was() -> None:
    old = {"scheme": "hazard_level", "version": "2019", "code": "minor", "name": "轻微"}
    field = Choice("x", "hazard_level")
    assert field.clean(old, FIXED) == old
    assert field.show(old, FIXED) == "轻微"


def test_places() -> None:
    field = Place("x")
    assert field.clean("东门", FIXED) == {"text": "东门"}
    placed = field.clean("东门 @35.5012,107.9234", FIXED)
    assert (placed["lat"], placed["lon"], placed["datum"]) == (35.5012, 107.9234, "WGS-84")
    assert field.clean(field.cell(placed, FIXED), FIXED) == placed
    assert "on the earth" in refused(field, {"text": "东门", "lat": 95, "lon": 1})
    assert "words" in refused(field, {"lat": 35, "lon": 107})


def test_units_by_name_code_or_beginning() -> None:
    field = UnitRef("x")
    assert field.clean("新宁镇", FIXED)["id"] == "621026100000"
    assert field.clean("621026100004", FIXED)["name"] == "九龙居委会"
    assert "no unit" in refused(field, "不存在村")
    assert "more than one" in refused(field, "南")


def test_people_known_and_unknown() -> None:
    known = World(
        FIXED.org,
        FIXED.clock,
        person_named=lambda name: {"id": "p1", "name": name} if name == "张春燕" else None,
    )
    assert Person("x").clean("张春燕", known) == {"id": "p1", "name": "张春燕"}
    assert Person("x").clean("李秀兰", known) == {"id": "", "name": "李秀兰"}


def test_lines_from_text_and_with_their_row_in_errors() -> None:
    field = Lines("x", {"point": Text("Point", required=True, limit=5), "n": Count("N")})
    lines = field.clean("东门；西门", FIXED)
    assert [line["point"] for line in lines] == ["东门", "西门"]
    assert field.clean(lines, FIXED) == lines
    assert "line 2, N" in refused(field, [{"point": "东门"}, {"point": "西门", "n": "x"}])
    assert "line 1, Point" in refused(field, [{"n": 1}])
    assert "list" in refused(field, 5)


def test_lines_keep_what_a_newer_version_wrote() -> None:
    field = Lines("x", {"point": Text("Point")})
    assert field.clean([{"id": "a", "point": "东门", "altitude": 3}], FIXED) == [
        {"id": "a", "point": "东门", "altitude": 3}
    ]


def test_tallies_add_up_over_everyone_who_counted() -> None:
    field = Tally("x", "campus_action")
    assert field.clean("helmet=3; crossing=20", FIXED) == {"all": {"crossing": 20, "helmet": 3}}
    both = {"p1": {"helmet": 2}, "p2": {"helmet": 5, "crossing": 1}}
    assert field.totals(field.clean(both, FIXED)) == {"helmet": 7, "crossing": 1}
    assert "no such choice" in refused(field, {"plates": 3})
    assert "whole" in refused(field, {"helmet": "x"})


def test_merging_keeps_both_sides() -> None:
    lines = Lines("x", {"point": Text("Point")})
    a, b, c = ({"id": i, "point": i} for i in "abc")
    assert lines.merge([a], [a, b], [a, c]) == [a, b, c]
    assert lines.merge([a, b], [a], [a, b, c]) == [a, c]
    with pytest.raises(BadValue):
        lines.merge([a], [{"id": "a", "point": "x"}], [{"id": "a", "point": "y"}])
    tally = Tally("x", "campus_action")
    assert tally.merge({}, {"p1": {"helmet": 2}}, {"p2": {"helmet": 3}}) == {
        "p1": {"helmet": 2},
        "p2": {"helmet": 3},
    }


def test_photos_are_real_files_only() -> None:
    field = Photos("x", most=1)
    photo = {"sha": "a" * 64, "size": 5, "width": 2, "height": 2}
    assert field.clean([photo], FIXED) == [photo]
    assert field.files([photo]) == ["a" * 64]
    refused(field, [photo, photo])
    refused(field, [{**photo, "sha": "../../etc/passwd"}])


FIELDS = [
    Text("x"),
    LongText("x"),
    Number("x"),
    Count("x"),
    DateTime("x"),
    Period("x"),
    Choice("x", "yes_no"),
    Place("x"),
    Person("x"),
    UnitRef("x"),
    Lines("x", {"a": Text("A")}),
    Tally("x", "campus_action"),
    Photos("x"),
    Day("x"),
    Reference("x", to="y"),
]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(raw=anything)
def test_whatever_comes_in_is_taken_or_refused_and_cleaning_twice_changes_nothing(raw: Any) -> None:
    for field in FIELDS:
        try:
            stored = field.clean(raw, FIXED)
        except BadValue as bad:
            assert bad.message
            continue
        assert field.clean(stored, FIXED) == stored
        assert isinstance(field.show(stored, FIXED), str)
