"""The log of a day, saved from the window."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from docx import Document
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gridapp.actions import entries
from tests.ui.forms.signed_in import answer
from ui.pages.day_paper import save_log
from ui.session import Session

REPORT = {"kind": "0101", "suspected_level": "general", "place": "东门市场", "description": "楼道堆放杂物"}


def test_todays_log_is_saved_and_an_empty_day_refused(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    made = answer(qtbot, session, lambda desk: entries.add(desk, "hazard", REPORT))
    today, said = session.world.now().date(), list[str]()
    save_log(page, session, today, tmp_path / "log.docx", said.append)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    (table,) = Document(str(tmp_path / "log.docx")).tables
    assert made.number in [row.cells[-1].text for row in table.rows]
    with qtbot.waitSignal(session.failed, timeout=10_000):
        save_log(page, session, today + timedelta(days=3), tmp_path / "none.docx", said.append)
    assert not (tmp_path / "none.docx").exists()
