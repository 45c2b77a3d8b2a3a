"""Hours on the command line: sums, a workbook, the national columns, and one's own always exportable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from gridapp.cli.main import main

DUTY = ["activity=九龙小学护学", "kind=campus", "person=张春燕"]


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    for period in ("2026-11-02 07:10 ~ 08:25", "2026-10-02 07:10 ~ 08:10"):
        assert main(["--home", str(tmp_path), "add", "service_record", *DUTY, f"period={period}"]) == 0
    capsys.readouterr()
    return tmp_path


def lines(file: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()


def test_hours_that_wait_are_not_counted(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "hours", "--json", "--time", "2026"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["hours"], told["waiting"]) == ("0", "2.25")


def test_a_workbook_of_every_duty(home: Path) -> None:
    assert main(["--home", str(home), "hours", "--to", str(home / "h.xlsx")]) == 0
    found = lines(home / "h.xlsx")
    assert len(found) == 3
    assert 1.25 in found[1]
    assert "九龙小学护学" in found[1]


def test_the_national_columns_hold_only_what_counts(home: Path) -> None:
    assert main(["--home", str(home), "hours", "--national", "--to", str(home / "h.xlsx")]) == 0
    found = lines(home / "h.xlsx")
    assert found[0][:2] == ["姓名", "活动名称"]
    assert len(found) == 1


@pytest.mark.parametrize("words", [["--time", "2026-13"], ["--unit", "没有的村"], ["--to", "hours.doc"]])
def test_what_cannot_be_is_refused(home: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "hours", *words]) == 2
    assert capsys.readouterr().err
