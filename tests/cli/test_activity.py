"""Events on the command line: the figures, the brief and what is refused in it, the papers that leave the program."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from gridapp.cli.main import main

PLAN = ["name=冬季防火宣传", "kind=publicity", "period=2026-11-14 09:00 ~ 11:30", "place=和盛镇集市东口"]
COUNTED = ["reached=elder=148; merchant=117", 'materials=[{"name":"防火折页","prepared":300,"given":268}]']
TEXT = "11月14日，志愿者在和盛镇集市开展防火宣传。\n现场发放资料 268 份。"


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A computer on which a leader planned an event."""
    assert main(["--home", str(tmp_path), "add", "activity", *PLAN, *COUNTED]) == 0, capsys.readouterr().err
    capsys.readouterr()
    return tmp_path


def event(home: Path, *words: str) -> int:
    return main(["--home", str(home), "event", *words])


@pytest.fixture
def number(home: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["--home", str(home), "list", "activity", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    return str(found["number"])


def test_the_figures_of_an_event(home: Path, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert event(home, "show", number, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["reached"], told["given"], told["came"], told["people"]) == (265, 268, 0, [])


def test_the_draft_says_what_was_recorded(
    home: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert event(home, "brief", number) == 0
    said = capsys.readouterr().out
    assert "11月14日" in said
    assert "面对面宣讲 265 人次（老人 148 人、商户 117 人）" in said
    assert "防火折页 268" in said


def test_a_kept_brief_becomes_a_word_document(home: Path, number: str) -> None:
    (home / "text.txt").write_text(TEXT, "utf-8")
    written = ["--title", "集市讲防火", "--text", str(home / "text.txt")]
    assert event(home, "brief", number, *written, "--word", str(home / "b.docx")) == 2  # not kept yet
    assert not (home / "b.docx").exists()
    assert event(home, "brief", number, *written, "--save", "--word", str(home / "b.docx")) == 0
    paragraphs = [each.text for each in Document(io.BytesIO((home / "b.docx").read_bytes())).paragraphs]
    assert paragraphs[:3] == ["集市讲防火", *TEXT.splitlines()]
    assert paragraphs[-1] == "2026年11月14日"


def test_a_number_in_it_is_refused_or_masked(
    home: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "text.txt").write_text(f"{TEXT}联系电话13812345678。", "utf-8")
    written = ["--title", "集市讲防火", "--text", str(home / "text.txt"), "--save"]
    assert event(home, "brief", number, *written) == 2
    assert "13812345678" in capsys.readouterr().err
    assert event(home, "brief", number, *written, "--mask") == 0
    assert "138****5678" in capsys.readouterr().out


def test_the_hand_out_sheet(home: Path, number: str) -> None:
    assert event(home, "sheet", number, str(home / "s.xlsx")) == 0
    _, line = CalamineWorkbook.from_path(home / "s.xlsx").get_sheet_by_index(0).to_python()
    assert line[:4] == ["防火折页", 300, 268, 32]
