"""A matter from intake to return visit: over the levels, through departments, on several computers, one number."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gridapp.actions import attention, cases, details, entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid, NotAllowed, NotFound, Refused
from gridapp.domain.record import record_type
from gridapp.domain.stages import stages
from gridapp.store.lists import Query
from tests.conftest import FakeClock
from tests.office import Office
from ui.pages.views import View, query

CENTRE = ("任佳", "centre_staff", "宁县")
WORKER = ("马晓霞", "grid_worker", "新宁镇")
OFFICER = ("郑建军", "department_officer", "和盛镇")
"""Townships stand for departments here: to the rights both are units like any other."""
SECOND = ("吴小梅", "department_officer", "早胜镇")
OUTSIDER = ("周桂芳", "grid_worker", "米桥镇")

MATTER = {
    "channel": "hotline",
    "nature": "help",
    "topic": "0302",
    "summary": "集市东口三盏路灯不亮",
    "place": "和盛镇集市东口",
    "contact_phone": "13800000000",
    "external_no": "12345-20261118-07",
}
ASSISTING = [{"unit": "早胜镇", "what": "到场断电"}]
TOLD = {"told": [{"way": "phone", "note": "已告知"}]}


class People:
    """Five people at five computers."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.centre, self.worker = office.desk(CENTRE), office.desk(WORKER)
        self.officer, self.second, self.outsider = (office.desk(each) for each in (OFFICER, SECOND, OUTSIDER))

    def sync(self, *desks: Desk) -> None:
        for desk in (*desks, *desks):
            self.office.sync(desk)

    def step(self, desk: Desk, case: Entry, name: str, **values: Any) -> Entry:
        """A step made at one computer, that all learn of."""
        made = entries.move(desk, case.id, name, values)
        self.sync(desk, self.centre, self.officer, self.second)
        return made


@pytest.fixture
def people(office: Office) -> People:
    return People(office)


def taken_in(people: People, **values: Any) -> Entry:
    case = entries.add(people.centre, "case", {**MATTER, **values})
    return people.step(people.centre, case, "accept")


def test_from_intake_to_return_visit_under_one_number(people: People, clock: FakeClock) -> None:
    centre, officer = people.centre, people.officer
    case = taken_in(people)
    assert not _sees(officer, case), "nobody else has anything to do with it yet"
    clock.now += timedelta(hours=2)
    people.step(centre, case, "dispatch", lead_unit="和盛镇", due_at="2026-12-05 18:00")
    assert _sees(officer, case)
    assert not _sees(people.second, case)
    clock.now += timedelta(hours=1)
    people.step(officer, case, "sign")
    clock.now += timedelta(days=1)
    people.step(officer, case, "ask_time", time_until="2026-12-08 18:00", time_reason="配件到货需三天")
    people.step(centre, case, "grant_time", due_at="2026-12-08 18:00")
    clock.now += timedelta(days=2)
    people.step(officer, case, "report", result="已更换三盏路灯灯头，夜间正常照明。")
    people.step(centre, case, "tell", **TOLD)
    people.step(centre, case, "close", visit_result="satisfied")
    closed = people.step(centre, case, "archive", archive_no="2026-117")
    assert closed.number == case.number
    for desk in (centre, officer):
        seen = entries.get(desk, case.id)
        assert [each.state for each in stages(seen)] == [
            "registered", "accepted", "dispatched", "in_hand", "time_asked", "in_hand", "reported", "answered",
            "closed", "archived",
        ]  # fmt: skip
        assert stages(seen)[3].spent(clock()) == timedelta(days=1)
        history = details.details(desk, case.id).history
        assert next(each.move for each in history if each.kind == "move") == "accept"
        assert {each.author for each in history} == {"任佳", "郑建军"}, "each sees what the other did"


def test_it_is_handed_back_with_a_reason_and_sent_to_another(people: People) -> None:
    case = taken_in(people)
    people.step(people.centre, case, "dispatch", lead_unit="和盛镇")
    people.step(people.officer, case, "hand_back", return_reason="not_ours", return_note="路灯属供电所")
    back = entries.get(people.centre, case.id)
    assert (back.state, back.body["return_reason"]["code"]) == ("accepted", "not_ours")
    people.step(people.centre, case, "dispatch", lead_unit="早胜镇")
    assert _sees(people.second, case)
    assert not _sees(people.officer, case), "whoever handed it back has no more to do with it"


def test_every_unit_has_a_list_of_what_is_in_its_hands(people: People) -> None:
    sent, kept = taken_in(people), taken_in(people, summary="河道边堆了垃圾")
    people.step(people.centre, sent, "dispatch", lead_unit="和盛镇")
    assert _in_hands(people.officer) == {sent.id}
    assert _in_hands(people.second) == set()
    assert _in_hands(people.centre) == {sent.id, kept.id}, "a township is one of the county's units"
    people.step(people.officer, sent, "sign")
    people.step(people.officer, sent, "report", result="已更换三盏路灯灯头。")
    assert entries.get(people.officer, sent.id).holder == sent.unit
    assert _in_hands(people.officer) == set(), "it is the centre's turn"
    assert sent.id in _in_hands(people.centre)


