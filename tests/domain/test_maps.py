"""Where a place lies on a map, in both kinds of coordinates, and what is gathered to one mark."""

from __future__ import annotations

import random

import pytest

from gridapp.domain import gcj
from gridapp.domain.base_map import BaseMap
from gridapp.domain.errors import Invalid
from gridapp.domain.mercator import degrees, metres_per_pixel, spot
from gridapp.domain.outline import county_outline
from gridapp.domain.pins import Pin, clusters

NINGXIAN = (35.5022, 107.9286)


def test_a_place_goes_onto_the_square_and_back() -> None:
    lat, lon = degrees(spot(*NINGXIAN))
    assert (lat, lon) == pytest.approx(NINGXIAN, abs=1e-9)
    assert spot(0, 0).x == spot(0, 0).y == 0.5
    assert (spot(85.0511287798, -180).x, spot(85.0511287798, -180).y) == pytest.approx((0, 0), abs=1e-9)
    assert metres_per_pixel(0, 0) == pytest.approx(156_543.03, abs=0.01)


def test_offset_coordinates_are_some_four_hundred_metres_away_and_come_back() -> None:
    lat, lon = gcj.from_wgs(*NINGXIAN)
    metres = ((lat - NINGXIAN[0]) * 111_000) ** 2 + ((lon - NINGXIAN[1]) * 90_600) ** 2
    assert 350 < metres**0.5 < 500
    assert gcj.to_wgs(lat, lon) == pytest.approx(NINGXIAN, abs=1e-7)
    assert gcj.from_wgs(48.85, 2.35) == (48.85, 2.35), "nothing is offset abroad"


def test_the_county_lies_within_its_outline_s_box() -> None:
    corners = [corner for ring in county_outline() for corner in ring]
    assert min(lat for lat, _ in corners) < NINGXIAN[0] < max(lat for lat, _ in corners)
    assert min(lon for _, lon in corners) < NINGXIAN[1] < max(lon for _, lon in corners)


def test_every_pin_is_in_exactly_one_cluster() -> None:
    dice = random.Random(7)
    pins = [Pin(str(n), "hazard", spot(35 + dice.random(), 107 + dice.random())) for n in range(10_000)]
    found = clusters(pins, 40 / (256 * 2**9))
    assert sorted(pin.id for each in found for pin in each.pins) == sorted(pin.id for pin in pins)
    assert len(found) < 1_000
    assert all(len(each.pins) == 1 for each in clusters(pins[:2], 1e-12))


def test_an_address_of_tiles_says_where_their_numbers_go() -> None:
    BaseMap("https://tiles.example/{z}/{x}/{y}.png").require()
    BaseMap("/maps/county.mbtiles").require()
    with pytest.raises(Invalid, match=r"\{y\}"):
        BaseMap("https://tiles.example/{z}/{x}.png").require()
