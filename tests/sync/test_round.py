"""Rounds between real computers and a real hub, on both databases."""

from __future__ import annotations

import random
from contextlib import suppress

import msgspec
import pytest

from gridapp.actions import attention, entries, photos, status
from gridapp.domain.errors import NotFound
from gridapp.domain.photo import Photo
from gridapp.domain.record import example, record_type
from gridapp.server.tables import journal
from gridapp.store import checks, ops
from gridapp.store.lists import Query
from gridapp.store.ops import Act
from gridapp.sync import engine
from gridapp.sync.protocol import Checkpoint, Pull
from tests.office import COORDINATOR, GRID_WORKER, STRANGER, VOLUNTEER, Office, make, smuggle


def test_work_goes_out_and_comes_in(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    made = [make(volunteer, kind, dice) for kind in ("hazard", "patrol", "campus_duty", "publicity")]
    assert status.status(volunteer).unsent_total == 4
    assert office.sync(volunteer).verdicts == {"stored": 4}
    assert status.status(volunteer).unsent_total == 0
    assert office.sync(coordinator).pulled == 4
    for entry in made:
        assert entries.get(coordinator, entry.id).body == entry.body
    for desk in (volunteer, coordinator):
        assert checks.findings(desk.vault) == []


def test_nothing_new_moves_nothing_and_ones_own_work_does_not_come_back(
    office: Office, dice: random.Random
) -> None:
    desk = office.desk(VOLUNTEER)
    make(desk, "hazard", dice)
    assert office.sync(desk).pulled == 0
    again = office.sync(desk)
    assert (again.pushed, again.pulled) == (0, 0)
    assert [entry.seq for entry in entries.find(desk, Query(record_type("hazard")))] == [1]


def test_a_case_climbs_through_its_states_on_two_computers(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    hazard = make(
        volunteer, "hazard", dice, rectifications=None, rechecks=None, closed_at=None, close_reason=None
    )
    office.sync(volunteer)
    office.sync(coordinator)
    entries.move(coordinator, hazard.id, "register")
    entries.move(coordinator, hazard.id, "hand_over", {"transferred_to": "新宁镇"})
    office.sync(coordinator)
    office.sync(volunteer)
    entries.move(volunteer, hazard.id, "report_back", {"rectifications": "已清走"})
    office.sync(volunteer)
    office.sync(coordinator)
    closed = entries.move(coordinator, hazard.id, "pass", {"rechecks": "通过", "close_reason": "fixed"})
    office.sync(coordinator)
    office.sync(volunteer)
    assert entries.get(volunteer, hazard.id).state == closed.state == "closed"


def test_different_fields_merge_and_the_same_field_keeps_both(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    hazard = make(volunteer, "hazard", dice)
    office.sync(volunteer)
    office.sync(coordinator)
    entries.edit(volunteer, hazard.id, {"description": "甲", "external_no": "7"})
    entries.edit(coordinator, hazard.id, {"description": "乙", "receipt_no": "8"})
    assert office.sync(coordinator).verdicts == {"stored": 1}
    assert office.sync(volunteer).verdicts == {"kept both": 1}
    office.sync(coordinator)
    for desk in (volunteer, coordinator):
        body = entries.get(desk, hazard.id).body
        assert (body["description"], body["external_no"], body["receipt_no"]) == ("乙", "7", "8")
    matter = attention.matters(volunteer)[0]
    assert matter.item.detail["values"] == {"description": {"mine": "甲", "theirs": "乙"}}
    assert matter.item.detail["by"] == "何立群"
    attention.choose(volunteer, matter.item.id, {"description": "甲"})
    assert attention.matters(volunteer) == []
    office.sync(volunteer)
    office.sync(coordinator)
    assert entries.get(coordinator, hazard.id).body["description"] == "甲"


def test_lines_added_on_both_sides_are_all_there(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    patrol = make(volunteer, "patrol", dice)
    office.sync(volunteer)
    office.sync(coordinator)
    for desk, point in ((volunteer, "甲桥"), (coordinator, "乙桥")):
        points = entries.get(desk, patrol.id).body["checkpoints"]
        entries.edit(
            desk, patrol.id, {"checkpoints": [*points, {"id": point.encode().hex(), "point": point}]}
        )
    for desk in (coordinator, volunteer, coordinator):
        office.sync(desk)
    for desk in (volunteer, coordinator):
        points = {line["point"] for line in entries.get(desk, patrol.id).body["checkpoints"]}
        assert {"甲桥", "乙桥"} <= points


def test_the_second_of_two_moves_from_one_state_is_held_for_its_author(
    office: Office, dice: random.Random
) -> None:
    grid, coordinator = office.desk(GRID_WORKER), office.desk(COORDINATOR)
    hazard = make(grid, "hazard", dice)
    office.sync(grid)
    office.sync(coordinator)
    entries.move(coordinator, hazard.id, "dismiss", {"close_reason": "duplicate"})
    entries.move(grid, hazard.id, "register")
    office.sync(coordinator)
    assert office.sync(grid).verdicts == {"held": 1}
    assert entries.get(grid, hazard.id).state == "closed"
    assert "cannot follow" in attention.matters(grid)[0].item.detail["message"]


def test_a_held_op_blocks_nobody_and_is_mended_offline(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    bad = make(volunteer, "hazard", dice)
    smuggle(volunteer, bad.id, unit="no-such-unit")
    good = make(volunteer, "patrol", dice)
    assert office.sync(volunteer).verdicts == {"held": 1, "stored": 1}
    office.sync(coordinator)
    assert entries.get(coordinator, good.id)
    with pytest.raises(NotFound):
        entries.get(coordinator, bad.id)
    item = attention.matters(volunteer)[0]
    assert "no-such-unit" in item.item.detail["message"]
    assert entries.get(volunteer, bad.id).pending
    smuggle(volunteer, bad.id, unit=volunteer.person.unit, only_entry=True)
    attention.send_again(volunteer, item.item.id, {"description": "改好了"})
    assert office.sync(volunteer).verdicts == {"stored": 1}
    office.sync(coordinator)
    assert entries.get(coordinator, bad.id).body["description"] == "改好了"
    assert checks.findings(volunteer.vault) == []


def test_unknown_fields_of_a_newer_version_survive(office: Office, dice: random.Random) -> None:
    newer, older = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    hazard = make(newer, "hazard", dice)
    with newer.vault.writing() as connection:
        op = ops.of_entry(connection, hazard.id)[0]
        ops.rewrite(
            connection, {1: msgspec.structs.replace(op, fields={**op.fields, "humidity": 40}, schema=2)}
        )
    assert office.sync(newer).verdicts == {"stored": 1}
    office.sync(older)
    assert entries.get(older, hazard.id).body["humidity"] == 40
    entries.edit(older, hazard.id, {"receipt_no": "9"})
    office.sync(older)
    office.sync(newer)
    assert entries.get(newer, hazard.id).body["humidity"] == 40


def test_nobody_gets_rows_outside_their_units(office: Office, dice: random.Random) -> None:
    volunteer, stranger = office.desk(VOLUNTEER), office.desk(STRANGER)
    photo = photos.keep(volunteer, Photo(b"p" * 5000, 10, 10))
    hazard = make(volunteer, "hazard", dice, photos=[photo])
    office.sync(volunteer)
    assert office.sync(stranger).pulled == 0
    with pytest.raises(NotFound):
        office.line(stranger).download(photo["sha"], 0, 100)
    with pytest.raises(NotFound):
        entries.get(stranger, hazard.id)


def test_what_leaves_a_unit_is_gone_there(office: Office, dice: random.Random) -> None:
    stranger, coordinator = office.desk(STRANGER), office.desk(COORDINATOR)
    hazard = entries.add(
        coordinator, "hazard", example(record_type("hazard"), coordinator.world, dice), unit="和盛镇"
    )
    office.sync(coordinator)
    assert office.sync(stranger).pulled == 1
    with coordinator.vault.writing() as connection:
        act = Act("set", hazard.id, "hazard", {}, unit="621026100000")
        ops.record(
            connection, act, coordinator.person.author, coordinator.vault.clock, coordinator.vault.dice
        )
    office.sync(coordinator)
    office.sync(stranger)
    with pytest.raises(NotFound):
        entries.get(stranger, hazard.id)


def test_units_added_by_a_coordinator_reach_everyone(office: Office) -> None:
    volunteer, coordinator = office.desk(STRANGER), office.desk(COORDINATOR)
    grid = entries.add(coordinator, "unit", {"name": "第三网格", "kind": "grid", "parent": "九龙居委会"})
    office.sync(coordinator)
    office.sync(volunteer)
    assert volunteer.org.name(grid.id) == "第三网格"


def test_photos_follow_their_text_and_are_equal_at_both_ends(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    photo = photos.keep(volunteer, Photo(dice.randbytes(600_000), 100, 80))
    make(volunteer, "hazard", dice, photos=[photo])
    assert status.status(volunteer).unsent_files == 1
    assert office.sync(volunteer).files_sent == 1
    assert status.status(volunteer).unsent_files == 0
    assert office.sync(coordinator).files_received == 1
    assert photos.read(coordinator, photo["sha"]) == photos.read(volunteer, photo["sha"])


def test_a_photo_whose_entry_is_held_stays(office: Office, dice: random.Random) -> None:
    volunteer = office.desk(VOLUNTEER)
    photo = photos.keep(volunteer, Photo(b"p" * 5000, 10, 10))
    bad = make(volunteer, "hazard", dice, photos=[photo])
    smuggle(volunteer, bad.id, unit="no-such-unit")
    report = office.sync(volunteer)
    assert (report.verdicts, report.files_sent) == ({"held": 1}, 0)
    assert status.status(volunteer).unsent_files == 1


def test_stopping_between_steps_and_going_on(office: Office, dice: random.Random) -> None:
    volunteer = office.desk(VOLUNTEER)
    make(volunteer, "hazard", dice)
    stopped = engine.run_round(engine.Direct(volunteer.vault), office.line(volunteer), stop=lambda: True)
    assert stopped.stopped
    assert status.status(volunteer).unsent_total == 1
    assert office.sync(volunteer).verdicts == {"stored": 1}


def test_pages_hold_to_the_limit_and_the_journals_order(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    for _ in range(7):
        make(volunteer, "hazard", dice)
    office.sync(volunteer)
    page = office.line(coordinator).pull(Pull(Checkpoint(), limit=3))
    assert [row.seq for row in page.rows] == [1, 2, 3]
    assert page.more
    assert page.to.seq == 3


class Killed(BaseException):
    """The program ended here: nothing after it ran."""


@pytest.mark.parametrize("moment", range(1, 14))
def test_killed_before_any_step_at_the_store_and_started_again(
    small_office: Office, dice: random.Random, moment: int
) -> None:
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    theirs = make(coordinator, "patrol", dice)
    small_office.sync(coordinator)
    photo = photos.keep(volunteer, Photo(dice.randbytes(300_000), 10, 10))
    mine = make(volunteer, "hazard", dice, photos=[photo])
    steps = iter(range(1, 100))

    def gate(work):  # type: ignore[no-untyped-def]
        if next(steps) == moment:
            raise Killed
        return work(volunteer.vault)

    with suppress(Killed):
        engine.run_round(gate, small_office.line(volunteer))
    small_office.sync(volunteer)
    small_office.sync(coordinator)
    assert entries.get(coordinator, mine.id).body == mine.body
    assert photos.read(coordinator, photo["sha"]) == photos.read(volunteer, photo["sha"])
    assert theirs.id not in {e.id for e in entries.find(volunteer, Query(record_type("patrol")))}
    with small_office.owner() as connection:
        assert len(connection.execute(journal.select()).all()) == 2
    for desk in (volunteer, coordinator):
        assert checks.findings(desk.vault) == []
