"""Members: taken in from a table with a dry run, no number twice, also where two computers gave it offline."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gridapp.actions import attention, disclosures, entries, export_request, imports, members
from gridapp.actions.desk import Desk
from gridapp.actions.today import today
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid, NotAllowed
from gridapp.domain.privacy_rules import masked_body
from gridapp.domain.record import record_type
from gridapp.interop.incoming import read_rows
from gridapp.store.lists import Query
from tests.conftest import FakeClock
from tests.office import COORDINATOR, GRID_WORKER, Office

CENTRE = ("任佳", "centre_staff", "宁县")
MEMBERS = """name,phone,birth_year,role,consent_version,member_no
张春燕,13800000001,1984,volunteer,1,NX-0001
李秀兰,13800000002,1979,volunteer,1,NX-0002
王德顺,13800000003,1970,volunteer,1,NX-0001
马小明,13800000004,2015,volunteer,1,NX-0004
"""


def member(name: str, **more: Any) -> dict[str, Any]:
    whole = {"phone": "13800000000", "birth_year": 1980, "role": "volunteer"}
    version = next(iter(record_type("member").field("consent_version").table.codes))  # type: ignore[attr-defined]
    return {"name": name, "consent_version": version, **whole, **more}


def taken_in(desk: Desk, dry_run: bool) -> imports.Report:
    version = member("")["consent_version"]
    table = MEMBERS.replace(",1,NX", f",{version},NX").encode()
    rows = read_rows(record_type("member"), "members.csv", table, desk.person.author.stored())
    return imports.import_rows(desk, "member", rows, dry_run, unit="新宁镇")


def test_a_table_of_members_is_tried_first_and_names_its_rows(small_office: Office) -> None:
    desk = small_office.desk(COORDINATOR)
    tried = taken_in(desk, dry_run=True)
    assert entries.count(desk, Query(record_type("member"))) == 0
    assert {row: [each.field for each in found] for row, found in tried.bad.items()} == {
        4: ["member_no"],
        5: ["birth_year"],
    }
    assert "2" in tried.bad[4][0].message
    assert taken_in(desk, dry_run=False).good == 2
    again = taken_in(desk, dry_run=True)
    assert [each.field for each in again.bad[2]] == ["member_no"], "now it is in the store"
    assert again.good == 0


def test_no_number_twice_on_one_computer(small_office: Office) -> None:
    desk = small_office.desk(COORDINATOR)
    first = entries.add(desk, "member", member("张春燕", member_no="NX-0001"), unit="新宁镇")
    with pytest.raises(Invalid, match=first.number):
        entries.add(desk, "member", member("李秀兰", member_no="NX-0001"), unit="新宁镇")
    with pytest.raises(Invalid, match="Member number"):
        entries.add_all(
            desk,
            "member",
            [entries.New(member(name, member_no="NX-0009"), "新宁镇") for name in ("甲乙", "丙丁")],
        )
    second = entries.add(desk, "member", member("李秀兰", volunteer_no="V1"), unit="新宁镇")
    with pytest.raises(Invalid):
        entries.edit(desk, second.id, {"member_no": "NX-0001"})
    entries.edit(desk, first.id, {"phone": "13900000000", "member_no": "NX-0001"})
    entries.delete(desk, first.id)
    entries.edit(desk, second.id, {"member_no": "NX-0001"})


def test_whoever_comes_second_with_a_number_is_asked(office: Office) -> None:
    here, there = office.desk(COORDINATOR), office.desk(CENTRE)
    one = entries.add(here, "member", member("张春燕", member_no="NX-0001"), unit="新宁镇")
    two = entries.add(there, "member", member("李秀兰", member_no="NX-0001"), unit="和盛镇")
    changed = entries.edit(there, two.id, {"phone": "13900000000"})
    for desk in (here, there, here, there):
        office.sync(desk)
    held = [each for each in attention.matters(there) if each.op.entry == two.id]
    assert held, "the second is held, and nothing of it lost"
    assert any(one.number in str(each.item.detail) for each in held)
    assert entries.get(there, two.id).body["phone"] == changed.body["phone"]
    assert entries.get(there, one.id).body["member_no"] == "NX-0001"


def test_two_of_one_batch(office: Office) -> None:
    here, there = office.desk(COORDINATOR), office.desk(GRID_WORKER)
    one = entries.add(here, "member", member("张春燕", member_no="NX-0001"), unit="新宁镇")
    entries.edit(here, one.id, {"member_no": "NX-0007"})
    two = entries.add(here, "member", member("李秀兰", member_no="NX-0001"), unit="新宁镇")
    office.sync(here)
    office.sync(here)
    assert attention.matters(here) == []
    office.sync(there)
    assert {each.body["member_no"] for each in entries.find(there, Query(record_type("member")))} == {
        "NX-0007",
        "NX-0001",
    }
    assert entries.get(there, two.id).body["name"] == "李秀兰"


def test_whoever_left_or_took_their_consent_back_is_only_for_staff_to_look_at(office: Office) -> None:
    centre, worker = office.desk(CENTRE), office.desk(GRID_WORKER)
    kept = entries.add(
        centre, "member", member("张春燕", emergency_contact="李某 13800000001"), unit="新宁镇"
    )
    gone = entries.add(centre, "member", member("李秀兰", phone="13900000002"), unit="新宁镇")
    with pytest.raises(Invalid, match="Consent withdrawn on"):
        entries.move(centre, gone.id, "withdraw")
    entries.move(centre, gone.id, "withdraw", {"withdrawn_on": "2026-11-18"})
    for desk in (centre, worker, centre):
        office.sync(desk)
    here = entries.get(worker, gone.id)
    assert here.state == "withdrawn"
    with pytest.raises(NotAllowed):
        disclosures.reveal(worker, here)
    disclosures.reveal(worker, entries.get(worker, kept.id))
    disclosures.reveal(centre, entries.get(centre, gone.id))
    assert "13900000002" not in str(masked_body(here))
    version = gone.body["consent_version"]["code"]
    back = entries.move(
        centre, gone.id, "consent_again", {"consent_version": version, "consent_at": "2026-11-18"}
    )
    assert back.state == "active"


def test_what_runs_out_is_said_to_whoever_renews_it(office: Office, clock: FakeClock) -> None:
    centre, worker = office.desk(CENTRE), office.desk(GRID_WORKER)
    insured = {"insurance_until": "2026-12-10", "background_check_on": "2026-01-10"}
    entry = entries.add(centre, "member", member("张春燕", **insured), unit="新宁镇")
    entries.add(centre, "member", member("李秀兰", insurance_until="2027-06-30"), unit="新宁镇")
    for desk in (centre, worker):
        office.sync(desk)

    def said(desk: Desk) -> list[tuple[str, str]]:
        return [(each.field.name, each.day.isoformat()) for each in today(desk).expiring]

    assert said(centre) == [("insurance_until", "2026-12-10")]
    assert said(worker) == [], "a grid worker renews nobody's insurance"
    clock.pass_by(days=40)
    assert said(centre) == [("insurance_until", "2026-12-10"), ("background_check_on", "2027-01-10")]
    entries.edit(centre, entry.id, {"insurance_until": "2027-12-31", "background_check_on": "2026-12-20"})
    assert said(centre) == []


def test_what_a_member_served_and_where_they_stand_next(small_office: Office, clock: FakeClock) -> None:
    desk = small_office.desk(COORDINATOR)
    entry = entries.add(desk, "member", member("张春燕"), unit="新宁镇")
    assert members.service(desk, entry.id) == members.Service(Decimal(0), [])
    person = {"id": entry.id, "name": "张春燕"}
    kind = record_type("service_record").field("kind").table.leaves()[0].code  # type: ignore[attr-defined]
    for day, minutes in (("2025-11-10", 60), ("2026-11-10", 90), ("2026-11-11", 30)):
        period = f"{day} 08:00 ~ 0{8 + minutes // 60}:{minutes % 60:02d}"
        served = {"person": person, "activity": "护学", "kind": kind, "period": period, "basis": "duty_log"}
        made = entries.add(desk, "service_record", served, unit="新宁镇")
        if day != "2026-11-11":
            entries.move(desk, made.id, "confirm")
    assert members.service(desk, entry.id).hours == Decimal("1.5"), "this year's, and only what was confirmed"


def test_a_file_holds_no_more_of_somebody_who_left_than_the_page(office: Office) -> None:
    centre, leader = office.desk(CENTRE), office.desk(("何立群", "squad_leader", "新宁镇"))
    entries.add(centre, "member", member("张春燕", phone="13800000001"), unit="新宁镇")
    gone = entries.add(centre, "member", member("李秀兰", phone="13900000002"), unit="新宁镇")
    entries.move(centre, gone.id, "withdraw", {"withdrawn_on": "2026-11-18"})
    for desk in (centre, leader):
        office.sync(desk)
    for desk, theirs in ((leader, False), (centre, True)):
        found: list[Entry] = []
        assert export_request.export(desk, Query(record_type("member")), found.extend) == 2
        told = str([each.body for each in found])
        assert "13800000001" in told
        assert ("13900000002" in told) is theirs
