"""A disputed hour: what was confirmed is not right, and is put right by a record that names the old one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gridapp.actions import entries, service_records
from gridapp.actions.service_records import Wanted
from gridapp.domain.errors import Invalid, Refused
from gridapp.domain.service_records import total
from tests.office import VOLUNTEER, Office
from tests.sync.test_hours import LEADER, hours


def test_a_disputed_hour_is_put_right_across_two_offline_computers(office: Office) -> None:
    volunteer, leader = office.desk(VOLUNTEER), office.desk(LEADER)
    noted = hours(leader, volunteer, "2026-11-18 07:10", "2026-11-18 08:10")
    entries.move(leader, noted.id, "confirm")
    for each in (leader, volunteer):
        office.sync(each)

    with pytest.raises(Invalid):
        entries.move(volunteer, noted.id, "object")  # without a word nobody can put it right
    entries.move(volunteer, noted.id, "object", {"objection_text": "那天到九点才收岗"})
    assert total(service_records.find(volunteer, Wanted(volunteer.person.id))).hours == 0
    for each in (volunteer, leader):
        office.sync(each)

    new = service_records.correct(
        leader, noted.id, {"period": "2026-11-18 07:10 ~ 09:00"}, "已看签到表，是九点"
    )
    entries.move(leader, new.id, "confirm")
    for each in (leader, volunteer):
        office.sync(each)
    assert entries.get(volunteer, noted.id).state == "corrected"
    right = entries.get(volunteer, new.id)
    assert right.body["correction_of"] == {"id": noted.id, "number": noted.number}
    entries.move(volunteer, new.id, "agree")
    assert office.sync(volunteer).verdicts == {"stored": 1}
    assert total(service_records.find(volunteer, Wanted(volunteer.person.id))).hours == Decimal("1.83")


def test_a_leader_can_stand_by_it_and_the_person_is_asked_again(small_office: Office) -> None:
    volunteer, leader = small_office.desk(VOLUNTEER), small_office.desk(LEADER)
    noted = hours(leader, volunteer, "2026-11-18 07:10", "2026-11-18 08:10")
    entries.move(leader, noted.id, "confirm")
    for each in (leader, volunteer):
        small_office.sync(each)
    entries.move(volunteer, noted.id, "object", {"objection_text": "那天到九点才收岗"})
    for each in (volunteer, leader):
        small_office.sync(each)
    entries.move(leader, noted.id, "uphold", {"answer": "签到表上是八点十分"})
    for each in (leader, volunteer):
        small_office.sync(each)
    assert entries.move(volunteer, noted.id, "agree").state == "agreed"


def test_what_nobody_objected_to_is_not_corrected(small_office: Office) -> None:
    leader = small_office.desk(LEADER)
    noted = hours(leader, leader, "2026-11-18 07:10", "2026-11-18 08:10")
    with pytest.raises(Refused):
        service_records.correct(leader, noted.id, {"period": "2026-11-18 07:10 ~ 09:00"})
    assert len(service_records.find(leader, Wanted(leader.person.id))) == 1
