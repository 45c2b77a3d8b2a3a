"""A three-way call: who was on the line, whose duty it is, and which number was handed over."""

from __future__ import annotations

from gridapp.actions import entries
from tests.office import COORDINATOR, VOLUNTEER, Office


def test_nobody_is_sent_away(office: Office) -> None:
    centre, volunteer = office.desk(("任佳", "centre_staff", "宁县")), office.desk(VOLUNTEER)
    call = {
        "topic": "询问医保缴费办理地点",
        "duty_unit": "新宁镇",
        "outcome": "given_on",
        "number_given": "0934-6622000",
    }
    made = entries.add(centre, "three_way_call", call)
    office.sync(centre)
    leader = office.desk(COORDINATOR)
    for desk in (leader, volunteer):
        office.sync(desk)
    seen = entries.get(leader, made.id)
    assert (seen.body["duty_unit"]["name"], seen.body["number_given"]) == ("新宁镇", "0934-6622000")
    assert entries.move(leader, made.id, "confirm").state == "confirmed"
