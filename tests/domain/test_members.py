"""Members are adults by the clock, and leave after they joined."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

import pytest

from gridapp.domain.errors import Invalid
from gridapp.domain.org import Org, shipped_units
from gridapp.domain.record import example, record_type
from gridapp.domain.world import CHINA, World

MEMBER = record_type("member")


def in_year(year: int) -> World:
    return World(Org(shipped_units()), lambda: datetime(year, 11, 18, 12, 0, tzinfo=CHINA))


def wrong(world: World, **changed: Any) -> dict[str, str]:
    """What is wrong with a member of whom this is changed: by field, in words."""
    body = {**example(MEMBER, in_year(2026), random.Random(7)), **changed}
    try:
        MEMBER.check(body, world)
    except Invalid as invalid:
        return {each.field: each.message for each in invalid.problems}
    return {}


@pytest.mark.parametrize(("born", "year"), [(2009, 2026), (2026, 2026), (2015, 2030), (2030, 2026)])
def test_who_is_certainly_under_18_is_refused_beside_the_year(born: int, year: int) -> None:
    assert wrong(in_year(year), birth_year=born) == {"birth_year": "not yet 18: only adults can be members"}


@pytest.mark.parametrize(("born", "year"), [(2008, 2026), (2015, 2033), (2009, 2027), (1935, 2026)])
def test_who_may_be_18_is_taken(born: int, year: int) -> None:
    assert wrong(in_year(year), birth_year=born) == {}


def test_nobody_leaves_before_joining() -> None:
    both = {"joined_on": "2026-05-02", "left_on": "2026-05-01"}
    assert wrong(in_year(2026), **both) == {"left_on": "lies before the day of joining"}
    assert wrong(in_year(2026), **{**both, "left_on": "2026-05-02"}) == {}
