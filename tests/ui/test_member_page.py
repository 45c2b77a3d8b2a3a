"""The page of a member: hours as one sum, shifts to come, and what has to be renewed."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from tests.stories.test_members import member
from tests.ui.conftest import computer_of
from tests.ui.test_window import enter, start
from ui.pages.member import ListPage
from ui.targets import Go


def test_it_says_what_runs_out(coordinator: Desk, qtbot, qapp: QApplication) -> None:
    entries.add(coordinator, "member", member("张春燕", insurance_until="2025-12-10"))
    program = start(computer_of(coordinator), qtbot, qapp, "en")
    enter(program, qtbot)
    program.window.go(Go("member"))
    page = program.window.page("member")
    assert isinstance(page, ListPage)

    def words() -> str:
        return "\n".join(each.text() for each in page.detail.findChildren(QLabel))

    qtbot.waitUntil(lambda: "hours confirmed this year" in words(), timeout=10_000)
    assert "Insured until: good until" in words()
    assert "No shift is coming." in words()