def test_the_board_puts_first_what_is_to_be_done_first(people: People, clock: FakeClock) -> None:
    early = taken_in(people, due_at="2026-12-30 12:00")
    people.step(people.centre, early, "dispatch", lead_unit="和盛镇")
    clock.now += timedelta(days=5)
    promised = taken_in(people, summary="河道边堆了垃圾", due_at="2026-12-01 12:00")
    people.step(people.centre, promised, "dispatch", lead_unit="和盛镇")
    cards = cases.board(people.centre, _all()).cards["sorting"]
    assert [each.case.id for each in cards] == [early.id, promised.id], "it waits to be signed for since days"


def test_a_unit_acts_on_what_was_sent_to_it_and_on_nothing_else(people: People) -> None:
    case = taken_in(people)
    people.step(people.centre, case, "dispatch", lead_unit="和盛镇")
    for name in ("supervise", "redo", "close"):
        with pytest.raises(Refused):
            entries.move(people.officer, case.id, name)
    with pytest.raises(NotAllowed):
        entries.edit(people.officer, case.id, {"summary": "另一件事"})


def test_units_are_called_report_in_and_are_called_again(people: People, clock: FakeClock) -> None:
    centre, officer, second = people.centre, people.officer, people.second
    case = taken_in(people)
    named = {"id": case.id, "number": case.number}
    calls = [
        entries.add(centre, "assistance", {"case": named, "to": to, "what": "到场断电并排查线路",
                                           "due_at": "2026-12-05 18:00"})
        for to in ("和盛镇", "早胜镇")
    ]  # fmt: skip
    people.sync(centre, officer, second)
    assert not _sees(officer, calls[1]), "each unit sees the call for it"
    entries.move(officer, calls[0].id, "report_in")
    entries.move(second, calls[1].id, "decline", {"decline_reason": "not_ours"})
    people.sync(officer, second, centre)
    assert [each.state for each in cases.calls_for(centre, case.id)] == ["present", "declined"]
    entries.move(centre, calls[1].id, "call_again")
    people.sync(centre, second)
    entries.move(second, calls[1].id, "report_in")
    entries.move(second, calls[1].id, "finish", {"report": "已到场断电，线路更换完成。"})
    people.sync(second, centre)
    (card,) = cases.board(centre, _all()).cards["sorting"]
    assert [each.state for each in card.calls] == ["present", "done"]


def test_what_is_not_taken_on_has_a_reason_and_somebody_was_told(people: People) -> None:
    case = entries.add(people.centre, "case", MATTER)
    with pytest.raises(Invalid, match="is needed for this step"):
        entries.move(people.centre, case.id, "refuse", {"refusal_reason": "02"})
    refused = entries.move(people.centre, case.id, "refuse", {"refusal_reason": "02", **TOLD})
    assert refused.state == "refused"


def test_two_offline_computers_and_the_first_step_stands(people: People) -> None:
    case = taken_in(people)
    people.step(people.centre, case, "dispatch", lead_unit="和盛镇")
    entries.move(people.officer, case.id, "hand_back", {"return_reason": "not_ours"})
    entries.move(people.centre, case.id, "supervise", {"supervise_note": "请尽快签收"})
    people.sync(people.officer, people.centre)
    assert entries.get(people.centre, case.id).state == "accepted"
    assert [each.item.kind for each in attention.matters(people.centre)] == ["held"], "nothing of it is lost"


def test_another_grid_worker_sees_nothing_of_it(people: People) -> None:
    case = entries.add(people.worker, "case", MATTER)
    people.sync(people.worker, people.outsider, people.centre)
    assert _sees(people.centre, case)
    assert not _sees(people.outsider, case)


def _all() -> Query:
    return Query(record_type("case"))


def _sees(desk: Desk, entry: Entry) -> bool:
    try:
        return bool(entries.get(desk, entry.id))
    except NotFound:
        return False


def test_a_unit_that_assists_is_called_with_the_dispatch(people: People) -> None:
    case = entries.add(people.centre, "case", MATTER)
    entries.move(people.centre, case.id, "accept")
    with pytest.raises(Invalid):
        entries.move(people.centre, case.id, "dispatch", {"assisting": ASSISTING})
    assert cases.calls_for(people.centre, case.id) == [], "without a unit in charge nobody is called"
    people.step(people.centre, case, "dispatch", lead_unit="和盛镇", assisting=ASSISTING)
    (call,) = cases.calls_for(people.second, case.id)
    assert (call.body["what"], call.body["kind"]["code"]) == ("到场断电", "assist")
    assert call.holder == call.body["to"]["id"]
    assert call.due is not None
    entries.move(people.second, call.id, "report_in")
    people.step(people.officer, case, "sign")
    assert cases.calls_for(people.outsider, case.id) == []


def _in_hands(desk: Desk) -> set[str]:
    asked = query(record_type("case"), View("held"), desk.person, desk.world)
    return {each.id for each in entries.find(desk, asked)}
