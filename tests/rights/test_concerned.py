"""An entry that names a unit is that unit's to see, and to do with what its steps allow; nothing else changes hands."""

from __future__ import annotations

import random

import pytest

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotAllowed, NotFound
from gridapp.domain.org import COUNTY
from gridapp.server import accounts, rows, scopes, sights, snapshots
from gridapp.server.tables import server
from tests.office import COORDINATOR, GRID_WORKER, STRANGER, Office, make

OFFICER = ("郑建军", "department_officer", "和盛镇")
ELSEWHERE = ("吴小梅", "department_officer", "早胜镇")
DONE = {"rectifications": [{"measure": "清走杂物", "by_org": "九龙物业"}]}


def handed_over(office: Office, leader: Desk, to: str = "和盛镇") -> Entry:
    """A hazard of one township that another is to see to."""
    hazard = make(leader, "hazard", random.Random(1), transferred_to=None)
    hazard = entries.move(leader, entries.move(leader, hazard.id, "register").id, "hand_over",
                          {"transferred_to": office.unit(to)})  # fmt: skip
    office.sync(leader)
    return hazard


def sees(office: Office, desk: Desk, entry: Entry) -> bool:
    office.sync(desk)
    try:
        return entries.get(desk, entry.id).id == entry.id
    except NotFound:
        return False


def test_who_is_named_sees_it_and_nobody_else(office: Office) -> None:
    leader, officer, stranger = office.desk(COORDINATOR), office.desk(OFFICER), office.desk(ELSEWHERE)
    hazard = handed_over(office, leader)
    assert sees(office, officer, hazard)
    assert sees(office, office.desk(STRANGER), hazard), "a unit is all of its people"
    assert not sees(office, stranger, hazard)


def test_who_is_named_does_what_the_step_allows_and_no_more(office: Office) -> None:
    leader, officer = office.desk(COORDINATOR), office.desk(OFFICER)
    hazard = handed_over(office, leader)
    office.sync(officer)
    for act in (
        lambda: entries.edit(officer, hazard.id, {"description": "改掉"}),
        lambda: entries.delete(officer, hazard.id),
        lambda: entries.move(officer, hazard.id, "escalate"),
    ):
        with pytest.raises(NotAllowed):
            act()
    entries.move(officer, hazard.id, "report_back", DONE)
    office.sync(officer)
    office.sync(leader)
    after = entries.get(leader, hazard.id)
    assert (after.state, after.unit) == ("put_right", hazard.unit)
    assert after.body["rectifications"][0]["measure"] == "清走杂物"


def test_who_is_named_no_more_lets_it_go(office: Office) -> None:
    leader, officer, other = office.desk(COORDINATOR), office.desk(OFFICER), office.desk(ELSEWHERE)
    hazard = handed_over(office, leader)
    assert sees(office, officer, hazard)
    entries.edit(leader, hazard.id, {"transferred_to": office.unit("早胜镇")})
    office.sync(leader)
    assert not sees(office, officer, hazard)
    assert sees(office, other, hazard)


def test_a_new_computer_starts_with_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "WORTH_IT", 1)
    leader, worker = office.desk(COORDINATOR), office.desk(GRID_WORKER)
    hazard = handed_over(office, leader)
    for seed in range(3):
        make(worker, "hazard", random.Random(seed))
    office.sync(worker)
    officer = office.desk(OFFICER)
    chunks = office.line(officer).snapshot().chunks
    there = {row.id for chunk in chunks for row in office.line(officer).chunk(chunk.sha)}
    assert hazard.id in there
    assert sees(office, officer, hazard)


def test_the_database_itself_shows_it_to_whoever_is_named(office: Office) -> None:
    leader, officer, other = office.desk(COORDINATOR), office.desk(OFFICER), office.desk(ELSEWHERE)
    hazard = handed_over(office, leader)
    table = server.tables["entry"]
    for desk, seen in ((officer, True), (other, False)):
        with office.centre.database.transaction(sights.AT_THE_DOOR) as connection:
            caller = accounts.caller(connection, desk.identity.token, office.clock())
        with office.centre.database.transaction(sights.in_county(COUNTY)) as connection:
            if connection.dialect.name != "postgresql":
                pytest.skip("the embedded database has no row security")
            scopes.narrow(connection, caller, rows.org(connection, COUNTY))
            ids = {row.id for row in connection.execute(table.select())}
        assert (hazard.id in ids) is seen
