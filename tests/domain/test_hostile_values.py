"""Values that no person types: what files, other programs and broken computers hand over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from gridapp.domain.errors import BadValue
from gridapp.domain.fields import (
    Choice,
    DateTime,
    Day,
    Field,
    Lines,
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
from tests.domain.test_fields import FIXED, refused

HALF = "\ud800"
LINES = Lines("x", {"point": Text("Point")})
ENTRY = "0192aaaa-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        (123456789.5, "123456789.5"),
        (13800000000.0, "13800000000"),
        (13800000000, "13800000000"),
        (0.1, "0.1"),
    ],
)
def test_a_number_that_stands_for_text_keeps_every_digit(raw: Any, stored: str) -> None:
    assert Text("x").clean(raw, FIXED) == stored


PHOTO = {"sha": "a" * 64, "size": 5, "width": 2, "height": 2}


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        (Text("x"), float("nan")),
        (Text("x"), float("inf")),
        (Text("x"), 10**5000),
        (Place("x"), {"text": "a", "lat": 10**400, "lon": 1}),
        (Place("x"), {"text": "a", "lat": "nan", "lon": 1}),
        (Place("x"), {"text": "a", "lat": True, "lon": 1}),
        (Place("x"), {"text": "a", "lat": 1, "lon": 1, "accuracy_m": 10**400}),
        (Place("x"), {"text": "a", "lat": 1, "lon": 1, "accuracy_m": float("inf")}),
        (LINES, [{"point": "a", "z": HALF}]),
        (LINES, [{"point": "a", HALF: 1}]),
        (LINES, [{"point": "a", "z": [float("nan")]}]),
        (LINES, [{"point": "a", "z": 10**30}]),
        (LINES, "[" * 100_000),
        (Reference("x", to="y"), {"id": ENTRY, "number": HALF}),
        (Reference("x", to="y"), {"id": ENTRY, "number": "7" * 1000}),
        (Person("x"), {"name": "a", "id": HALF}),
        (Person("x"), {"name": "a", "id": "x" * 65}),
        (Tally("x", "campus_action"), {HALF: {"helmet": 1}}),
        (Tally("x", "campus_action"), "{" * 100_000),
        (Choice("x", "hazard_level"), {"scheme": "hazard_level", "version": HALF, "code": "a", "name": "a"}),
        (Photos("x"), [{**PHOTO, "size": True}]),
        (Photos("x"), [{**PHOTO, "width": 10**30}]),
        (Photos("x"), [{**PHOTO, "sha": int("1" * 64)}]),
        (DateTime("x"), "0001-01-01T00:00+23:59"),
        (DateTime("x", ahead=True), "9999-12-31T23:59-23:59"),
        (Number("x"), 10**5000),
        (Number("x"), [10**5000]),
    ],
    ids=lambda value: value.kind if isinstance(value, Field) else "raw",
)
def test_what_could_not_be_kept_unchanged_is_refused_in_words(field: Field, raw: Any) -> None:
    assert refused(field, raw)


def test_what_is_nested_without_end_is_refused() -> None:
    deep: Any = 1
    for _ in range(200):
        deep = [deep]
    assert "deeply" in refused(LINES, [{"point": "a", "z": deep}])


@pytest.mark.parametrize(
    "field",
    [
        Text("x"),
        Choice("x", "hazard_level"),
        UnitRef("x"),
        Reference("x", to="y"),
        Place("x"),
        Person("x"),
        DateTime("x"),
        Period("x"),
        Day("x"),
    ],
    ids=lambda field: field.kind,
)
def test_a_condition_without_a_value_is_refused_in_words(field: Field) -> None:
    with pytest.raises(BadValue, match="needs a value"):
        field.operand(" ", FIXED)


@pytest.mark.parametrize(
    ("field", "text"), [(LINES, "东门"), (Tally("x", "campus_action"), "helmet=3")], ids=["lines", "tally"]
)
def test_lists_and_tallies_are_searched_not_compared(field: Field, text: str) -> None:
    with pytest.raises(BadValue, match="~"):
        field.operand(text, FIXED)


@pytest.mark.parametrize("raw", ["2026-11-17T23:00:00-05:00", "2026-11-18T04:00:00Z", "2026-11-18 12:00"])
def test_a_moment_is_stored_in_one_zone_whatever_zone_it_came_in(raw: str) -> None:
    field = DateTime("x")
    assert field.clean(raw, FIXED) == field.operand(raw, FIXED) == "2026-11-18T12:00:00+08:00"
    assert field.clean(datetime.fromisoformat("2026-11-18T04:00:00+00:00"), FIXED) == field.clean(raw, FIXED)
    period = Period("x").clean({"from": "2026-11-17T01:00:00Z", "to": "2026-11-17T02:00:00Z"}, FIXED)
    assert period == {"from": "2026-11-17T09:00:00+08:00", "to": "2026-11-17T10:00:00+08:00"}


def test_a_clock_time_that_summer_time_skipped_is_cleaned_to_itself() -> None:
    field = DateTime("x")
    stored = field.clean("1991-04-14 02:30", FIXED)
    assert field.clean(stored, FIXED) == stored


def test_one_persons_count_changed_on_both_sides_is_for_a_person_to_choose() -> None:
    tally = Tally("x", "campus_action")
    before = {"p1": {"helmet": 1, "crossing": 5}}
    assert tally.merge(
        before, {"p1": {"helmet": 2, "crossing": 5}}, {"p1": {"helmet": 1, "crossing": 9}}
    ) == {"p1": {"crossing": 9, "helmet": 2}}
    assert tally.merge(before, {"p1": {"crossing": 5}}, {"p1": {"helmet": 1}}) is None
    with pytest.raises(BadValue):
        tally.merge(before, {"p1": {"helmet": 2}}, {"p1": {"helmet": 3}})
    with pytest.raises(BadValue):
        tally.merge({"all": {"helmet": 1}}, None, {"all": {"helmet": 2}})


def test_a_unit_is_known_by_the_words_an_export_writes() -> None:
    assert UnitRef("x").clean("新宁镇·九龙居委会 (621026100004)", FIXED)["id"] == "621026100004"
