"""Whatever is done offline with shifts and hours, and in whatever order it is sent: nobody has two places at once, no
shift gives more than it has, and hours add up to what was confirmed, on the server and on every computer.

The acts are drawn by Hypothesis from one seed, which GRIDAPP_SEED replaces; how many histories, by GRIDAPP_EXAMPLES.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st

from gridapp.actions import attention, duty, entries, service_records, signups, swaps
from gridapp.actions.desk import Desk
from gridapp.actions.service_records import Wanted
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid, NotAllowed, NotFound, NotYours, Refused
from gridapp.domain.org import COUNTY
from gridapp.domain.policy import move_act
from gridapp.domain.record import record_type
from gridapp.domain.service_records import COUNTED, total, totals
from gridapp.domain.shifts import overlap, times
from gridapp.server import decisions, placing, rows, tables
from gridapp.store.lists import Query
from tests.conftest import FakeClock
from tests.office import COORDINATOR, VOLUNTEER, Office

SEED = int(os.environ.get("GRIDAPP_SEED", "20261124"))
EXAMPLES = int(os.environ.get("GRIDAPP_EXAMPLES", "20"))
TOWN = "新宁镇"
LEADER = ("赵永强", "squad_leader", TOWN)
DAY = "2026-11-18"  # it is noon: what ended can be recorded as hours
PERIODS = ("08:00 ~ 09:30", "09:00 ~ 10:30", "10:00 ~ 11:30", "11:00 ~ 13:00")
SHARED = ("shift", "signup", "swap", "service_record")

Act = tuple[int, str, int]
"""The number of a computer, what is done there, and which of those that it could be done with."""


@contextmanager
def town() -> Iterator[tuple[Office, list[Desk]]]:
    """A server and three computers that know the same three published shifts."""
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), FakeClock(), random.Random(5), "")
        try:
            desks = [office.desk(each) for each in (COORDINATOR, LEADER, VOLUNTEER)]
            for number in range(3):
                publish(desks[0], number)
            for desk in desks:
                office.sync(desk)
            yield office, desks
        finally:
            office.close()


# --- what people do ---


def publish(desk: Desk, number: int) -> None:
    period = f"{DAY} {PERIODS[number % len(PERIODS)]}"
    values = {"name": f"岗位{number}", "period": period, "needed": 1 + number % 2}
    entries.move(desk, entries.add(desk, "shift", values, unit=TOWN).id, "publish")


def sign_up(desk: Desk, number: int) -> None:
    signups.sign_up(desk, [one(known(desk, "shift"), number).id])


def sign_up_unasked(desk: Desk, number: int) -> None:
    """As an altered program does, that does not look whether one is elsewhere then."""
    at = one(known(desk, "shift"), number)
    entries.add(desk, "signup", signups.asking(at, desk.person.author.stored()), at.unit)


def bring_somebody(desk: Desk, number: int) -> None:
    """Somebody came who had not signed up."""
    duty.add_extra(desk, one(known(desk, "shift"), number), somebody(desk, number // 3))


def place_somebody(desk: Desk, number: int) -> None:
    at = one(known(desk, "shift"), number)
    entries.add(desk, "signup", signups.asking(at, somebody(desk, number // 3)), at.unit)


def ask_to_stand_in(desk: Desk, number: int) -> None:
    held = [each for each in known(desk, "signup") if each.state in ("offered", "placed")]
    mine = [each for each in held if each.subject == desk.person.id]
    swaps.ask(desk, one(mine, number).id, somebody(desk, number // 3))


def change_places(desk: Desk, number: int) -> None:
    entries.edit(desk, one(known(desk, "shift"), number).id, {"needed": 1 + number % 3})


def change_time(desk: Desk, number: int) -> None:
    period = f"{DAY} {PERIODS[number // 3 % len(PERIODS)]}"
    entries.edit(desk, one(known(desk, "shift"), number).id, {"period": period})


def check_in(desk: Desk, number: int) -> None:
    duty.check_in(desk, one(ready(desk, "signup", "come"), number).id)


def check_out(desk: Desk, number: int) -> None:
    duty.check_out(desk, one(ready(desk, "signup", "leave"), number).id)


def fill_in(desk: Desk, number: int) -> None:
    asked = one(ready(desk, "signup", "back_fill"), number)
    duty.back_fill(desk, asked.id, *times(asked), "忘了签到")


def note_hours(desk: Desk, number: int) -> None:
    asked = one(known(desk, "signup"), number)
    values = {
        "person": asked.body["person"],
        "activity": asked.body["name"],
        "kind": "campus",
        "period": asked.body["period"],
        "signup": {"id": asked.id, "number": asked.number},
    }
    entries.add(desk, "service_record", values, asked.unit)


def correct(desk: Desk, number: int) -> None:
    objected = one(ready(desk, "service_record", "correct"), number)
    service_records.correct(
        desk, objected.id, {"period": f"{DAY} {PERIODS[number % len(PERIODS)]}", "hours": None}
    )


def step(type_name: str, move: str, **values: str) -> Callable[[Desk, int], None]:
    """Make a step with one of those entries with which it is possible."""

    def make(desk: Desk, number: int) -> None:
        entries.move(desk, one(ready(desk, type_name, move), number).id, move, values)

    return make


def ready(desk: Desk, type_name: str, move: str) -> list[Entry]:
    """The entries with which this person may make a step now."""
    return [
        each
        for each in known(desk, type_name)
        if move in {step.name for step in each.record.workflow.moves_from(each.state)}
        and desk.may(move_act(move), each)
    ]


ACTS: dict[str, Callable[[Desk, int], None]] = {
    "publish": publish,
    "call off": step("shift", "cancel", cancel_note="学校放假"),
    "change places": change_places,
    "change time": change_time,
    "sign up": sign_up,
    "sign up unasked": sign_up_unasked,
    "place somebody": place_somebody,
    "leave": step("signup", "withdraw", reason="家里有事"),
    "take off": step("signup", "stand_down", reason="改派"),
    "ask to stand in": ask_to_stand_in,
    "agree to stand in": step("swap", "agree"),
    "approve": step("swap", "approve"),
    "check in": check_in,
    "check out": check_out,
    "bring somebody": bring_somebody,
    "fill in": fill_in,
    "note hours": note_hours,
    "confirm": step("service_record", "confirm"),
    "agree": step("service_record", "agree"),
    "object": step("service_record", "object", objection_text="不对"),
    "correct": correct,
    "uphold": step("service_record", "uphold", answer="核对过"),
    "reopen": step("service_record", "reopen"),
}
ALL = "everybody syncs"
CHAINS = (
    ("sign up",),
    ("note hours", "confirm"),
    ("sign up", ALL, "ask to stand in", ALL, "agree to stand in", ALL, "approve"),
    ("agree to stand in", "sync", "approve"),
    ("note hours", ALL, "confirm", ALL, "object", ALL, "correct", "confirm"),
    ("object", "sync", "uphold"),
)
"""What mostly follows each other; by itself it would seldom be drawn."""


def do(office: Office, desks: Sequence[Desk], act: Act) -> bool:
    """One act, at that computer or the next one where it is possible. Gives whether it was done: what the program
    refuses is refused, and anything else is a defect."""
    which, name, number = act
    if name in ("sync", ALL):
        for desk in desks if name == ALL else [desks[which]]:
            office.sync(desk)
        return True
    for desk in (*desks[which:], *desks[:which]):
        try:
            ACTS[name](desk, number)
        except (Refused, Invalid, NotAllowed, NotYours, NotFound) as refused:
            assert refused.message
        else:
            return True
    return False


def known(desk: Desk, type_name: str) -> list[Entry]:
    """What this computer knows of a type, in one order for every run."""
    return sorted(entries.find(desk, Query(record_type(type_name), limit=None)), key=lambda each: each.id)


def one(of: Sequence[Entry], number: int) -> Entry:
    if not of:
        raise NotFound("nothing to do it with")
    return of[number % len(of)]


def somebody(desk: Desk, number: int) -> dict[str, str]:
    """One of those who asked for a place or are this person."""
    people = {each.subject: each.body["person"] for each in known(desk, "signup")}
    people[desk.person.id] = desk.person.author.stored()
    return people[sorted(people)[number % len(people)]]


# --- what holds ---


def settle(office: Office, desks: Sequence[Desk]) -> None:
    """Everybody sends and fetches, gives way where the server held something, and does so again."""
    for _ in range(3):
        for desk in (*desks, *desks):
            office.sync(desk)
        for desk in desks:
            for each in attention.matters(desk):
                attention.let_go(desk, each.item.id)


def on_server(office: Office) -> list[Entry]:
    with office.owner() as connection:
        ids = [row.id for row in connection.execute(tables.entry.select()) if not row.deleted]
        return [each.entry for each in rows.read(connection, COUNTY, ids).values()]


def holds(entries_: Sequence[Entry]) -> None:
    """Raise AssertionError unless these could be the records of one town."""
    shifts = {each.id: each for each in entries_ if each.type == "shift"}
    declared = record_type("signup").placing
    assert declared is not None
    asked = [each for each in entries_ if each.type == "signup"]
    placed = [each for each in asked if each.state == declared.placed]
    present = [each for each in asked if each.state in declared.present]
    at = Counter(each.body["shift"]["id"] for each in placed)
    for shift, count in at.items():
        assert shifts[shift].state not in declared.closed, "nobody has a place where there is no shift"
        assert count <= shifts[shift].body["needed"], "no shift gives more places than it has"
    for one_, other in [*combinations(placed, 2), *((one_, each) for one_ in placed for each in present)]:
        if one_.subject == other.subject:
            there = [shifts[each.body["shift"]["id"]] for each in (one_, other)]
            assert not overlap(*there), "nobody has a place where they cannot be"
    counted = [each for each in entries_ if each.type == "service_record" and each.state in COUNTED]
    for one_, other in combinations(counted, 2):
        assert one_.subject != other.subject or not overlap(one_, other), "no hour is counted twice"
    corrected = {each.body["correction_of"]["id"] for each in counted if each.body.get("correction_of")}
    assert not corrected & {each.id for each in counted}, "what was put right counts no more"


def served(entries_: Sequence[Entry]) -> dict[str, Decimal]:
    """The hours of each person by the clock alone: the quarters of an hour of the day that any of their confirmed
    records covers."""
    quarters: dict[str, set[datetime]] = {}
    for each in entries_:
        if each.type == "service_record" and each.state in COUNTED:
            begins, ends = times(each)
            count = int((ends - begins) / timedelta(minutes=15))
            covered = {begins + timedelta(minutes=15) * passed for passed in range(count)}
            quarters.setdefault(each.body["person"]["name"], set()).update(covered)
    return {name: Decimal(len(each)) / 4 for name, each in quarters.items()}


def adds_up(entries_: Sequence[Entry], desk: Desk) -> None:
    """Raise AssertionError unless the figures of this computer are those of the records that it has."""
    found = service_records.find(desk, Wanted())
    clock = served(entries_)
    figures = {each.name: each.hours for each in totals(found, "person", desk.world) if each.hours}
    assert figures == clock
    assert total(found).hours == sum(clock.values())


def agree(office: Office, desks: Sequence[Desk]) -> None:
    """Raise AssertionError unless server and computers tell the same, and it holds."""
    there = {each.id: each for each in on_server(office) if each.type in SHARED}
    holds(list(there.values()))
    for desk in desks:
        here = [each for type_name in SHARED for each in known(desk, type_name)]
        assert not [each.number for each in here if each.pending], "everything was sent"
        assert {each.id: (each.state, each.body) for each in here} == {
            each.id: (there[each.id].state, there[each.id].body) for each in here
        }
        if desk is not desks[-1]:  # whoever leads sees everything, a volunteer what concerns them
            assert {each.id for each in here} == set(there)
        adds_up(here, desk)


@st.composite
def histories(draw: st.DrawFn) -> list[Act]:
    chains = st.sampled_from((*((each,) for each in ACTS), *(("sync",),) * 5, *CHAINS, *CHAINS))
    names = [name for chain in draw(st.lists(chains, min_size=10, max_size=40)) for name in chain]
    return [(draw(st.integers(0, 2)), name, draw(st.integers(0, 11))) for name in names]


@seed(SEED)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=histories())
def test_whatever_the_order_places_and_hours_are_right(acts: list[Act]) -> None:
    note(f"GRIDAPP_SEED={SEED}")
    with town() as (office, desks):
        for act in acts:
            do(office, desks, act)
            if act[1] in ("sync", ALL):
                holds(on_server(office))
        settle(office, desks)
        agree(office, desks)


AT_ANOTHER_PLACE: list[Act] = [(2, "sign up", 0), (2, "sync", 0), (1, "sync", 0), (1, "bring somebody", 4)]
TWO_AT_ONE_PLACE: list[Act] = [(1, "sign up", 0), (2, "sign up", 0)]
AT_TWO_PLACES: list[Act] = [(2, "sign up", 0), (2, "sign up unasked", 1)]
HOURS_TWICE: list[Act] = [
    (2, "sign up", 0),
    (2, "sync", 0),
    (0, "sync", 0),
    (1, "sync", 0),
    (0, "note hours", 0),
    (1, "note hours", 0),
    (0, "confirm", 0),
    (1, "confirm", 0),
]


@pytest.mark.parametrize("acts", [TWO_AT_ONE_PLACE, AT_TWO_PLACES, AT_ANOTHER_PLACE, HOURS_TWICE])
def test_these_histories_are_put_right(acts: list[Act]) -> None:
    with town() as (office, desks):
        for act in acts:
            do(office, desks, act)
        settle(office, desks)
        agree(office, desks)


def everybody(_: Any, places: int, asks: Any, elsewhere: Any) -> dict[str, str]:
    """A server that gives every place that is asked for."""
    return {each.entry: "placed" for each in asks}


@pytest.mark.parametrize(
    ("acts", "module", "name", "broken"),
    [
        (TWO_AT_ONE_PLACE, placing, "allot", everybody),
        (AT_TWO_PLACES, placing, "allot", everybody),
        (HOURS_TWICE, decisions, "takes_time", lambda _: False),
    ],
)
def test_a_server_with_a_broken_rule_is_found_out(
    monkeypatch: pytest.MonkeyPatch, acts: list[Act], module: Any, name: str, broken: Any
) -> None:
    monkeypatch.setattr(module, name, broken)
    with town() as (office, desks):
        for act in acts:
            do(office, desks, act)
        settle(office, desks)
        with pytest.raises(AssertionError):
            holds(on_server(office))
