"""Premises are inspected by a checklist; a failed item is a hazard once, and names the inspection it came of."""

from __future__ import annotations

import random

import pytest

from gridapp.actions import entries, inspections
from gridapp.actions.desk import Desk
from gridapp.domain import checklists, codes
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound, Refused
from tests.office import COORDINATOR, GRID_WORKER, Office, make
from tests.stories.duties import sees_nothing

FAILED = codes.table("inspection_result").codes["failed"].stored()


@pytest.mark.parametrize("checklist", codes.table("checklist").codes)
def test_every_checklist_is_there_and_leads_to_hazards_that_exist(checklist: str) -> None:
    found = checklists.items(checklist)
    assert len({each.code for each in found}) == len(found) > 5
    assert {each.hazard_kind for each in found} <= {each.code for each in codes.table("hazard_kind").leaves()}


def inspected(desk: Desk) -> Entry:
    """A supermarket whose ways out are blocked."""
    premises = make(desk, "premises", random.Random(1), name="东街超市")
    begun = inspections.begin(desk, premises.number, "fire")
    assert {each["result"]["code"] for each in begun.body["items"]} == {"unchecked"}
    lines = [
        {**each, "result": FAILED, "note": "后门堆了纸箱"} if each["id"] == "fire-exits" else each
        for each in begun.body["items"]
    ]
    return entries.edit(desk, begun.id, {"items": lines})


def test_a_failed_item_becomes_one_hazard_read_at_the_coordinators(small_office: Office) -> None:
    worker, lead = small_office.desk(GRID_WORKER), small_office.desk(COORDINATOR)
    looked = inspected(worker)
    hazard = inspections.hazard_of(worker, looked.id, "fire-exits")
    assert inspections.hazard_of(worker, looked.id, "fire-exits").id == hazard.id
    assert hazard.body["kind"]["code"] == "0101"
    assert hazard.body["place"]["text"] == "东街超市"
    assert hazard.body["description"].endswith("：后门堆了纸箱")
    small_office.sync(worker)
    small_office.sync(lead)
    assert [each.number for each in inspections.hazards(lead, looked.id)] == [hazard.number]
    assert entries.get(lead, hazard.id).body["inspection"]["number"] == looked.number
    for each in (looked, hazard, entries.get(worker, looked.body["premises"]["id"])):
        sees_nothing(small_office, each)


def test_what_did_not_fail_is_no_hazard(small_office: Office) -> None:
    worker = small_office.desk(GRID_WORKER)
    looked = inspected(worker)
    with pytest.raises(Refused):
        inspections.hazard_of(worker, looked.id, "fire-wires")
    with pytest.raises(NotFound):
        inspections.hazard_of(worker, looked.id, "fire-nothing")
    assert inspections.hazards(worker, looked.id) == []


def test_a_school_has_gate_times_and_a_number_of_pupils_only(small_office: Office) -> None:
    worker = small_office.desk(GRID_WORKER)
    made = make(worker, "school", random.Random(2), students_n=812)
    assert made.body["students_n"] == 812
    with pytest.raises(NotFound):
        entries.edit(worker, made.id, {"pupils": "马某"})
    small_office.sync(worker)
    sees_nothing(small_office, made)
