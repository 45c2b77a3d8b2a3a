"""Lists that have no place of their own in the rail are reached from the page they belong to, and lead back."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gridapp.domain.record import record_type
from tests.ui.conftest import enter
from ui.pages.records import RecordsPage
from ui.pages.related import RelatedButton, kept_under
from ui.program import Program
from ui.targets import Go


def test_every_list_under_the_roster_is_reached_and_left_again(program: Program, qtbot: QtBot) -> None:
    enter(program, qtbot)
    window, parent = program.window, record_type("shift")
    lists = kept_under(parent)
    assert len(lists) >= 4
    for child in lists:
        window.go(Go(parent.type))
        (button,) = window.page(parent.type).findChildren(RelatedButton)
        button.click()
        assert button.popover is not None
        button.popover.chosen.emit(child.type)
        below = window.page(child.type)
        qtbot.waitUntil(below.isVisible)
        assert isinstance(below, RecordsPage)
        below.header.back.click()
        qtbot.waitUntil(window.page(parent.type).isVisible)
