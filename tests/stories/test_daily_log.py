"""The log of a day is derived from what its person recorded, of every kind, and never typed again."""

from __future__ import annotations

import io
import random
from datetime import timedelta

from docx import Document

from gridapp.actions import entries
from gridapp.actions.daily_log import daily_log
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.record import example, record_type
from gridapp.exports.daily_log import document
from tests.conftest import FakeClock
from tests.office import GRID_WORKER, VOLUNTEER, Office

MATTER = {"channel": "phone", "nature": "help", "topic": "0302", "summary": "路灯不亮", "place": "集市东口",
          "contact_name": "任女士", "contact_phone": "13866665521"}  # fmt: skip


def reported(desk: Desk, found_at: str, place: str) -> Entry:
    values = {"kind": "0101", "suspected_level": "general", "place": place, "description": "楼道堆放杂物"}
    return entries.add(desk, "hazard", {**values, "found_at": found_at})


def test_a_day_is_told_in_order_and_of_nobody_else(office: Office, clock: FakeClock) -> None:
    worker, other = office.desk(GRID_WORKER), office.desk(VOLUNTEER)
    today = worker.world.now().date()
    yesterday = today - timedelta(days=1)
    late = reported(worker, f"{yesterday} 21:30", "东门市场")
    early = reported(worker, f"{yesterday} 06:05", "九龙花园")
    case = entries.add(worker, "case", MATTER)
    entries.add(worker, "premises", example(record_type("premises"), worker.world, random.Random(1)))
    theirs = reported(other, f"{yesterday} 07:00", "北河沿线")
    for desk in (other, worker):
        office.sync(desk)
    assert entries.get(worker, theirs.id)
    log = daily_log(worker, yesterday)
    assert [each.number for each in log.lines] == [early.number, late.number]
    assert log.lines[0].when == "06:05"
    assert "九龙花园" in (log.lines[0].where, log.lines[0].what)
    assert case.number in [each.number for each in daily_log(worker, today).lines]
    assert daily_log(worker, today + timedelta(days=2)).lines == []


def test_the_paper_has_a_line_each_and_no_callers_number(office: Office) -> None:
    worker = office.desk(GRID_WORKER)
    case = entries.add(worker, "case", MATTER)
    log = daily_log(worker, worker.world.now().date())
    (table,) = Document(io.BytesIO(document(log))).tables
    cells = [[each.text for each in row.cells] for row in table.rows]
    assert len(cells) == 1 + len(log.lines)
    assert cells[1][-1] == case.number
    assert "13866665521" not in str(cells)
    assert "任女士" not in str(cells)
