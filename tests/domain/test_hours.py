"""The sum of the hours is the sum of the confirmed records, by whatever it is added up."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gridapp.domain.entry import Author, Entry
from gridapp.domain.org import Org, shipped_units
from gridapp.domain.record import example, record_type
from gridapp.domain.service_records import GROUPS, by_month, total, totals
from gridapp.domain.world import World
from tests.conftest import FakeClock

WORLD = World(Org(shipped_units()), FakeClock())
RECORD = record_type("service_record")
UNITS = list(WORLD.org.units)[:5]
MADE = st.tuples(st.integers(0, 10**6), st.sampled_from(list(RECORD.workflow.states)), st.sampled_from(UNITS))


def entry(seed: int, state: str, unit: str) -> Entry:
    body = example(RECORD, WORLD, random.Random(seed))
    return Entry(str(seed), RECORD.type, f"SC-{seed}", unit, Author("a", "甲"), state, "", body)


@given(st.lists(MADE, max_size=60))
def test_every_way_of_adding_up_gives_the_confirmed_hours(made: list[tuple[int, str, str]]) -> None:
    entries = [entry(*each) for each in made]
    confirmed = [each for each in entries if each.state in ("confirmed", "agreed")]
    wanted = sum((Decimal(str(each.body["hours"])) for each in confirmed), Decimal())
    assert total(entries).hours == wanted
    assert total(entries).times == len(confirmed)
    for by in GROUPS:
        groups = totals(entries, by, WORLD)
        assert sum(each.hours for each in groups) == wanted
        assert [each.name for each in groups] == sorted(each.name for each in groups)
    years = {int(each.body["period"]["from"][:4]) for each in entries}
    assert sum(each.hours for year in years for each in by_month(entries, year)) == wanted


def test_what_waits_or_was_declined_does_not_count() -> None:
    states = ("recorded", "objected", "declined", "corrected")
    whole = total(entry(number, state, UNITS[0]) for number, state in enumerate(states))
    assert (whole.times, whole.hours) == (0, 0)
    assert whole.waiting > 0
