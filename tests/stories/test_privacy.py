"""What is kept of people is told, emptied when its time is over, noted when it leaves, and theirs to take along."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from gridapp.actions import disclosures, entries, export_request, retention
from gridapp.actions.desk import Desk
from gridapp.actions.my_data import my_data
from gridapp.domain.entry import Entry
from gridapp.domain.privacy import Privacy
from gridapp.domain.privacy_rules import limited, rules
from gridapp.domain.record import record_type, record_types
from gridapp.store.lists import Query
from tests.conftest import FakeClock
from tests.office import COORDINATOR, GRID_WORKER, VOLUNTEER, Office

MATTER = {"channel": "phone", "nature": "help", "topic": "0302", "summary": "路灯不亮", "place": "集市东口",
          "contact_name": "任女士", "contact_phone": "13866665521"}  # fmt: skip


@pytest.fixture
def leader(office: Office) -> Desk:
    return office.desk(COORDINATOR)


def closed(desk: Desk) -> Entry:
    case = entries.add(desk, "case", MATTER)
    entries.move(desk, case.id, "answer", {"result": "已修好", "told": [{"way": "phone"}]})
    return entries.move(desk, case.id, "close", {"visit_result": "satisfied"})


def test_a_callers_number_goes_ninety_days_after_the_end(
    office: Office, leader: Desk, clock: FakeClock
) -> None:
    case, open_one = closed(leader), entries.add(leader, "case", MATTER)
    clock.now += timedelta(days=89)
    assert retention.expired(leader) == []
    clock.now += timedelta(days=2)
    (over,) = retention.expired(leader)
    assert (over.entry.id, set(over.fields)) == (case.id, {"contact_name", "contact_phone"})
    assert entries.get(leader, case.id).body["contact_phone"], "a preview empties nothing"
    assert retention.purge(leader) == {("case", "contact_name"): 1, ("case", "contact_phone"): 1}
    assert retention.purge(leader).total() == 0
    office.sync(leader)
    second = office.desk(COORDINATOR)
    office.sync(second)
    body = entries.get(second, case.id).body
    assert not {"contact_name", "contact_phone"} & set(body), "nor has anybody else it"
    assert entries.get(second, open_one.id).body["contact_phone"], "it is needed while the matter is open"
    assert body["summary"] == "路灯不亮"


def test_who_may_not_change_what_is_finished_empties_nothing(
    office: Office, leader: Desk, clock: FakeClock
) -> None:
    worker = office.desk(GRID_WORKER)
    case = entries.add(leader, "case", MATTER, unit="新宁镇")
    entries.move(leader, case.id, "answer", {"result": "已修好", "told": [{"way": "phone"}]})
    entries.move(leader, case.id, "close", {"visit_result": "satisfied"})
    office.sync(leader)
    office.sync(worker)
    clock.now += timedelta(days=100)
    assert retention.expired(worker) == []


def test_an_export_with_personal_fields_leaves_a_note(leader: Desk) -> None:
    closed(leader)
    export_request.export(leader, Query(record_type("case")), lambda found: None)
    (note,) = entries.find(leader, Query(record_type("disclosure")))
    assert (note.body["what"], note.body["rows_n"]) == ("case", 1)
    assert "Number to call back" in note.body["personal"]
    assert "13866665521" not in json.dumps(note.body, ensure_ascii=False)


def test_an_export_that_could_not_be_written_leaves_none(leader: Desk) -> None:
    closed(leader)

    def fails(found: list[Entry]) -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        export_request.export(leader, Query(record_type("case")), fails)
    assert entries.count(leader, Query(record_type("disclosure"))) == 0


def test_who_looked_at_a_members_number_is_told_to_the_member(office: Office, leader: Desk) -> None:
    volunteer = office.desk(VOLUNTEER)
    theirs = volunteer.person.author.stored()
    office.sync(leader)
    served = entries.add(leader, "service_certificate", _certificate(leader, theirs))
    disclosures.reveal(leader, served)
    (note,) = entries.find(leader, Query(record_type("disclosure")))
    assert note.body["way"]["code"] == "revealed"
    assert (note.body["person"], note.author.name) == (theirs, leader.person.name)
    assert "Last four" in note.body["personal"]
    for desk in (leader, volunteer):
        office.sync(desk)
    told = [each for each in my_data(volunteer)["entries"] if each["type"] == "disclosure"]
    assert [each["stored"]["at"] for each in told] == [note.body["at"]]
    assert [each["by"] for each in told] == [leader.person.name]


def test_a_look_at_what_hides_nothing_leaves_no_note(leader: Desk) -> None:
    case = entries.add(leader, "case", {name: MATTER[name] for name in MATTER if "contact" not in name})
    disclosures.reveal(leader, case)
    assert entries.count(leader, Query(record_type("disclosure"))) == 0
    disclosures.reveal(leader, closed(leader))
    (note,) = entries.find(leader, Query(record_type("disclosure")))
    assert "13866665521" not in json.dumps(note.body, ensure_ascii=False)
    assert "任女士" not in json.dumps(note.body, ensure_ascii=False)


def test_people_take_along_all_that_is_kept_about_them(office: Office, leader: Desk, tmp_path: Path) -> None:
    volunteer = office.desk(VOLUNTEER)
    own = entries.add(volunteer, "patrol", _patrol(volunteer))
    others = entries.add(leader, "case", MATTER, unit="新宁镇")
    for desk in (volunteer, leader, volunteer):
        office.sync(desk)
    assert entries.get(volunteer, others.id), "seen, but not about them"
    found = my_data(volunteer)
    assert [each["number"] for each in found["entries"]] == [own.number]
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found


def test_the_notice_names_every_personal_field(leader: Desk) -> None:
    told = {(each.of, each.label) for each in rules()}
    for record in record_types().values():
        for field in record.fields().values():
            if field.privacy >= Privacy.PERSONAL:
                assert any(label for of, label in told if label and of), record.type
    assert limited(record_type("case")) == {"contact_name": 90, "contact_phone": 90}


def _certificate(desk: Desk, person: dict[str, str]) -> dict[str, object]:
    import random

    from gridapp.domain.record import example

    return {**example(record_type("service_certificate"), desk.world, random.Random(1)), "person": person}


def _patrol(desk: Desk) -> dict[str, object]:
    import random

    from gridapp.domain.record import example

    return example(record_type("patrol"), desk.world, random.Random(1))
