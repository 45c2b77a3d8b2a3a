"""A server restored from an older backup, a copied computer, changed rights: nothing is lost, nobody is asked."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select, update

from gridapp.actions import attention, entries, photos, status
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound, WorldFailed
from gridapp.domain.photo import Photo
from gridapp.domain.record import record_type
from gridapp.server.tables import account
from gridapp.store import checks
from gridapp.store.lists import Query
from gridapp.store.tables import entry
from gridapp.sync.protocol import Checkpoint, Pull
from tests.office import COORDINATOR, GRID_WORKER, STRANGER, VOLUNTEER, Office, make

HAZARD = record_type("hazard")


def shown(desk: Desk) -> dict[str, tuple[str, str, bool]]:
    found = entries.find(desk, Query(HAZARD, limit=None))
    return {each.id: (each.body["description"], each.state, each.pending) for each in found}


def settle_down(office: Office, *desks: Desk) -> None:
    for _ in range(3):
        for desk in desks:
            office.sync(desk)


def test_devices_send_again_what_a_restored_server_lost(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    old = make(volunteer, "hazard", dice)
    settle_down(office, volunteer, coordinator)
    backup = office.backup()
    lost = make(volunteer, "hazard", dice, description="备份之后")
    entries.edit(volunteer, old.id, {"description": "备份之后改的"})
    settle_down(office, volunteer, coordinator)
    entries.edit(coordinator, lost.id, {"description": "协调员改的"})
    settle_down(office, coordinator, volunteer)
    before = shown(volunteer)
    office.restore(backup)
    assert office.sync(volunteer).restored
    settle_down(office, volunteer, coordinator)
    assert shown(volunteer) == shown(coordinator) == before
    assert status.status(volunteer).attention == status.status(coordinator).attention == 0
    assert [checks.findings(desk.vault) for desk in (volunteer, coordinator)] == [[], []]


def test_a_restore_is_found_although_the_server_has_grown_past_the_cursor(
    office: Office, dice: random.Random
) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    backup = office.backup()
    mine = [make(volunteer, "hazard", dice) for _ in range(3)]
    office.sync(volunteer)
    office.restore(backup)
    for _ in range(9):
        make(coordinator, "hazard", dice)
    office.sync(coordinator)
    office.sync(volunteer)
    settle_down(office, coordinator, volunteer)
    assert {each.id for each in mine} <= set(shown(coordinator))
    assert len(shown(coordinator)) == 12


def test_a_computer_that_only_ever_sends_finds_a_restore_too(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    make(coordinator, "hazard", dice)
    office.sync(coordinator)
    backup = office.backup()
    line = office.line(volunteer)
    line.pull = cut_off  # type: ignore[method-assign]
    first = make(volunteer, "hazard", dice)
    with pytest.raises(WorldFailed):
        office.sync(volunteer, line)
    office.restore(backup)
    make(coordinator, "hazard", dice)
    office.sync(coordinator)
    make(volunteer, "hazard", dice)
    settle_down(office, volunteer, coordinator)
    assert first.id in shown(coordinator)


def cut_off(_: Pull) -> None:
    raise WorldFailed("lost", "the request")


def test_the_older_value_does_not_go_over_what_others_did_after_the_restore(
    office: Office, dice: random.Random
) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    hazard = make(volunteer, "hazard", dice)
    settle_down(office, volunteer, coordinator)
    backup = office.backup()
    entries.edit(volunteer, hazard.id, {"description": "备份之后"})
    office.sync(volunteer)
    office.restore(backup)
    entries.edit(coordinator, hazard.id, {"description": "恢复之后"})
    office.sync(coordinator)
    settle_down(office, volunteer, coordinator)
    assert {text for text, *_ in shown(coordinator).values()} == {"恢复之后"}
    kept = attention.matters(volunteer)[0].item.detail["values"]["description"]
    assert kept == {"mine": "备份之后", "theirs": "恢复之后"}


def test_a_restore_after_a_restore_overwrites_nothing_unseen(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    hazard = make(volunteer, "hazard", dice)
    settle_down(office, volunteer, coordinator)
    first = office.backup()
    for _ in range(6):
        make(volunteer, "patrol", dice)
    office.sync(volunteer)
    entries.edit(volunteer, hazard.id, {"description": "甲的字"})
    office.sync(volunteer)
    office.restore(first)
    entries.edit(coordinator, hazard.id, {"description": "乙的字"})
    office.sync(coordinator)
    second = office.backup()
    settle_down(office, volunteer, coordinator)
    office.restore(second)
    settle_down(office, volunteer, coordinator)
    assert {text for text, *_ in shown(volunteer).values()} == {"乙的字"}
    assert attention.matters(volunteer)[0].item.detail["values"]["description"]["mine"] == "甲的字"


def test_nothing_is_deleted_because_its_author_has_not_come_back_yet(
    office: Office, dice: random.Random
) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    backup = office.backup()
    lost = make(volunteer, "hazard", dice)
    settle_down(office, volunteer, coordinator)
    office.restore(backup)
    office.sync(coordinator)
    assert entries.get(coordinator, lost.id).seq == 0
    entries.edit(coordinator, lost.id, {"description": "照样能改"})
    office.sync(coordinator)
    settle_down(office, volunteer, coordinator)
    assert shown(coordinator) == shown(volunteer)
    assert set(shown(coordinator)) == {lost.id}
    kept = attention.matters(coordinator)[0].item.detail["values"]["description"]
    assert kept["mine"] == "照样能改"


def test_what_was_deleted_and_lost_does_not_stay_where_it_may_not_be_seen(
    office: Office, dice: random.Random
) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    backup = office.backup()
    lost = make(volunteer, "hazard", dice)
    settle_down(office, volunteer, coordinator)
    entries.delete(volunteer, lost.id)
    settle_down(office, volunteer, coordinator)
    office.restore(backup)
    with office.owner() as connection:
        elsewhere = update(account).where(account.c.name == COORDINATOR[0]).values(units='["621026101000"]')
        connection.execute(elsewhere)
    office.sync(coordinator)
    settle_down(office, volunteer, coordinator)
    with coordinator.vault.reading() as connection:
        left = connection.execute(select(entry.c.id).where(entry.c.id == lost.id)).scalars().all()
    assert left == []


def test_photos_a_restored_server_lost_come_back(office: Office, dice: random.Random) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    backup = office.backup()
    kept = photos.keep(volunteer, Photo(dice.randbytes(90_000), 10, 10))
    make(volunteer, "hazard", dice, photos=[kept])
    office.sync(volunteer)
    office.restore(backup)
    assert office.sync(volunteer).files_sent >= 1
    office.sync(coordinator)
    assert office.line(coordinator).download(kept["sha"], 0, 10)


def test_a_copied_computer_is_found_and_both_go_on(office: Office, dice: random.Random) -> None:
    first, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    hazard = make(first, "hazard", dice)
    settle_down(office, first, coordinator)
    second = office.copied(first)
    entries.edit(first, hazard.id, {"description": "第一台"})
    entries.edit(second, hazard.id, {"description": "第二台"})
    made: list[Entry] = [make(first, "hazard", dice), make(second, "hazard", dice)]
    office.sync(first)
    report = office.sync(second)
    assert report.identity_changed
    assert second.identity.device_id != first.identity.device_id
    assert second.identity.device != first.identity.device
    settle_down(office, first, second, coordinator)
    assert shown(first) == shown(second) == shown(coordinator)
    assert {each.id for each in made} <= set(shown(coordinator))
    values = attention.matters(second)[0].item.detail["values"]
    assert values["description"] == {"mine": "第二台", "theirs": "第一台"}
    assert make(second, "hazard", dice).number != make(first, "hazard", dice).number


def test_an_answer_lost_on_the_way_is_no_copy(office: Office, dice: random.Random) -> None:
    volunteer = office.desk(VOLUNTEER)
    make(volunteer, "hazard", dice)
    line = office.line(volunteer)
    real = line.push

    def push_and_lose(push: object) -> None:
        real(push)  # type: ignore[arg-type]
        raise WorldFailed("lost", "the answer")

    line.push = push_and_lose  # type: ignore[method-assign,assignment]
    with pytest.raises(WorldFailed):
        office.sync(volunteer, line)
    device = volunteer.identity.device_id
    report = office.sync(volunteer)
    assert (report.verdicts, report.identity_changed) == ({"stored": 1}, False)
    assert volunteer.identity.device_id == device


def test_other_units_bring_their_records_and_take_the_old_ones_away(
    office: Office, dice: random.Random
) -> None:
    volunteer, stranger = office.desk(VOLUNTEER), office.desk(STRANGER)
    coordinator = office.desk(COORDINATOR)
    theirs = make(office.desk(GRID_WORKER), "hazard", dice)
    there = make(stranger, "hazard", dice)
    own = make(volunteer, "hazard", dice)
    grid = office.desk(GRID_WORKER)
    in_town = make(grid, "hazard", dice)
    settle_down(office, stranger, grid, volunteer, coordinator)
    assert set(shown(volunteer)) == {own.id, in_town.id}
    waiting = make(volunteer, "hazard", dice)
    place = stranger.person.unit
    with office.owner() as connection:
        units = update(account).where(account.c.name == VOLUNTEER[0]).values(units=f'["{place}"]')
        connection.execute(units)
    report = office.sync(volunteer)
    assert report.identity_changed
    assert volunteer.person.units == (place,)
    assert report.verdicts == {
        "held": 1
    }  # recorded for a unit that is no longer theirs: kept, and asked about
    assert set(shown(volunteer)) == {own.id, there.id, waiting.id}
    with pytest.raises(NotFound):
        entries.get(volunteer, theirs.id)


def test_checkpoints_are_few_and_reach_back_far(small_office: Office, dice: random.Random) -> None:
    from gridapp.store import history
    from gridapp.store.history import Cursor

    desk = small_office.desk(VOLUNTEER)
    with desk.vault.writing() as connection:
        for seq in range(1, 3000):
            history.move_cursor(connection, Cursor(seq, f"{seq:064x}"))
        known = [each.seq for each in history.checkpoints(connection)]
    assert len(known) <= history.MOST_CHECKPOINTS
    assert known[0] == 2999
    assert min(known) < 1000
    found = small_office.line(desk).common([Checkpoint(seq, "f" * 64) for seq in known])
    assert found == Checkpoint()
