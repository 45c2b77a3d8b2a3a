"""What people must decide about reaches everyone concerned, and each decision reaches the others."""

from __future__ import annotations

import random

import msgspec
import pytest
from sqlalchemy import func, update

from gridapp.actions import attention, entries, status
from gridapp.actions.attention import Matter
from gridapp.actions.desk import Desk
from gridapp.domain.errors import NotAllowed, Refused
from gridapp.domain.op import digest_of, digest_of_all
from gridapp.domain.record import record_type
from gridapp.server.tables import matter
from gridapp.store import ops, outbox
from gridapp.store.lists import Query
from gridapp.sync.protocol import Checkpoint, Push
from gridapp.sync.unsaid import verdicts_of
from tests.office import COORDINATOR, GRID_WORKER, VOLUNTEER, Office, make, signed, smuggle


def sync_all(office: Office, *desks: Desk) -> None:
    for _ in range(2):
        for desk in desks:
            office.sync(desk)


def only(desk: Desk) -> Matter:
    (matter,) = attention.matters(desk)
    return matter


@pytest.fixture
def conflict(office: Office, dice: random.Random) -> tuple[Desk, Desk, str]:
    """A volunteer's and a coordinator's computer, and an entry of which both changed the same field."""
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    hazard = make(volunteer, "hazard", dice)
    sync_all(office, volunteer, coordinator)
    entries.edit(coordinator, hazard.id, {"description": "先到的"})
    entries.edit(volunteer, hazard.id, {"description": "后到的"})
    sync_all(office, coordinator, volunteer)
    return volunteer, coordinator, hazard.id


def test_both_people_see_a_conflict_from_their_own_side(conflict: tuple[Desk, Desk, str]) -> None:
    volunteer, coordinator, _ = conflict
    mine, theirs = only(volunteer).item, only(coordinator).item
    assert (mine.side, theirs.side) == ("mine", "theirs")
    assert mine.detail["values"]["description"] == {"mine": "后到的", "theirs": "先到的"}
    assert theirs.detail["values"]["description"] == {"mine": "先到的", "theirs": "后到的"}
    assert only(coordinator).op.author_name == VOLUNTEER[0]


def test_either_may_choose_and_the_other_is_no_longer_asked(
    office: Office, conflict: tuple[Desk, Desk, str]
) -> None:
    volunteer, coordinator, hazard = conflict
    attention.choose(coordinator, only(coordinator).item.id, {"description": "两人的话合在一起"})
    sync_all(office, coordinator, volunteer)
    assert [attention.matters(desk) for desk in (volunteer, coordinator)] == [[], []]
    assert entries.get(volunteer, hazard).body["description"] == "两人的话合在一起"
    assert attention.settled(volunteer)[0].item.outcome == "settled"


def test_keeping_what_stands_is_a_decision_too(office: Office, conflict: tuple[Desk, Desk, str]) -> None:
    volunteer, coordinator, hazard = conflict
    attention.choose(volunteer, only(volunteer).item.id, {"description": "先到的"})
    sync_all(office, volunteer, coordinator)
    assert attention.matters(coordinator) == []
    assert entries.get(coordinator, hazard).body["description"] == "先到的"


def test_the_version_not_chosen_can_be_brought_back(office: Office, conflict: tuple[Desk, Desk, str]) -> None:
    volunteer, coordinator, hazard = conflict
    item = only(volunteer).item.id
    attention.let_go(volunteer, item)
    sync_all(office, volunteer, coordinator)
    for wanted in ("后到的", "先到的"):
        attention.bring_back(volunteer, item)
        sync_all(office, volunteer, coordinator)
        assert entries.get(coordinator, hazard).body["description"] == wanted


@pytest.fixture
def held(office: Office, dice: random.Random) -> tuple[Desk, Desk, str]:
    """A grid worker's computer, the coordinator's, and an entry that the server held: it lies in no unit of theirs."""
    grid, coordinator = office.desk(GRID_WORKER), office.desk(COORDINATOR)
    hazard = make(grid, "hazard", dice)
    smuggle(grid, hazard.id, unit=office.unit("和盛镇"))
    sync_all(office, grid, coordinator)
    return grid, coordinator, hazard.id


def test_a_supervisor_releases_what_the_server_held(office: Office, held: tuple[Desk, Desk, str]) -> None:
    grid, coordinator, hazard = held
    matter = only(coordinator)
    assert matter.item.side == "supervisor"
    assert matter.entry is None
    assert matter.op.fields["description"]
    attention.release(coordinator, matter.item.id)
    sync_all(office, coordinator, grid)
    assert [attention.matters(desk) for desk in (grid, coordinator)] == [[], []]
    assert entries.get(coordinator, hazard).author.id == grid.person.id
    assert status.status(grid).unsent_total == 0
    assert not entries.get(grid, hazard).pending
    assert attention.settled(grid)[0].item.outcome == "released"


