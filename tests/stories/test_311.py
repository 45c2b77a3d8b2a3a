"""Two thousand real requests to a city's hotline: taken in through a saved column map, counted, and taken back."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gridapp.actions import entries, imports, takings
from gridapp.actions.desk import Desk
from gridapp.actions.imports import Report
from gridapp.actions.timeliness import Figures, timeliness
from gridapp.domain.errors import NotFound, Refused
from gridapp.domain.record import record_type
from gridapp.interop.incoming import read_rows
from gridapp.store.lists import Query
from tests.office import COORDINATOR, Office

DEMO = Path(__file__).parents[2] / "resources" / "demo"
FILE = DEMO / "nyc311.csv"
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def desk(small_office: Office) -> Desk:
    return small_office.desk(COORDINATOR)


def taken_in(desk: Desk, type_name: str, map_: str, dry_run: bool = False) -> Report:
    columns = (map_, (DEMO / map_).read_bytes())
    rows = read_rows(
        record_type(type_name), FILE.name, FILE.read_bytes(), desk.person.author.stored(), columns
    )
    report = imports.import_rows(desk, type_name, rows, dry_run, unit="新宁镇")
    takings.remember(desk, FILE.name, type_name, report.added)
    return report


def theirs() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_requests_become_matters_and_their_deadlines_are_counted(desk: Desk) -> None:
    tried = taken_in(desk, "case", "nyc311-cases.map.json", dry_run=True)
    assert entries.count(desk, Query(record_type("case"))) == 0, "a dry run saves nothing"
    report = taken_in(desk, "case", "nyc311-cases.map.json")
    assert (report.good, set(report.bad)) == (tried.good, set(tried.bad))
    assert report.good + len(report.bad) == 2000
    assert all(problem.message for problems in report.bad.values() for problem in problems)
    bad = {row - 2 for row in report.bad}  # rows are counted as a person does, below the heading
    due = [row for place, row in enumerate(theirs()) if place not in bad and row["Due Date"]]
    whole, *groups = timeliness(desk, "case")
    assert _counts(whole) == _counted(due)
    assert sum(each.total for each in groups) == whole.total == len(due)
    noise = next(each for each in groups if each.code == "0404")
    assert noise.in_time + noise.late == _closed(due, lambda kind: kind.startswith("Noise - "))


def test_the_requests_become_hazards_where_they_are_some(desk: Desk) -> None:
    report = taken_in(desk, "hazard", "nyc311.map.json")
    assert report.good + len(report.bad) == 2000
    assert report.bad, "what is no hazard is listed, not guessed"
    assert {problem.field for problems in report.bad.values() for problem in problems} >= {"kind"}


def test_a_file_is_taken_back_except_what_was_changed_since(desk: Desk) -> None:
    report = taken_in(desk, "hazard", "nyc311.map.json")
    (open_one, *_) = [each for each in report.added if entries.get(desk, each).state == "found"]
    entries.edit(desk, open_one, {"place": "别处"})
    (taking,) = takings.takings(desk)
    assert (taking.file, len(taking.prints)) == (FILE.name, len(report.added))
    done = takings.undo(desk, taking.number)
    assert [each.id for each in done.kept] == [open_one]
    assert len(done.deleted) == len(report.added) - 1
    assert entries.count(desk, Query(record_type("hazard"))) == 1
    assert takings.takings(desk) == []
    with pytest.raises(NotFound):
        takings.undo(desk, taking.number)


def test_a_type_without_deadlines_has_no_figures(desk: Desk) -> None:
    with pytest.raises(Refused):
        timeliness(desk, "patrol")


def _counted(rows: list[dict[str, str]]) -> tuple[int, int, int]:
    """In time, late, and not ended, computed from the file alone."""
    counts: Counter[str] = Counter()
    for row in rows:
        if row["Status"] != "Closed":
            counts["open"] += 1
            continue
        end = row["Closed Date"]
        counts["late" if not end or _moment(end) > _moment(row["Due Date"]) else "in time"] += 1
    return counts["in time"], counts["late"], counts["open"]


def _counts(each: Figures) -> tuple[int, int, int]:
    return each.in_time, each.late, each.open + each.overdue


def _closed(rows: list[dict[str, str]], is_meant: Any) -> int:
    return sum(row["Status"] == "Closed" and is_meant(row["Complaint Type"]) for row in rows)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=NEW_YORK)
