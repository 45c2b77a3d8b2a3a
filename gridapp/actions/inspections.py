"""Inspections: begun at premises, and a failed item becomes a hazard, once."""

from __future__ import annotations

from typing import Any

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain import checklists
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound, Refused
from gridapp.domain.record import record_type
from gridapp.i18n import tr
from gridapp.store.lists import Query, Where


def begin(desk: Desk, premises: str, checklist: str) -> Entry:
    """An inspection of these premises with all items still to be looked at. Raises NotFound or Refused."""
    at = entries.get(desk, premises)
    if at.type != "premises":
        raise Refused(tr("These are no premises"), tr("Only premises are inspected by a checklist."))
    place = {**at.body["address"], "text": at.body["name"]}
    values = {"place": place, "premises": {"id": at.id, "number": at.number}, "checklist": checklist}
    return entries.add(desk, "inspection", values, at.unit)


def failed(inspection: Entry) -> list[dict[str, Any]]:
    """The lines that were found wanting."""
    return [each for each in inspection.body.get("items") or [] if each["result"]["code"] == "failed"]


def hazards(desk: Desk, inspection: str) -> list[Entry]:
    """The hazards that came of an inspection."""
    return entries.find(desk, Query(record_type("hazard"), (Where("inspection", "=", inspection),)))


def hazard_of(desk: Desk, inspection: str, item: str) -> Entry:
    """The hazard that a failed item is: reported now, or as it was reported before. Raises NotFound or Refused."""
    entry = entries.get(desk, inspection)
    if entry.type != "inspection":
        raise Refused(tr("This is no inspection"), tr("Only an item of an inspection becomes a hazard."))
    line = next((each for each in entry.body.get("items") or [] if each["id"] == item), None)
    if line is None:
        raise NotFound(tr("The inspection has no item “{item}”", item=item))
    if line not in failed(entry):
        raise Refused(tr("This item did not fail"), tr("Only a failed item becomes a hazard."))
    made = [each for each in hazards(desk, entry.id) if each.body.get("inspection_item") == item]
    return made[0] if made else entries.add(desk, "hazard", _reported(entry, line), entry.unit)


def _reported(entry: Entry, line: dict[str, Any]) -> dict[str, Any]:
    note = line.get("note", "")
    return {
        "kind": checklists.hazard_kind(entry.body["checklist"]["code"], line["id"]),
        "suspected_level": "general",
        "place": entry.body["place"],
        "found_at": entry.body["inspected_at"],
        "description": f"{line['item']}：{note}" if note else line["item"],
        "inspection": {"id": entry.id, "number": entry.number},
        "inspection_item": line["id"],
    }
