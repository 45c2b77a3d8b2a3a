"""Who gets a place, who waits, who would be at two at once."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from gridapp.domain.placing import Ask, Placing, allot
from gridapp.domain.record import record_type

PLACING = record_type("signup").placing
assert PLACING is not None


def ask(entry: str, person: str, turn: int, state: str = "offered", takes_over: str = "") -> Ask:
    return Ask(entry, "school", person, "07:10", "08:10", turn, state, takes_over)


def states(places: int, asks: list[Ask], *elsewhere: Ask) -> dict[str, str]:
    """The state of each in the end."""
    by_person: dict[str, list[Ask]] = {}
    for each in elsewhere:
        by_person.setdefault(each.person, []).append(each)
    changed = allot(placing(), places, asks, by_person)
    assert all(changed[each.entry] != each.state for each in asks if each.entry in changed)
    return {each.entry: changed.get(each.entry, each.state) for each in asks}


def placing() -> Placing:
    assert PLACING is not None
    return PLACING


def test_the_first_to_arrive_get_the_places_whatever_their_order_in_the_list() -> None:
    asks = [ask("c", "wang", 9), ask("a", "zhang", 3), ask("b", "li", 5)]
    assert states(2, asks) == {"a": "placed", "b": "placed", "c": "waiting"}


def test_whoever_has_a_place_keeps_it_against_an_earlier_turn() -> None:
    asks = [ask("a", "zhang", 9, "placed"), ask("b", "li", 3, "clashing")]
    assert states(1, asks) == {"a": "placed", "b": "waiting"}


def test_where_there_are_fewer_places_now_the_last_to_come_wait() -> None:
    asks = [ask("a", "zhang", 3, "placed"), ask("b", "li", 5, "placed"), ask("c", "wang", 4, "placed")]
    assert states(2, asks) == {"a": "placed", "b": "waiting", "c": "placed"}


def test_a_place_that_overlaps_another_of_the_same_person_is_not_given() -> None:
    other = replace(ask("x", "zhang", 8, "placed"), at="bridge", starts="08:00", ends="09:00")
    assert states(1, [ask("a", "zhang", 3)], other) == {"a": "clashing"}


def test_shifts_that_only_touch_do_not_overlap() -> None:
    other = replace(ask("x", "zhang", 8, "placed"), at="bridge", starts="08:10", ends="09:00")
    assert states(1, [ask("a", "zhang", 3)], other) == {"a": "placed"}


@pytest.mark.parametrize(("turn", "kept"), [(2, "clashing"), (9, "placed")])
def test_of_two_places_that_came_to_overlap_the_earlier_stays(turn: int, kept: str) -> None:
    other = replace(ask("x", "zhang", turn, "placed"), at="bridge")
    assert states(1, [ask("a", "zhang", 5, "placed")], other) == {"a": kept}


def test_nobody_has_two_places_at_one_shift() -> None:
    assert states(3, [ask("a", "zhang", 3), ask("b", "zhang", 4)]) == {"a": "placed", "b": "clashing"}


def test_people_whom_nobody_knows_are_not_taken_for_one() -> None:
    assert states(2, [ask("a", "", 3), ask("b", "", 4)]) == {"a": "placed", "b": "placed"}


def test_a_handed_over_place_goes_past_those_who_wait() -> None:
    asks = [
        ask("a", "zhang", 3, "placed"),
        ask("b", "li", 4, "waiting"),
        ask("c", "wang", 9, takes_over="a"),
    ]
    assert states(1, asks) == {"a": "replaced", "b": "waiting", "c": "placed"}


def test_whoever_cannot_take_over_leaves_the_place_where_it_was() -> None:
    busy = replace(ask("x", "wang", 8, "placed"), at="bridge")
    asks = [ask("a", "zhang", 3, "placed"), ask("c", "wang", 9, takes_over="a")]
    assert states(1, asks, busy) == {"a": "placed", "c": "clashing"}


def test_somebody_who_gave_up_the_place_before_gives_nothing() -> None:
    asks = [ask("a", "zhang", 3, "withdrawn"), ask("b", "li", 4), ask("c", "wang", 9, takes_over="a")]
    assert states(1, asks) == {"a": "withdrawn", "b": "placed", "c": "waiting"}


def test_an_extra_hand_sends_nobody_away_and_leaves_no_place() -> None:
    asks = [ask("a", "zhang", 3, "placed"), ask("x", "li", 5, "on_duty"), ask("b", "wang", 6)]
    assert states(1, asks) == {"a": "placed", "x": "on_duty", "b": "waiting"}


def test_whatever_was_asked_deciding_again_changes_nothing() -> None:
    dice = random.Random(20261124)
    for _ in range(500):
        names = [f"n{i}" for i in range(dice.randint(1, 6))]
        asks = [
            ask(
                name,
                dice.choice(["zhang", "li", "wang", ""]),
                turn,
                dice.choice(list(placing().open)),
                dice.choice([*names[:turn], "", ""]),
            )
            for turn, name in enumerate(names)
        ]
        places = dice.randint(1, 4)
        once = [replace(each, state=states(places, asks)[each.entry]) for each in asks]
        assert sum(each.state == "placed" for each in once) <= places
        assert {each.entry: each.state for each in once} == states(places, once)
