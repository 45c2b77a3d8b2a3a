"""What an export writes, an import takes back; what does not fit is named, never dropped."""

from __future__ import annotations

import random
from typing import Any

import pytest

from gridapp.actions import entries, imports
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.fields import Text
from gridapp.domain.guard import guarded
from gridapp.domain.record import Record, RecordType, example, record_type
from gridapp.exports.table import csv_bytes
from gridapp.i18n import use_language
from gridapp.interop.columnmap import ColumnMap
from gridapp.interop.incoming import read_rows
from gridapp.interop.tables import read_table
from tests.office import COORDINATOR, VOLUNTEER, Office

HAZARD = "kind,suspected_level,place,description,on_site_action\n0101,general,东门,{},none\n"
PHOTO = {"sha": "a" * 64, "size": 5, "width": 2, "height": 2}


@pytest.fixture
def desk(small_office: Office) -> Desk:
    return small_office.desk(COORDINATOR)


def hazard() -> RecordType:
    return record_type("hazard")


def added(desk: Desk, unit: str = "", **values: Any) -> Entry:
    body = {**example(hazard(), desk.world, random.Random(1)), **values}
    return entries.add(desk, "hazard", body, unit)


def back(desk: Desk, *exported: Entry) -> list[Entry]:
    """Out in Chinese, in again in English."""
    use_language("zh_CN")
    data = csv_bytes(hazard(), exported, desk.world)
    use_language("en")
    report = imports.import_rows(desk, "hazard", read_rows(hazard(), "back.csv", data, {}))
    assert report.bad == {}
    return [entries.get(desk, each) for each in report.added]


def test_state_and_unit_come_back(desk: Desk) -> None:
    first = entries.move(desk, added(desk, "九龙居委会").id, "register")
    (again,) = back(desk, first)
    assert (again.state, again.unit) == ("registered", "621026100004")


def test_a_row_with_a_photo_comes_back_without_it(desk: Desk) -> None:
    first = added(desk, photos=[PHOTO])
    (again,) = back(desk, first)
    assert "photos" not in again.body
    assert hazard().field("photos").cell([PHOTO], desk.world) == "1"
    assert again.body["description"] == first.body["description"]


@pytest.mark.parametrize(
    "text", ["=SUM(A1)", "'=SUM(A1)", "''-x", "'东门'", "-5", "+86 934", "@here", "'-5", "＝1+1", "－东门"]
)
def test_the_guards_apostrophe_is_taken_off_again(desk: Desk, text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "@"))
    (again,) = back(desk, added(desk, receipt_no=text))
    assert again.body["receipt_no"] == text


def test_cells_behind_the_last_column_keep_the_row_out(desk: Desk) -> None:
    data = HAZARD.format("楼道堵塞,飞线充电").replace("飞线充电,none", "none,飞线充电").encode() + b",,,,,\n"
    report = imports.import_rows(desk, "hazard", read_rows(hazard(), "x.csv", data, {}))
    assert (report.good, report.added, list(report.bad)) == (0, [], [2])
    assert "飞线充电" in str(report.bad[2][0])


def test_empty_cells_behind_the_last_column_are_nothing(desk: Desk) -> None:
    data = (HAZARD.format("楼道堵塞").rstrip("\n") + ",,\n").encode()
    assert imports.import_rows(desk, "hazard", read_rows(hazard(), "x.csv", data, {})).good == 1


def test_a_nameless_column_at_the_end_is_no_column() -> None:
    table = read_table("x.csv", b"a,b,,\n1,2,3\n")
    assert table.columns == ("a", "b")
    assert table.beyond() == {2: ["3"]}


def test_an_unknown_state_or_unit_is_named(desk: Desk) -> None:
    for column, value in (("State", "nowhere"), ("Unit", "不存在村")):
        data = (
            HAZARD.format("x").replace("kind,", f"{column},kind,").replace("0101,", f"{value},0101,").encode()
        )
        report = imports.import_rows(desk, "hazard", read_rows(hazard(), "x.csv", data, {}))
        assert value in str(report.bad[2][0])


def test_the_unit_of_a_row_goes_before_that_of_the_import(desk: Desk) -> None:
    data = HAZARD.format("x").replace("kind,", "Unit,kind,").replace("0101,", "九龙居委会,0101,").encode()
    report = imports.import_rows(desk, "hazard", read_rows(hazard(), "x.csv", data, {}), unit="和盛镇")
    assert entries.get(desk, report.added[0]).unit == "621026100004"


def test_a_row_for_a_unit_that_is_not_ones_own_is_refused(small_office: Office) -> None:
    desk = small_office.desk(VOLUNTEER)
    data = HAZARD.format("x").replace("kind,", "Unit,kind,").replace("0101,", "和盛镇,0101,").encode()
    report = imports.import_rows(desk, "hazard", read_rows(hazard(), "x.csv", data, {}))
    assert list(report.bad) == [2]


class Labelled(Record):
    """A type whose own field is called like what stands beside the fields of every type."""

    condition = Text("State")


def test_a_field_called_state_takes_the_column() -> None:
    assert set(ColumnMap.guessed(("State", "Unit"), Labelled).sources) == {"condition", "unit"}
