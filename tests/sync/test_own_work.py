"""What a computer sent is not sent back to it, whoever else was sending meanwhile; what it does not know of, is."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.store import history, ops
from gridapp.sync import engine, pull, push
from gridapp.sync.round import Report
from tests.office import COORDINATOR, Office, make


def send(office: Office, desk: Desk) -> None:
    """Only the first step of a round."""
    push.push(engine.Direct(desk.vault), office.line(desk), Report(), lambda: False, 1)


def fetch(office: Office, desk: Desk) -> int:
    """Only the second; how many rows came."""
    report = Report()
    pull.pull(engine.Direct(desk.vault), office.line(desk), report, lambda: False)
    return report.pulled


def own(desk: Desk) -> list[tuple[int, int]]:
    with desk.vault.reading() as connection:
        return history.own(connection)


def bodies(desk: Desk, *made: Any) -> list[dict[str, Any]]:
    return [entries.get(desk, each.id).body for each in made]


@pytest.fixture
def two(office: Office) -> tuple[Desk, Desk]:
    desks = office.desk(("马晓霞", "coordinator", "宁县")), office.desk(COORDINATOR)
    for desk in desks:
        office.sync(desk)
    return desks


def test_of_two_who_send_in_turn_each_gets_only_the_others(
    office: Office, two: tuple[Desk, Desk], dice: random.Random
) -> None:
    first, second = two
    made = []
    for _ in range(3):
        for desk in two:
            made.append(make(desk, "hazard", dice))
            send(office, desk)
    assert own(second) == [(2, 2), (4, 4), (6, 6)]
    assert (fetch(office, first), fetch(office, second)) == (3, 3)
    assert own(first) == own(second) == []
    assert bodies(first, *made) == bodies(second, *made)
    assert (fetch(office, first), fetch(office, second)) == (0, 0)


def test_ranges_that_follow_each_other_are_one(
    office: Office, two: tuple[Desk, Desk], dice: random.Random
) -> None:
    first, second = two
    make(first, "hazard", dice)
    send(office, first)
    for _ in range(3):
        make(second, "hazard", dice)
        send(office, second)
    assert own(second) == [(2, 4)]


def test_an_entry_with_something_unseen_comes_back_whole(
    office: Office, two: tuple[Desk, Desk], dice: random.Random
) -> None:
    first, second = two
    hazard = make(first, "hazard", dice)
    send(office, first)
    fetch(office, second)
    entries.edit(first, hazard.id, {"external_no": "7"})
    send(office, first)
    entries.edit(second, hazard.id, {"receipt_no": "8"})
    send(office, second)
    assert own(second) == []
    assert fetch(office, second) == 1
    fetch(office, first)
    assert bodies(first, hazard) == bodies(second, hazard)
    assert bodies(second, hazard)[0]["external_no"] == "7"


def test_what_the_server_put_right_comes_back_although_it_was_changed_again(
    office: Office, two: tuple[Desk, Desk], dice: random.Random
) -> None:
    first, second = two
    make(first, "hazard", dice)
    send(office, first)
    hazard = make(second, "hazard", dice)
    with second.vault.writing() as connection:  # as another program would have written it
        op = ops.of_entry(connection, hazard.id)[0]
        loose = {**op.fields, "description": f" {op.fields['description']} "}
        ops.rewrite(connection, {op.n: msgspec.structs.replace(op, fields=loose)})
    send(office, second)
    entries.edit(second, hazard.id, {"external_no": "7"})
    send(office, second)
    assert own(second) == []
    assert fetch(office, second) == 2
    fetch(office, first)
    assert bodies(first, hazard) == bodies(second, hazard)


def test_after_a_restore_everything_is_asked_for(
    office: Office, two: tuple[Desk, Desk], dice: random.Random
) -> None:
    first, second = two
    backup = office.backup()
    mine, others = make(second, "hazard", dice), make(first, "hazard", dice)
    send(office, first)
    send(office, second)
    assert own(second) == [(2, 2)]
    office.restore(backup)
    for desk in (second, first, second):
        office.sync(desk)
    assert own(second) == []
    assert bodies(first, mine, others) == bodies(second, mine, others)
