"""Two people for many people's data: asked offline, approved by somebody else, used once."""

from __future__ import annotations

from typing import Any

import pytest

from gridapp.actions import entries, export_request
from gridapp.actions.desk import Desk
from gridapp.actions.export_request import FREE, NeedsApproval
from gridapp.domain.entry import Entry
from gridapp.domain.errors import GridAppError, NotAllowed, Refused
from gridapp.domain.record import example, record_type
from gridapp.store.lists import Query
from tests.office import COORDINATOR, Office, make

SECOND = ("王主任", "coordinator", "宁县")
MEMBERS = Query(record_type("member"))


def put(desk: Desk, office: Office, count: int, type_: str = "member") -> None:
    body = example(record_type(type_), desk.world, office.dice)
    entries.add_all(desk, type_, [entries.New(body) for _ in range(count)])


def exported(desk: Desk, query: Query = MEMBERS) -> list[Entry]:
    found: list[Entry] = []
    export_request.export(desk, query, found.extend)
    return found


def round_trip(office: Office, *desks: Desk) -> None:
    for desk in (*desks, *desks):
        office.sync(desk)


def test_many_peoples_data_wait_for_a_second_person_and_go_out_once(small_office: Office) -> None:
    desk, second = small_office.desk(COORDINATOR), small_office.desk(SECOND)
    put(desk, small_office, FREE + 1)
    with pytest.raises(NeedsApproval) as needed:
        exported(desk)
    assert needed.value.wanted.rows == FREE + 1
    request = export_request.ask(desk, MEMBERS, "核对保险")
    with pytest.raises(NeedsApproval):
        exported(desk)
    with pytest.raises(NotAllowed, match="your own"):
        entries.move(desk, request.id, "approve")
    round_trip(small_office, desk, second)
    entries.move(second, request.id, "approve")
    round_trip(small_office, second, desk)
    assert len(exported(desk)) == FREE + 1
    assert entries.get(desk, request.id).state == "used"
    with pytest.raises(NeedsApproval):
        exported(desk)
    with pytest.raises(NeedsApproval):
        exported(second)


def test_few_entries_and_types_without_personal_fields_go_out_as_ever(small_office: Office) -> None:
    """The control: nothing is asked where there is nothing to protect."""
    desk = small_office.desk(COORDINATOR)
    put(desk, small_office, FREE)
    assert len(exported(desk)) == FREE
    put(desk, small_office, FREE + 1, "publicity")
    assert len(exported(desk, Query(record_type("publicity")))) == FREE + 1


def test_an_approval_covers_neither_more_nor_another_week(small_office: Office) -> None:
    desk, second = small_office.desk(COORDINATOR), small_office.desk(SECOND)
    put(desk, small_office, FREE + 1)
    request = export_request.ask(desk, MEMBERS, "核对保险")
    round_trip(small_office, desk, second)
    entries.move(second, request.id, "approve")
    round_trip(small_office, second, desk)
    put(desk, small_office, 1)
    with pytest.raises(NeedsApproval):
        exported(desk)
    entries.delete(desk, entries.find(desk, MEMBERS)[0].id)
    small_office.clock.pass_by(days=8)  # type: ignore[attr-defined]
    with pytest.raises(NeedsApproval):
        exported(desk)


def test_a_file_that_cannot_be_written_costs_no_approval(small_office: Office) -> None:
    desk, second = small_office.desk(COORDINATOR), small_office.desk(SECOND)
    put(desk, small_office, FREE + 1)
    request = export_request.ask(desk, MEMBERS, "核对保险")
    round_trip(small_office, desk, second)
    entries.move(second, request.id, "approve")
    round_trip(small_office, second, desk)

    def full(found: list[Entry]) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="full"):
        export_request.export(desk, MEMBERS, full)
    assert len(exported(desk)) == FREE + 1


def test_nothing_that_was_approved_can_be_changed_or_recorded_as_approved(small_office: Office) -> None:
    desk = small_office.desk(COORDINATOR)
    put(desk, small_office, FREE + 1)
    request = export_request.ask(desk, MEMBERS, "核对保险")
    for change in ({"rows_n": 5000}, {"what": "unit"}, {"purpose": "别的"}):
        with pytest.raises(Refused):
            entries.edit(desk, request.id, change)
    body: dict[str, Any] = dict(request.body)
    with pytest.raises(GridAppError):
        entries.add_all(desk, "export_request", [entries.New(body, state="approved")])


def test_the_server_holds_an_approval_of_ones_own(
    small_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A computer whose program does not ask the table still gets nothing by it."""
    desk = small_office.desk(COORDINATOR)
    second = small_office.desk(SECOND)
    put(desk, small_office, FREE + 1)
    request = export_request.ask(desk, MEMBERS, "核对保险")
    monkeypatch.setattr("gridapp.domain.rules.require", lambda *_: None)
    entries.move(desk, request.id, "approve")
    monkeypatch.undo()
    round_trip(small_office, desk, second)
    assert entries.get(second, request.id).state == "asked"


def test_the_unit_of_a_request_is_the_askers(small_office: Office) -> None:
    desk = small_office.desk(COORDINATOR)
    make(desk, "member", small_office.dice)
    assert (
        export_request.ask_for(desk, export_request.Wanted("member", 60, "x", "y"), "核对").unit
        == desk.person.unit
    )
