"""A mediation file: asked, consented to, agreed, performed, visited; or ended with the other ways told."""

from __future__ import annotations

import pytest

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid, NotFound
from tests.office import COORDINATOR, GRID_WORKER, STRANGER, Office

FILE = {
    "name": "九龙村宅基地通行纠纷",
    "kind": "0902",
    "occurred_on": "2026-10-20",
    "place": "九龙村二组",
    "source": "asked",
    "brief": "两家共用通道被堆放杂物，通行受阻。",
    "parties": [{"party": "a", "name": "甲某"}, {"party": "b", "name": "乙某"}],
}
AGREED = {"agreement_form": "oral", "agreed_on": "2026-10-22", "agreement": "通道由两家共同维护。"}


@pytest.fixture
def worker(office: Office) -> Desk:
    return office.desk(GRID_WORKER)


def begun(desk: Desk) -> Entry:
    return entries.move(desk, entries.add(desk, "dispute", FILE).id, "begin", {"consent_on": "2026-10-21"})


def test_from_consent_to_the_return_visit(office: Office, worker: Desk) -> None:
    leader, stranger = office.desk(COORDINATOR), office.desk(STRANGER)
    case = begun(worker)
    agreed = entries.move(worker, case.id, "agree", AGREED)
    assert agreed.body["confirm_by"].startswith("2026-11-21"), "thirty days in which a court can be asked"
    office.sync(worker)
    for desk in (leader, stranger):
        office.sync(desk)
    with pytest.raises(NotFound):
        entries.get(stranger, case.id)
    entries.move(leader, case.id, "perform", {"performed_on": "2026-10-24"})
    closed = entries.move(leader, case.id, "visit", {"visit_result": "satisfied"})
    office.sync(leader)
    office.sync(worker)
    assert entries.get(worker, case.id).state == closed.state == "closed"


def test_without_consent_nothing_is_mediated(worker: Desk) -> None:
    case = entries.add(worker, "dispute", FILE)
    with pytest.raises(Invalid, match="Both agreed to mediation on"):
        entries.move(worker, case.id, "begin")


def test_an_end_without_agreement_names_the_other_ways(worker: Desk) -> None:
    case = begun(worker)
    with pytest.raises(Invalid, match="Other ways they were told of"):
        entries.move(worker, case.id, "end", {"outcome": "一方不再接受调解"})
    told = {"outcome": "一方不再接受调解", "routes_told": [{"route": "court"}, {"route": "administrative"}]}
    assert entries.move(worker, case.id, "end", told).state == "ended"


@pytest.mark.parametrize("kind", ["1401", "1501", "1601"])
def test_what_belongs_elsewhere_is_handed_over_and_not_written_down(worker: Desk, kind: str) -> None:
    with pytest.raises(Invalid, match="hand it over"):
        entries.add(worker, "dispute", {**FILE, "kind": kind})
    bare = {name: FILE[name] for name in ("name", "occurred_on", "place", "source")}
    case = entries.add(worker, "dispute", {**bare, "kind": kind})
    assert entries.move(worker, case.id, "hand_over", {"transferred_to": "宁县"}).state == "handed_over"
