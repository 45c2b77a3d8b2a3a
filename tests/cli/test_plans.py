"""A term of duty on the command line: planned, a week of it copied and published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gridapp.cli.main import main

TERM = ["--begins", "07:10", "--ends", "08:10", "--first", "2026-09-01", "--last", "2026-10-30"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    values = ["name=东门", "kind=campus", "place=九龙小学东门", "needed=2"]
    assert main(["--home", str(tmp_path), "add", "post", *values]) == 0
    return tmp_path


def run(home: Path, *words: str) -> int:
    return main(["--home", str(home), "--lang", "en", *words])


def listed(home: Path, type_name: str, capsys: pytest.CaptureFixture[str]) -> list[Any]:
    capsys.readouterr()
    assert run(home, "list", type_name, "--json", "--limit", "200") == 0
    found: list[Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_term_is_planned_and_a_week_published(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (post,) = listed(home, "post", capsys)
    make = ("plan", "make", post["number"], *TERM, "--without", "2026-09-03")
    assert run(home, *make, "--dry-run") == 0
    assert "2026-10-01" in capsys.readouterr().err
    assert listed(home, "shift", capsys) == []
    assert run(home, *make) == 0
    made = listed(home, "shift", capsys)
    assert len(made) > 30
    assert run(home, "week", "publish", "--day", "2026-09-09") == 0
    assert "5 shifts are published." in capsys.readouterr().err
    assert sum(each["state"] == "published" for each in listed(home, "shift", capsys)) == 5
    assert run(home, *make) == 2
    assert "overlaps the plan" in capsys.readouterr().err


def test_a_week_is_copied_without_its_holidays(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for day in ("2026-09-22", "2026-09-24"):
        assert run(home, "add", "shift", "name=夜巡", f"period={day} 19:30 ~ 21:30", "needed=1") == 0
    capsys.readouterr()
    assert run(home, "week", "copy", "--day", "2026-09-30") == 0
    said = capsys.readouterr().err
    assert "1 drafts were made." in said
    assert "2026-10-01" in said
