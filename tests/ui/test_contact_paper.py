"""Contact cards and the public notice: what stands on the PDF, read back, and what the code says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from gridapp.actions import contact_card, entries
from gridapp.actions.desk import Desk
from gridapp.domain.contact_card import Grid, Worker, grid
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound, Refused
from gridapp.exports.contact_card import CARDS_PER_SHEET, cards, notice, vcard
from tests.office import COORDINATOR, Office
from tests.ui.conftest import signed_in
from ui import contact_paper
from ui.pages.unit import UnitDetail

GRID = {"name": "第三网格<东>", "kind": "grid", "parent": "新宁镇", "area": "东门外大街以北", "households_n": 386,
        "workers": [{"name": "马晓霞", "phone": "13900001234"}, {"name": "王德顺", "phone": "0934-6621234"},
                    {"name": "李秀兰"}]}  # fmt: skip


@pytest.fixture
def leader(small_office: Office) -> Desk:
    return small_office.desk(COORDINATOR)


@pytest.fixture
def entry(leader: Desk) -> Entry:
    return entries.add(leader, "unit", GRID)


def read(file: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(file).pages]


def test_each_worker_has_a_sheet_of_cards(leader: Desk, entry: Entry, qapp: Any, tmp_path: Path) -> None:
    file = tmp_path / "cards.pdf"
    assert contact_paper.write_pdf(str(file), cards(grid(entry, leader.world)), "连心卡")
    first, second = read(file)
    assert [first.count(each) for each in ("马晓霞", "13900001234", "王德顺")] == [CARDS_PER_SHEET] * 2 + [0]
    assert second.count("0934-6621234") == CARDS_PER_SHEET
    assert "第三网格<东>" in first


def test_the_notice_tells_whom_to_turn_to(leader: Desk, entry: Entry, qapp: Any, tmp_path: Path) -> None:
    file = tmp_path / "notice.pdf"
    assert contact_paper.write_pdf(str(file), notice(grid(entry, leader.world)), "网格公示")
    (sheet,) = read(file)
    for words in (
        "网格公示",
        "东门外大街以北",
        "386户",
        "马晓霞",
        "13900001234",
        "110",
        "119",
        "120",
        "12345",
    ):
        assert words in sheet
    assert "监督电话" not in sheet, "what is not known has no line"


def test_the_code_keeps_the_number() -> None:
    said = vcard(Grid("第三网格", "新宁镇", []), Worker("马晓霞", "13900001234"))
    assert "FN:马晓霞" in said
    assert "13900001234" in said


def test_a_grid_is_found_by_name_or_number_and_needs_a_phone(leader: Desk, entry: Entry) -> None:
    assert contact_card.grid_called(leader, "第三网格<东>") == entry
    assert contact_card.grid_called(leader, entry.number) == entry
    with pytest.raises(NotFound):
        contact_card.grid_called(leader, "第九网格")
    bare = entries.add(leader, "unit", {**GRID, "name": "第四网格", "workers": [{"name": "李秀兰"}]})
    with pytest.raises(Refused):
        grid(bare, leader.world)


def test_the_window_saves_both(leader: Desk, entry: Entry, qtbot: QtBot, tmp_path: Path) -> None:
    leader.put_tile()
    session = signed_in(leader, qtbot)
    detail = UnitDetail(session)
    qtbot.addWidget(detail)
    detail.entry = entry
    assert len(detail.extra(entry)) == 1
    for kind in ("cards", "notice"):
        with qtbot.waitSignal(detail.said):
            detail.save(kind, str(tmp_path / f"{kind}.pdf"))
        assert "马晓霞" in "".join(read(tmp_path / f"{kind}.pdf"))
    with qtbot.waitSignal(session.failed):
        detail.save("cards", str(tmp_path / "nowhere" / "c.pdf"))
    session.close()
