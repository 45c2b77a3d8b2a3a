"""Hours as tables: each duty, the sums of a group, and the columns that the national system takes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gridapp.domain.entry import Entry
from gridapp.domain.service_records import COUNTED, Total, hours
from gridapp.domain.world import World
from gridapp.exports.separated import csv_file
from gridapp.exports.workbook import Cell, workbook
from gridapp.i18n import N_, tr

EACH = (
    "number",
    "person",
    "activity",
    "kind",
    "post",
    "period",
    "break_minutes",
    "hours",
    "basis",
    "national_entry",
)
SUMS = (N_("Times"), N_("Hours"), N_("Waiting to be confirmed"))
NATIONAL = (
    "姓名", "活动名称", "服务类别", "服务内容", "服务开始时间", "服务结束时间", "服务时长（小时）", "记录编号", "备注",
)  # fmt: skip
"""The national system's own words, whatever language the program speaks; its numbers of people are filled in there."""


def each_duty(entries: Iterable[Entry], world: World) -> tuple[list[str], list[list[Cell]]]:
    """(headings, lines): a line per duty with its state."""
    found = list(entries)
    headings = [tr("Number"), *(tr(found[0].record.field(each).label) for each in EACH[1:])] if found else []
    return [*headings, tr("State")], [[*_cells(each, world), _state(each)] for each in found]


def sums(group: str, totals: Sequence[Total]) -> tuple[list[str], list[list[Cell]]]:
    """(headings, lines): a line per group, and no more than that."""
    lines: list[list[Cell]] = [[each.name, each.times, each.hours, each.waiting] for each in totals]
    return [group, *(tr(each) for each in SUMS)], lines


def national(entries: Iterable[Entry], world: World) -> tuple[list[str], list[list[Cell]]]:
    """(headings, lines) for the national volunteer service system: confirmed duties that are not entered there yet."""
    lines: list[list[Cell]] = [
        [
            each.body["person"]["name"], each.body["activity"], each.body["kind"]["name"], each.body.get("post", ""),
            _moment(each, "from"), _moment(each, "to"), hours(each), each.number, each.body.get("note", ""),
        ]
        for each in entries
        if each.state in COUNTED and (each.body.get("national_entry") or {}).get("code") != "entered"
    ]  # fmt: skip
    return list(NATIONAL), lines


def xlsx(sheet: str, table: tuple[list[str], list[list[Cell]]]) -> bytes:
    return workbook(sheet, *table)


def csv_bytes(table: tuple[list[str], list[list[Cell]]]) -> bytes:
    """UTF-8 with a mark, as spreadsheets expect it."""
    return csv_file([table[0], *table[1]])


def _cells(entry: Entry, world: World) -> list[Cell]:
    fields = entry.record.fields()
    shown: list[Cell] = [fields[name].show(entry.body.get(name), world) for name in EACH[1:]]
    shown[EACH.index("hours") - 1] = hours(entry)
    return [entry.number, *shown]


def _state(entry: Entry) -> str:
    return tr(entry.record.workflow.state(entry.state).label)


def _moment(entry: Entry, end: str) -> str:
    return str(entry.body["period"][end])[:16].replace("T", " ")