def test_a_supervisor_returns_it_with_words_and_the_author_mends_it(
    office: Office, held: tuple[Desk, Desk, str]
) -> None:
    grid, coordinator, hazard = held
    with pytest.raises(Refused):
        attention.give_back(coordinator, only(coordinator).item.id, {"": " "})
    attention.give_back(coordinator, only(coordinator).item.id, {"description": "请写清楚楼号"})
    sync_all(office, coordinator, grid)
    assert attention.matters(coordinator) == []
    returned = only(grid).item
    assert returned.detail["returned"] == {"by": COORDINATOR[0], "words": {"description": "请写清楚楼号"}}
    smuggle(grid, hazard, unit=grid.person.unit, only_entry=True)
    attention.send_again(grid, returned.id, {"description": "3 号楼"})
    sync_all(office, grid, coordinator)
    assert entries.get(coordinator, hazard).body["description"] == "3 号楼"
    assert [attention.matters(desk) for desk in (grid, coordinator)] == [[], []]


def test_only_a_supervisor_may_release(office: Office, held: tuple[Desk, Desk, str]) -> None:
    grid, _, _ = held
    with pytest.raises(NotAllowed):
        attention.release(grid, only(grid).item.id)


def test_two_supervisors_decide_and_the_second_hears_of_it(
    office: Office, held: tuple[Desk, Desk, str]
) -> None:
    _, first, _ = held
    second = office.desk(("吴建军", "centre_staff", "宁县"))
    office.sync(second)
    attention.release(first, only(first).item.id)
    attention.give_back(second, only(second).item.id, {"": "不清楚"})
    office.sync(first)
    assert office.sync(second).verdicts == {"held": 1}
    assert attention.matters(second) == []
    (told,) = attention.tidings(second)
    assert "decided this already" in told.item.detail["message"]


