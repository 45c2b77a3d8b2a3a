"""A grid worker's day: rounds, errands, deliberations and notices; what others see of them, and what is never kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.actions.today import today
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid, NotAllowed, NotFound
from tests.conftest import FakeClock
from tests.office import COORDINATOR, GRID_WORKER, STRANGER, VOLUNTEER, Office


@pytest.fixture
def worker(office: Office) -> Desk:
    return office.desk(GRID_WORKER)


def seen_by(office: Office, desk: Desk, entry: Entry) -> bool:
    office.sync(desk)
    try:
        return bool(entries.get(desk, entry.id))
    except NotFound:
        return False


def test_a_round_is_counted_and_confirmed(office: Office, worker: Desk) -> None:
    leader = office.desk(COORDINATOR)
    found = {
        "place": "第三网格",
        "period": "2026-10-05 09:00 ~ 11:00",
        "found": "normal=6; facility=1",
        "visited_n": 7,
    }
    made = entries.add(worker, "grid_round", found)
    office.sync(worker)
    assert seen_by(office, leader, made)
    assert not seen_by(office, office.desk(STRANGER), made)
    assert entries.move(leader, made.id, "confirm").state == "confirmed"


def test_an_errand_ends_with_how_it_ended(worker: Desk) -> None:
    errand = entries.add(worker, "service_request", {"kind": "insurance", "what": "代办医保缴费"})
    entries.move(worker, errand.id, "take")
    with pytest.raises(Invalid):
        entries.move(worker, errand.id, "finish")
    assert entries.move(worker, errand.id, "finish", {"result": "已办结"}).state == "done"


def test_a_deliberation_goes_from_the_question_to_what_was_made_public(worker: Desk) -> None:
    made = entries.add(
        worker, "deliberation", {"topic": "加装充电棚", "source": "residents", "brand": "四民六议"}
    )
    heard = {"heard": "resident=12; property=2", "outcome": "agreed", "options": [{"option": "东侧建棚"}]}
    entries.move(worker, made.id, "hold", heard)
    entries.move(worker, made.id, "carry_out", {"conclusion": "东侧建棚，月底前完工"})
    public = entries.move(worker, made.id, "make_public", {"made_public_on": "2026-10-05"})
    assert public.state == "public"
    assert "heard" in public.body, "who was heard is counted"


def test_a_notice_stands_on_the_first_page_while_it_holds(
    office: Office, worker: Desk, clock: FakeClock
) -> None:
    leader, volunteer, stranger = office.desk(COORDINATOR), office.desk(VOLUNTEER), office.desk(STRANGER)
    day = clock.now.date()
    told = {
        "kind": "weather",
        "title_line": "周五大雪",
        "on": str(day),
        "until": str(day + timedelta(days=1)),
    }
    notice = entries.add(leader, "notice", told, unit="新宁镇")
    with pytest.raises(NotAllowed):
        entries.add(worker, "notice", told)
    office.sync(leader)
    office.sync(volunteer)
    assert today(volunteer).notices == [], "a draft is not announced"
    entries.move(leader, notice.id, "publish")
    office.sync(leader)
    for desk in (volunteer, worker, stranger):
        office.sync(desk)
    assert [each.number for each in today(volunteer).notices] == [notice.number]
    assert today(stranger).notices == []
    clock.now += timedelta(days=2)
    assert today(volunteer).notices == []
    assert set(entries.get(volunteer, notice.id).body) == {*told, "steps"}, (
        "nobody is noted as having read it"
    )
