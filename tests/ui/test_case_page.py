"""The board of matters: seen, gone through and moved along by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from tests.ui.conftest import computer_of
from tests.ui.test_window import enter, start
from ui.pages.case import ListPage
from ui.program import Program
from ui.targets import Go
from ui.widgets.board_card import CARD
from ui.widgets.buttons import Button
from ui.widgets.dialog import AppDialog

CONTROL = Qt.KeyboardModifier.ControlModifier
NOTHING = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def matters(coordinator: Desk) -> list[Entry]:
    """One to accept, one to send, one that a unit sees to."""
    made = [
        entries.add(coordinator, "case", {"channel": "phone", "nature": "help", "topic": "0302",
                                          "summary": summary, "place": "和盛镇集市东口"})
        for summary in ("路灯不亮", "井盖松动", "水管冻裂，四户没水，老人多，请尽快来看看")
    ]  # fmt: skip
    for each in made[1:]:
        entries.move(coordinator, each.id, "accept")
    entries.move(coordinator, made[2].id, "dispatch", {"lead_unit": "和盛镇"})
    entries.move(coordinator, made[2].id, "sign")
    return made


@pytest.fixture
def page(coordinator: Desk, matters: list[Entry], qtbot, qapp: QApplication) -> ListPage:
    program = start(computer_of(coordinator), qtbot, qapp, "en")
    enter(program, qtbot)
    return shown(program, qtbot)


def shown(program: Program, qtbot) -> ListPage:
    program.window.go(Go("case"))
    page = program.window.page("case")
    assert isinstance(page, ListPage)
    qtbot.waitUntil(lambda: bool(page.board.first()), timeout=10_000)
    page.program = program  # keeps it alive as long as its page
    return page


def test_the_board_is_gone_through_by_arrows(page: ListPage, matters: list[Entry], qtbot) -> None:
    page.board.card(matters[0].id).setFocus(Qt.FocusReason.TabFocusReason)
    for key, at in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1)):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert page.board.card(matters[at].id).hasFocus()
    qtbot.waitUntil(lambda: page.detail.entry is not None and page.detail.entry.id == matters[1].id)


def test_a_card_is_moved_along_by_control_and_an_arrow(page: ListPage, matters: list[Entry], qtbot) -> None:
    page.board.card(matters[0].id).setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right, CONTROL)
    dialog = asked(page, qtbot)
    (accept,) = [each for each in dialog.findChildren(Button) if each.words() == "Accept"]
    qtbot.keyClick(accept, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: state(page, matters[0], qtbot) == "accepted", timeout=10_000)


def test_a_card_that_is_dropped_where_no_step_leads_stays(
    page: ListPage, matters: list[Entry], qtbot
) -> None:
    said: list[str] = []
    page.said.connect(said.append)
    mime = QMimeData()
    mime.setData(CARD, matters[0].id.encode())
    column = page.board._columns[-1]
    column.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.MoveAction, mime, Qt.MouseButton.LeftButton, NOTHING)
    )
    dialog = asked(page, qtbot)  # closing without taking on is a step, and asks for its reason
    dialog.close_dialog()
    page.board.dropped.emit(matters[1].id, "intake")
    qtbot.waitUntil(lambda: bool(said))
    assert state(page, matters[1], qtbot) == "accepted"


def test_a_long_title_is_cut_at_two_lines_and_no_chip_is_cut(page: ListPage, matters: list[Entry]) -> None:
    card = page.board.card(matters[2].id)
    assert len(card._lines(card.width() - 24)) == 2
    assert card.height() == card.heightForWidth(card.width())


def test_the_list_shows_who_has_it(page: ListPage, matters: list[Entry], qtbot) -> None:
    page.layouts._choose("list")
    names = [each.kind for each in page.model.columns]
    row = page.model.row_of(matters[2].id)
    holder = page.model.index(row, names.index("holder")).data()
    assert holder == "和盛镇"


def asked(page: ListPage, qtbot) -> AppDialog:
    found: list[AppDialog] = []

    def there() -> bool:
        found[:] = [each for each in page.window().findChildren(AppDialog) if each.isVisible()]
        return bool(found)

    qtbot.waitUntil(there, timeout=10_000)
    return found[0]


def state(page: ListPage, entry: Entry, qtbot) -> str:
    got: list[Entry] = []
    page.session.run(lambda desk: entries.get(desk, entry.id), got.append)
    qtbot.waitUntil(lambda: bool(got))
    return got[0].state