def test_an_edit_beats_a_delete_and_both_are_asked(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    hazard = make(volunteer, "hazard", dice)
    sync_all(office, volunteer, coordinator)
    entries.delete(coordinator, hazard.id)
    entries.edit(volunteer, hazard.id, {"description": "还在那里"})
    sync_all(office, coordinator, volunteer)
    for desk in (volunteer, coordinator):
        assert entries.get(desk, hazard.id).body["description"] == "还在那里"
        assert only(desk).item.detail["revived"]
    attention.delete_after_all(coordinator, only(coordinator).item.id)
    sync_all(office, coordinator, volunteer)
    assert [attention.matters(desk) for desk in (volunteer, coordinator)] == [[], []]
    assert entries.find(volunteer, Query(record_type("hazard"))) == []


def test_whoever_reported_it_is_told_that_it_was_closed(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    hazard = make(volunteer, "hazard", dice)
    sync_all(office, volunteer, coordinator)
    entries.move(coordinator, hazard.id, "dismiss", {"close_reason": "duplicate"})
    sync_all(office, coordinator, volunteer)
    (told,) = attention.tidings(volunteer)
    assert told.item.detail == {"by": COORDINATOR[0], "to": "closed"}
    assert attention.tidings(coordinator) == []
    assert status.status(volunteer).attention == 0
    attention.put_away(volunteer, told.item.id)
    assert attention.tidings(volunteer) == []


def test_an_op_that_only_a_newer_program_knows_is_held_and_its_neighbours_are_not(
    office: Office, dice: random.Random
) -> None:
    volunteer = office.desk(VOLUNTEER)
    make(volunteer, "hazard", dice)
    make(volunteer, "hazard", dice)
    with volunteer.vault.writing() as connection:
        frozen = outbox.freeze(connection, dice.randbytes, 10, 10**6)
    assert frozen is not None
    newer = frozen.ops[0].replace('"kind":"add"', '"kind":"teleport","to_planet":"Mars"').encode()
    sent = [newer, frozen.ops[1].encode()]
    digest = digest_of_all(digest_of(each) for each in sent)
    push = Push("1", digest, [msgspec.Raw(each) for each in sent], Checkpoint(), "")
    answer = office.line(volunteer).push(signed(volunteer, push))
    assert [each.outcome for each in verdicts_of(answer, frozen.ids)] == ["held", "stored"]
    assert answer.verdicts[0].detail["code"] == "server_too_old"


def test_a_matter_about_an_act_only_a_newer_program_knows_stops_no_older_one(
    office: Office, dice: random.Random
) -> None:
    grid, coordinator = office.desk(GRID_WORKER), office.desk(COORDINATOR)
    hazard, good = make(grid, "hazard", dice), make(grid, "patrol", dice)
    smuggle(grid, hazard.id, kind="teleport")
    assert office.sync(grid).verdicts == {"held": 1, "stored": 1}
    office.sync(coordinator)
    assert only(coordinator).op.kind == "teleport"
    assert entries.get(coordinator, good.id)


def test_a_release_that_does_not_go_through_leaves_the_matter_waiting(
    office: Office, held: tuple[Desk, Desk, str]
) -> None:
    grid, coordinator, hazard = held
    smuggle(grid, hazard, unit="no-such-unit")
    item = only(coordinator).item.id
    with office.owner() as connection:
        connection.execute(
            update(matter).values(data=func.replace(matter.c.data, office.unit("和盛镇"), "nowhere"))
        )
    attention.release(coordinator, item)
    assert attention.matters(coordinator) == []
    sync_all(office, coordinator, grid)
    assert "nowhere" in attention.tidings(coordinator)[0].item.detail["message"]
    assert only(coordinator).item.id == item
    assert only(grid).item.kind == "held"


def test_deciding_twice_in_one_batch_decides_once(office: Office, held: tuple[Desk, Desk, str]) -> None:
    grid, coordinator, hazard = held
    item = only(coordinator).item.id
    attention.release(coordinator, item)
    attention.bring_back(coordinator, item)
    attention.release(coordinator, item)
    assert office.sync(coordinator).verdicts == {"stored": 1, "held": 1}
    sync_all(office, grid, coordinator)
    assert not entries.get(grid, hazard).pending
    assert status.status(coordinator).unsent_total == 0


def test_what_was_released_is_asked_again_when_a_restored_server_lost_it(
    office: Office, dice: random.Random
) -> None:
    grid, coordinator = office.desk(GRID_WORKER), office.desk(COORDINATOR)
    sync_all(office, grid, coordinator)
    backup = office.backup()
    hazard = make(grid, "hazard", dice)
    smuggle(grid, hazard.id, unit=office.unit("和盛镇"))
    sync_all(office, grid, coordinator)
    attention.release(coordinator, only(coordinator).item.id)
    sync_all(office, coordinator, grid)
    office.restore(backup)
    sync_all(office, coordinator, grid, coordinator, grid)
    assert entries.get(coordinator, hazard.id).seq
    assert not entries.get(grid, hazard.id).pending
    assert [attention.matters(desk) for desk in (grid, coordinator)] == [[], []]


def test_nobody_closes_the_matters_of_others(office: Office, held: tuple[Desk, Desk, str]) -> None:
    grid, coordinator, _ = held
    about = only(coordinator).op
    for who, author in ((("外镇", "coordinator", "早胜镇"), ""), (VOLUNTEER, grid.person.id)):
        other = office.desk(who)
        office.sync(other)
        with other.vault.writing() as connection:
            ruling = ops.rule(
                connection, "settle", about, other.person.author, other.vault.clock, other.vault.dice
            )
            if author:
                ops.rewrite(connection, {ruling.n: msgspec.structs.replace(ruling, author=author)})
        office.sync(other)
    sync_all(office, coordinator, grid)
    assert only(coordinator).item.side == "supervisor"
    assert only(grid).item.side == "mine"


def test_work_in_anothers_name_waits_under_the_senders_and_is_never_released(
    office: Office, dice: random.Random
) -> None:
    grid, coordinator = office.desk(GRID_WORKER), office.desk(COORDINATOR)
    forged = make(coordinator, "hazard", dice)
    with coordinator.vault.writing() as connection:
        op = ops.of_entry(connection, forged.id)[0]
        ops.rewrite(connection, {op.n: msgspec.structs.replace(op, author=grid.person.id)})
    sync_all(office, coordinator, grid)
    assert attention.matters(grid) == []
    with coordinator.vault.writing() as connection:
        ops.rule(
            connection, "release", op, coordinator.person.author, coordinator.vault.clock, dice.randbytes
        )
    sync_all(office, coordinator, grid)
    assert attention.tidings(coordinator)
    assert entries.find(grid, Query(record_type("hazard"))) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"at": "9999-12-31T23:59:59+14:00"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"type": "x\x00y"},
        {"kind": "settle", "settles": "a\x00b"},
        {"kind": "teleport", "entry": "e" * 9000},
        {"settles": "s" * 9000},
    ],
)
def test_one_odd_op_never_stops_its_neighbours(
    office: Office, dice: random.Random, changes: dict[str, str]
) -> None:
    volunteer = office.desk(VOLUNTEER)
    odd, good = make(volunteer, "hazard", dice), make(volunteer, "patrol", dice)
    with volunteer.vault.writing() as connection:
        op = ops.of_entry(connection, odd.id)[0]
        altered = msgspec.structs.replace(op, **changes)
        connection.exec_driver_sql("UPDATE op SET data = ? WHERE n = ?", (altered.encoded().decode(), op.n))
        ops.link_from(connection, op.n)
    office.sync(volunteer)
    assert not entries.get(volunteer, good.id).pending
