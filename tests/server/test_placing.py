"""Places are given by the server in order of arrival, whatever was asked offline and in whatever order it comes in."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from gridapp.actions import attention, entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotAllowed, Refused
from gridapp.domain.org import COUNTY
from gridapp.domain.record import record_type
from gridapp.server import placing, rows, tables
from gridapp.store.lists import Query
from tests.office import COORDINATOR, GRID_WORKER, VOLUNTEER, Office

MORNING = "2026-12-01 07:10 ~ 08:10"
OVERLAPPING = "2026-12-01 08:00 ~ 09:00"
EVENING = "2026-12-01 17:20 ~ 18:20"
SECOND = ("李秀兰", "volunteer", "新宁镇")
TOWN = "新宁镇"


def shift(desk: Desk, needed: int = 1, period: str = MORNING, name: str = "九龙小学·早") -> Entry:
    made = entries.add(desk, "shift", {"name": name, "period": period, "needed": needed}, unit=TOWN)
    return entries.move(desk, made.id, "publish")


def sign_up(desk: Desk, at: Entry, **more: Any) -> Entry:
    values = {
        "shift": {"id": at.id, "number": at.number},
        "person": desk.person.author.stored(),
        "name": at.body["name"],
        "period": at.body["period"],
    }
    return entries.add(desk, "signup", {**values, **more}, unit=TOWN)


def sync(office: Office, *desks: Desk) -> None:
    """Everybody sends, in this order, then everybody fetches."""
    for desk in (*desks, *desks):
        office.sync(desk)


def state(desk: Desk, entry: Entry) -> str:
    return entries.get(desk, entry.id).state


@pytest.fixture
def desks(office: Office) -> tuple[Desk, Desk, Desk]:
    return office.desk(COORDINATOR), office.desk(VOLUNTEER), office.desk(SECOND)


def test_two_take_the_last_place_offline_and_both_see_who_was_first(
    office: Office, desks: tuple[Desk, Desk, Desk]
) -> None:
    leader, first, second = desks
    at = shift(leader)
    sync(office, *desks)
    late, early = sign_up(first, at), sign_up(second, at)
    assert (state(first, late), state(second, early)) == ("offered", "offered")
    sync(office, second, first, leader)
    for desk in desks:
        office.sync(desk)
        assert (state(desk, late), state(desk, early)) == ("waiting", "placed")
    entries.move(second, early.id, "withdraw", {"reason": "孩子发烧"})
    sync(office, second, first)
    assert state(first, late) == "placed"


def test_nobody_is_at_two_places_at_once(office: Office, desks: tuple[Desk, Desk, Desk]) -> None:
    leader, first, _ = desks
    morning, overlapping = shift(leader, 2), shift(leader, 2, OVERLAPPING, "南街路口")
    evening = shift(leader, 2, EVENING, "九龙小学·晚")
    sync(office, *desks)
    asked = [sign_up(first, each) for each in (morning, overlapping, evening)]
    sync(office, first)
    assert [state(first, each) for each in asked] == ["placed", "clashing", "placed"]
    entries.move(first, asked[0].id, "withdraw")
    sync(office, first)
    assert [state(first, each) for each in asked] == ["withdrawn", "placed", "placed"]


def test_a_shift_that_is_moved_takes_its_people_along_or_frees_them(
    office: Office, desks: tuple[Desk, Desk, Desk]
) -> None:
    leader, first, second = desks
    morning, evening = shift(leader), shift(leader, period=EVENING, name="九龙小学·晚")
    sync(office, *desks)
    kept, other, waits = sign_up(first, morning), sign_up(first, evening), sign_up(second, evening)
    sync(office, first, second, leader)
    assert state(second, waits) == "waiting"
    entries.edit(leader, evening.id, {"period": MORNING})
    sync(office, leader, first, second)
    assert (state(first, kept), state(first, other), state(second, waits)) == (
        "placed",
        "clashing",
        "placed",
    )
    moved = entries.get(second, waits.id)
    assert moved.body["period"] == entries.get(leader, evening.id).body["period"]


def test_a_called_off_shift_tells_everybody_who_signed_up(
    office: Office, desks: tuple[Desk, Desk, Desk]
) -> None:
    leader, first, _ = desks
    at = shift(leader)
    sync(office, *desks)
    asked = sign_up(first, at)
    sync(office, first, leader)
    entries.move(leader, at.id, "cancel", {"cancel_note": "学校放假"})
    office.sync(leader)
    office.sync(first)
    assert state(first, asked) == "called_off"
    assert [each.op.entry for each in attention.tidings(first)] == [asked.id]


def test_a_leader_gives_one_persons_place_to_another(office: Office, desks: tuple[Desk, Desk, Desk]) -> None:
    leader, first, second = desks
    third = office.desk(GRID_WORKER)
    at = shift(leader)
    sync(office, *desks, third)
    given, waits = sign_up(first, at), sign_up(third, at)
    sync(office, first, third, leader)
    new = sign_up(
        leader,
        at,
        person=second.person.author.stored(),
        takes_over={"id": given.id, "number": given.number},
    )
    sync(office, leader, first, second, third)
    assert (state(first, given), state(second, new), state(third, waits)) == (
        "replaced",
        "placed",
        "waiting",
    )


def test_only_leaders_speak_for_others_and_nobody_gives_themselves_a_place(
    office: Office, desks: tuple[Desk, Desk, Desk]
) -> None:
    leader, first, second = desks
    at = shift(leader)
    sync(office, *desks)
    with pytest.raises(NotAllowed):
        sign_up(first, at, person=second.person.author.stored())
    asked = sign_up(first, at)
    for step in ("place", "replace"):
        with pytest.raises((NotAllowed, Refused)):
            entries.move(first, asked.id, step)
    with pytest.raises((NotAllowed, Refused)):
        entries.move(leader, asked.id, "place")


def test_an_asking_that_arrives_before_its_shift_is_decided_with_it(
    office: Office, desks: tuple[Desk, Desk, Desk]
) -> None:
    leader, first, _ = desks
    at = shift(leader)
    asked = sign_up(first, at)
    sync(office, first)
    assert state(first, asked) == "offered"
    sync(office, leader, first)
    assert state(first, asked) == "placed"


PERIODS = (MORNING, OVERLAPPING, EVENING, "2026-12-01 18:00 ~ 19:00")


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_offline_no_shift_has_too_many_and_nobody_is_at_two(
    small_office: Office, seed: int
) -> None:
    dice = random.Random(20261124 + seed)
    office = small_office
    people = [VOLUNTEER, SECOND, GRID_WORKER, ("王德顺", "volunteer", TOWN)]
    leader, desks = office.desk(COORDINATOR), [office.desk(each) for each in people]
    everybody = [leader, *desks]
    for number in range(4):
        shift(leader, dice.randint(1, 2), dice.choice(PERIODS), f"岗位{number}")
    sync(office, *everybody)
    for _ in range(8):
        for desk in dice.sample(everybody, dice.randint(1, len(everybody))):
            for _ in range(dice.randint(1, 3)):
                _something(desk, dice)
        online = dice.sample(everybody, dice.randint(1, len(everybody)))
        for desk in online:
            office.sync(desk)
        _holds(office)
    sync(office, *everybody)
    _holds(office)
    seen = [_all(desk, "signup") for desk in everybody]
    assert all({each.id: each.state for each in one} == {e.id: e.state for e in seen[0]} for one in seen)
    assert {each.state for each in seen[0]} >= {"placed"}
    assert not [each for each in seen[0] if each.state == "offered"], "everything that arrived is decided"


def test_giving_everybody_a_place_would_be_seen(
    small_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        placing, "allot", lambda _, places, asks, elsewhere: {e.entry: "placed" for e in asks}
    )
    leader, first, second = (small_office.desk(each) for each in (COORDINATOR, VOLUNTEER, SECOND))
    at = shift(leader)
    sync(small_office, leader, first, second)
    sign_up(first, at), sign_up(second, at)
    sync(small_office, first, second)
    with pytest.raises(AssertionError):
        _holds(small_office)


def _something(desk: Desk, dice: random.Random) -> None:
    """One act that this person may do, on what their computer knows."""
    shifts = [each for each in _all(desk, "shift") if each.state != "cancelled"]
    mine = [
        each
        for each in _all(desk, "signup")
        if each.body["person"]["id"] == desk.person.id
        and each.record.workflow.moves_from(each.state)
        and each.state in ("offered", "placed", "waiting", "clashing")
    ]
    leads = desk.person.role == "coordinator"
    if leads and dice.random() < 0.7:
        at = dice.choice(shifts)
        if dice.random() < 0.5:
            entries.edit(desk, at.id, {"period": dice.choice(PERIODS)})
        elif dice.random() < 0.8:
            entries.edit(desk, at.id, {"needed": dice.randint(1, 3)})
        elif len(shifts) > 2:
            entries.move(desk, at.id, "cancel")
    elif mine and dice.random() < 0.4:
        entries.move(desk, dice.choice(mine).id, "withdraw")
    elif mine and dice.random() < 0.1:
        entries.delete(desk, dice.choice(mine).id)
    elif shifts:
        sign_up(desk, dice.choice(shifts))


def _all(desk: Desk, type_name: str) -> Sequence[Entry]:
    return entries.find(desk, Query(record_type(type_name), limit=1000))


def _holds(office: Office) -> None:
    """What the server has at this moment."""
    with office.owner() as connection:
        ids = [row.id for row in connection.execute(tables.entry.select()) if not row.deleted]
        found = [each.entry for each in rows.read(connection, COUNTY, ids).values()]
    shifts = {each.id: each for each in found if each.type == "shift"}
    placed = [each for each in found if each.type == "signup" and each.state == "placed"]
    at = Counter(each.body["shift"]["id"] for each in placed)
    assert all(count <= shifts[id_].body["needed"] for id_, count in at.items())
    assert all(shifts[each.body["shift"]["id"]].state != "cancelled" for each in placed)
    for one in placed:
        for other in placed:
            if one.id < other.id and one.body["person"]["id"] == other.body["person"]["id"]:
                first, second = (shifts[e.body["shift"]["id"]].body["period"] for e in (one, other))
                assert first["to"] <= second["from"] or second["to"] <= first["from"], (
                    one.number,
                    other.number,
                )
    for each in found:
        if each.type == "signup" and each.state in ("waiting", "clashing"):
            free = at[each.body["shift"]["id"]] < shifts[each.body["shift"]["id"]].body["needed"]
            assert each.state == "clashing" or not free, "nobody waits for a place that is free"
