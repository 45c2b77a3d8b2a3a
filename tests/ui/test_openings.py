"""Shifts to take, one's own and the hand-overs, in the window and by the keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gridapp.actions import entries, signups, swaps
from gridapp.actions.desk import Desk
from gridapp.actions.reminders import Notice
from gridapp.domain.entry import Entry
from tests.office import COORDINATOR, VOLUNTEER, Office
from tests.stories.test_openings import MEMBER, SECOND, TOWN, published, sync
from tests.ui.conftest import computer_of, enter, start
from tests.ui.forms.signed_in import answer, write
from ui import theme
from ui.forms.standing_in import CoverDialog
from ui.pages.openings import OpeningsPage
from ui.program import Program
from ui.reminders import said
from ui.targets import Go, Show
from ui.widgets.buttons import Button
from ui.widgets.rows import ListRow

Desks = tuple[Desk, Desk, Desk]


@pytest.fixture
def desks(small_office: Office) -> Desks:
    """A leader and two volunteers; the window runs by the real clock, so the shifts are ahead of that too."""
    small_office.clock.now = _real_now()  # type: ignore[attr-defined]
    leader = small_office.desk(COORDINATOR)
    for name in (VOLUNTEER[0], SECOND[0]):
        entries.add(leader, "member", {"name": name, **MEMBER}, unit=TOWN)
    small_office.sync(leader)
    for who in (VOLUNTEER, SECOND):
        small_office.code(who)
    return leader, small_office.desk(VOLUNTEER), small_office.desk(SECOND)


@pytest.fixture
def shifts(small_office: Office, desks: Desks) -> list[Entry]:
    """Two that follow each other, one at the time of the first, one that asks for a skill."""
    leader = desks[0]
    made = [
        published(leader, 30, "九龙小学·早", place="九龙小学东门", kind="campus"),
        published(leader, 32, "新宁一小·早", kind="campus"),
        published(leader, 30, "南街路口", place="南街路口", kind="patrol"),
        published(leader, 60, "马拉松救护", skills=["first_aid"]),
    ]
    sync(small_office, *desks)
    return made


def _real_now() -> Any:
    from gridapp.domain.world import system_clock

    return system_clock()


class Window:
    """The whole program with one person signed in, at the page."""

    def __init__(self, desk: Desk, qtbot: Any, qapp: QApplication) -> None:
        desk.put_tile()
        self.qtbot = qtbot
        self.program: Program = start(computer_of(desk), qtbot, qapp)
        self.notices: list[Notice] = []
        self.program.reminders.due.connect(self.notices.append)
        enter(self.program, qtbot)
        self.said: list[str] = []
        self.program.window.go(Show("openings", "open"))
        page = self.program.window.page("openings")
        assert isinstance(page, OpeningsPage)
        self.page = page
        page.said.connect(self.said.append)
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            answer(self.qtbot, self.program.session, lambda desk: None)
        QApplication.processEvents()

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """A key to whatever has the focus."""
        QApplication.processEvents()
        target = QApplication.focusWidget() or self.program.window
        held = Qt.KeyboardModifier.NoModifier
        for each in modifiers:
            held |= each
        QTest.keyClick(target, key, held)
        self.settle()

    def rows(self, inside: QWidget) -> list[ListRow]:
        return [each for each in inside.findChildren(ListRow) if each.isVisible()]

    def told(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: any(words in each for each in self.said), timeout=10_000)

    def close(self) -> None:
        self.program.window.close()


@pytest.fixture
def window(desks: Desks, shifts: list[Entry], qtbot: Any, qapp: QApplication) -> Iterator[Window]:
    found = Window(desks[1], qtbot, qapp)
    qtbot.waitUntil(lambda: found.page.open.model.rowCount() == len(shifts), timeout=10_000)
    found.page.stand_on("open")
    yield found
    found.close()
    theme.apply(qapp, theme.Theme())


CTRL = Qt.KeyboardModifier.ControlModifier


def names(window: Window) -> list[str]:
    model = window.page.open.model
    return [str(model.index(row, 1).data()) for row in range(model.rowCount())]


def step_to(window: Window, name: str) -> None:
    window.press(Qt.Key.Key_Home, CTRL)
    for _ in range(names(window).index(name)):
        window.press(Qt.Key.Key_Down)


def test_several_are_ticked_and_signed_up_for_by_keys(
    window: Window, desks: Desks, shifts: list[Entry], qtbot: Any
) -> None:
    page, model = window.page, window.page.open.model
    assert model.index(names(window).index("马拉松救护"), 4).data() == "Asks for: 急救"
    window.press(Qt.Key.Key_Return, CTRL)
    window.told("Tick one or several")
    for name in ("九龙小学·早", "马拉松救护"):
        step_to(window, name)
        window.press(Qt.Key.Key_Space)
    step_to(window, "南街路口")
    window.press(Qt.Key.Key_Space)
    window.told("at the same time as 九龙小学·早")
    assert model.ticked() == [shifts[0].id, shifts[3].id]
    window.press(Qt.Key.Key_Return, CTRL)
    window.told("Signed up: 2.")
    qtbot.waitUntil(lambda: model.ticked() == [] and len(page._look.own) == 2, timeout=10_000)
    row = names(window).index("南街路口")
    assert model.index(row, 4).data() == "You are at 九龙小学·早 then."
    step_to(window, "南街路口")
    window.press(Qt.Key.Key_Space)
    window.told("You are at 九龙小学·早 then.")
    step_to(window, "新宁一小·早")
    window.press(Qt.Key.Key_Return)
    window.told("Only 1.0 hours of rest from 九龙小学·早.")
    assert model.ticked() == []


def test_a_filter_leaves_what_fits_and_is_taken_off(window: Window, qtbot: Any) -> None:
    page = window.page.open
    page.place.set_value("南街路口")
    page.place.changed.emit("南街路口")
    assert names(window) == ["南街路口"]
    page._reset()
    assert len(names(window)) == 4
    assert page.kind.value() is None


def test_the_way_leads_from_the_list_of_sign_ups(window: Window, qtbot: Any) -> None:
    main = window.program.window
    main.go(Go("signup"))
    window.settle()
    (button,) = (each for each in main.page("signup").findChildren(Button) if each.words() == "My shifts")
    button.setFocus()
    window.press(Qt.Key.Key_Space)
    assert window.page.isVisible()
    assert window.page.parts.current() == "mine"


def test_whoever_cannot_go_asks_by_keys_and_the_other_agrees_by_keys(
    small_office: Office, desks: Desks, shifts: list[Entry], qtbot: Any, qapp: QApplication
) -> None:
    leader, first, second = desks
    signups.sign_up(first, [shifts[0].id])
    sync(small_office, first, leader)
    own = Window(first, qtbot, qapp)
    own.press(Qt.Key.Key_2, CTRL)
    qtbot.waitUntil(lambda: len(own.rows(own.page.mine)) == 1, timeout=10_000)
    own.page.stand_on("mine")
    own.press(Qt.Key.Key_Space)  # the first button is “I can’t go…”
    (dialog,) = own.program.window.findChildren(CoverDialog)
    qtbot.waitUntil(dialog.ask_button.isEnabled, timeout=10_000)
    write(dialog.reason.edit, "孩子发烧")
    for _ in range(4):  # whom, not now, give up, ask
        own.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.ask_button
    own.press(Qt.Key.Key_Space)
    own.told("李秀兰 is asked")
    own.close()
    sync(small_office, first, second)
    (request,) = swaps.waiting(second)
    assert request.entry.body["reason"] == "孩子发烧"
    other = Window(second, qtbot, qapp)
    other.press(Qt.Key.Key_3, CTRL)
    qtbot.waitUntil(lambda: len(other.rows(other.page.requests)) == 1, timeout=10_000)
    other.page.stand_on("requests")
    other.press(Qt.Key.Key_Space)  # “I’ll stand in”, with words if one likes
    other.press(Qt.Key.Key_Tab)
    other.press(Qt.Key.Key_Tab)
    other.press(Qt.Key.Key_Space)
    other.told("Agreed")
    other.close()
    sync(small_office, second, leader)
    leads = Window(leader, qtbot, qapp)
    leads.press(Qt.Key.Key_3, CTRL)
    qtbot.waitUntil(lambda: len(leads.rows(leads.page.requests)) == 1, timeout=10_000)
    leads.close()
    theme.apply(qapp, theme.Theme())


def test_a_place_is_given_up_without_asking_anybody(
    small_office: Office, desks: Desks, shifts: list[Entry], qtbot: Any, qapp: QApplication
) -> None:
    _, first, _ = desks
    (mine,) = signups.sign_up(first, [shifts[0].id])
    own = Window(first, qtbot, qapp)
    own.press(Qt.Key.Key_2, CTRL)
    qtbot.waitUntil(lambda: len(own.rows(own.page.mine)) == 1, timeout=10_000)
    own.page.stand_on("mine")
    own.press(Qt.Key.Key_Space)
    (dialog,) = own.program.window.findChildren(CoverDialog)
    dialog.chosen.emit("give_up")
    own.told("You gave your place up")
    qtbot.waitUntil(lambda: not own.rows(own.page.mine), timeout=10_000)
    assert entries.get(first, mine.id).state == "withdrawn"
    own.close()
    theme.apply(qapp, theme.Theme())


def test_a_cancelled_shift_stands_on_the_first_page_and_is_said_on_the_desktop(
    small_office: Office, desks: Desks, shifts: list[Entry], qtbot: Any, qapp: QApplication
) -> None:
    leader, first, second = desks
    signups.sign_up(first, [shifts[0].id, shifts[3].id])
    sync(small_office, first, leader)
    entries.move(leader, shifts[0].id, "cancel", {"cancel_note": "学校放假"})
    sync(small_office, leader, first, second)
    own = Window(first, qtbot, qapp)
    own.program.window.go(Show("today", ""))
    card = own.program.window.page("today").shifts  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: len(own.rows(card)) == 1, timeout=10_000)
    qtbot.waitUntil(lambda: bool(own.notices), timeout=10_000)
    (notice,) = own.notices
    assert notice.off
    title, words = said(notice, own.program.session)
    assert title == "Called off: 九龙小学·早"
    assert words.startswith("It was to begin")
    own.program.window.go(Show("openings", "mine"))
    qtbot.waitUntil(lambda: len(own.rows(own.page.mine)) == 2, timeout=10_000)
    own.close()
    other = Window(second, qtbot, qapp)
    other.program.window.go(Show("today", ""))
    card = other.program.window.page("today").shifts  # type: ignore[attr-defined]
    qtbot.waitUntil(card.isVisible, timeout=10_000)
    assert other.rows(card) == [], "they had not signed up"
    assert other.notices == []
    other.close()
    theme.apply(qapp, theme.Theme())
