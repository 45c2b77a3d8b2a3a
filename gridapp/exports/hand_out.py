"""领用单: what was prepared and handed out at an event, with room to sign for it."""

from __future__ import annotations

from gridapp.domain.entry import Entry
from gridapp.domain.materials import left
from gridapp.exports.workbook import Cell, workbook
from gridapp.i18n import tr


def table(event: Entry) -> tuple[list[str], list[list[Cell]]]:
    """(headings, lines): a line per material; who took it signs by hand, so that nobody's name is kept."""
    headings = [
        tr("Name"),
        tr("Prepared"),
        tr("Handed out"),
        tr("Left"),
        tr("Taken by (signature)"),
        tr("Day"),
    ]
    lines: list[list[Cell]] = [
        [each["name"], each["prepared"], each.get("given", ""), left(each), "", ""]
        for each in event.body.get("materials") or []
    ]
    return headings, lines


def sheet(event: Entry) -> bytes:
    """The bytes of an .xlsx."""
    return workbook(tr("Hand-out sheet"), *table(event))
