"""The focus ring: seen for those who use the keyboard, out of the way for the others."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.buttons import Button
from ui.widgets.focus import FocusRing, focus_visible, show_focus
from ui.widgets.line_field import LineField
from ui.widgets.split import ScrollPage


def test_tab_shows_the_ring_around_the_next_button(qtbot, stage) -> None:
    first, second = Button("甲"), Button("乙")
    ring = FocusRing(stage.window)
    stage.put(first, second)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert ring.target() is second
    assert ring.isVisible()
    assert ring.geometry() == second.geometry().adjusted(-4, -4, 4, 4)


def test_focus_without_the_keyboard_shows_nothing(stage) -> None:
    button = Button("甲")
    ring = FocusRing(stage.window)
    stage.put(button)
    button.setFocus()
    assert not focus_visible(button)
    assert not ring.isVisible()


def test_fields_show_their_own_focus(qtbot, stage) -> None:
    button, field = Button("甲"), LineField()
    ring = FocusRing(stage.window)
    stage.put(button, field)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Tab)
    assert field.edit.hasFocus()
    assert not ring.isVisible()


def test_the_ring_follows_its_widget(qtbot, stage) -> None:
    button = Button("甲")
    ring = FocusRing(stage.window)
    stage.put(button)
    show_focus(button)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    stage.window.resize(900, 700)
    qtbot.waitUntil(lambda: ring.geometry() == button.geometry().adjusted(-4, -4, 4, 4))
    button.hide()
    assert not ring.isVisible()


def test_the_ring_is_cut_where_its_widget_is_scrolled_away(qtbot, stage) -> None:
    content = QWidget()
    column = QVBoxLayout(content)
    buttons = [Button(f"第 {n} 个") for n in range(40)]
    for button in buttons:
        column.addWidget(button)
    page = ScrollPage(content)
    ring = FocusRing(stage.window)
    stage.put(page)
    show_focus(page)
    buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    assert not ring.isVisible()


def test_a_vanishing_widget_takes_the_ring_with_it(qtbot, stage, app) -> None:
    keep, gone = Button("甲"), Button("乙")
    ring = FocusRing(stage.window)
    stage.put(keep, gone)
    show_focus(gone)
    gone.setFocus(Qt.FocusReason.TabFocusReason)
    gone.deleteLater()
    qtbot.waitUntil(lambda: ring.target() is not gone)
    keep.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.target() is keep


@pytest.mark.parametrize("ring_first", [False, True])
def test_a_window_with_a_ring_can_be_closed(qtbot, app, ring_first) -> None:
    window = QWidget()
    if ring_first:
        FocusRing(window)
    column = QVBoxLayout(window)
    button = Button("甲")
    column.addWidget(button)
    ring = window.findChild(FocusRing) or FocusRing(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    show_focus(button)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    with qtbot.captureExceptions() as raised:
        window.close()
        window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.processEvents()
    assert not raised
