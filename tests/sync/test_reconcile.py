"""Once a day a computer and the server compare checksums, and what differs is put right."""

from __future__ import annotations

import random

from sqlalchemy import text

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.store import checks
from gridapp.sync import engine, reconcile
from gridapp.sync.round import Report
from tests.conftest import FakeClock
from tests.office import COORDINATOR, STRANGER, VOLUNTEER, Office, make


def damage(desk: Desk, statement: str, entry: Entry) -> None:
    with desk.vault.writing() as connection:
        connection.execute(text(statement), {"id": entry.id})


def test_what_drifted_apart_is_found_and_put_right(
    office: Office, dice: random.Random, clock: FakeClock
) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    changed, lost, untouched = (make(volunteer, "hazard", dice) for _ in range(3))
    office.sync(volunteer)
    assert office.sync(coordinator).repaired == 0
    damage(
        coordinator, "UPDATE entry SET body = json_set(body, '$.description', '错') WHERE id = :id", changed
    )
    damage(coordinator, "DELETE FROM search WHERE rowid = (SELECT row FROM entry WHERE id = :id)", lost)
    damage(coordinator, "DELETE FROM entry WHERE id = :id", lost)
    assert office.sync(coordinator).repaired == 0  # not every round
    clock.pass_by(days=1)
    assert office.sync(coordinator).repaired == 2
    for entry in (changed, lost, untouched):
        assert entries.get(coordinator, entry.id).body == entry.body
    assert checks.findings(coordinator.vault) == []


def test_what_the_server_no_longer_shows_goes_and_what_waits_stays(
    office: Office, dice: random.Random, clock: FakeClock
) -> None:
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    deleted, edited = make(volunteer, "hazard", dice), make(volunteer, "hazard", dice)
    for desk in (volunteer, coordinator):
        office.sync(desk)
    entries.delete(volunteer, deleted.id)
    office.sync(volunteer)
    office.sync(coordinator)
    damage(coordinator, "UPDATE entry SET deleted = 0 WHERE id = :id", deleted)
    clock.pass_by(days=1)
    entries.edit(coordinator, edited.id, {"description": "还没有发出"})
    damage(
        coordinator, "UPDATE shadow SET row = json_set(row, '$.state', 'closed') WHERE entry = :id", edited
    )
    report = Report()
    reconcile.reconcile(engine.Direct(coordinator.vault), office.line(coordinator), report, lambda: False)
    assert report.repaired == 2
    assert entries.get(coordinator, edited.id).body["description"] == "还没有发出"
    assert entries.get(coordinator, edited.id).state == "found"
    office.sync(coordinator)
    office.sync(volunteer)
    assert entries.get(volunteer, edited.id).body["description"] == "还没有发出"


def test_sums_hold_through_every_kind_of_change(
    office: Office, dice: random.Random, clock: FakeClock
) -> None:
    volunteer, coordinator, stranger = (office.desk(who) for who in (VOLUNTEER, COORDINATOR, STRANGER))
    hazard, patrol = make(volunteer, "hazard", dice), make(volunteer, "patrol", dice)
    make(coordinator, "member", dice)
    make(stranger, "hazard", dice)
    desks = (volunteer, coordinator, stranger, volunteer, coordinator)
    for desk in desks:
        office.sync(desk)
    entries.edit(coordinator, hazard.id, {"description": "改过"})
    entries.move(coordinator, hazard.id, "register")
    entries.delete(volunteer, patrol.id)
    for desk in desks:
        office.sync(desk)
    clock.pass_by(days=2)
    assert [office.sync(desk).repaired for desk in desks] == [0] * 5
