"""Buttons, switches and tick boxes: mouse, Space, Enter, names, and every look without a warning."""

import pytest
from PySide6.QtCore import Qt

from ui import theme
from ui.widgets.buttons import AmberButton, Button, IconButton
from ui.widgets.toggle import CheckBox, RadioButton, Toggle


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_keys_press_a_button_once(qtbot, stage, key) -> None:
    button, presses = Button("提交"), []
    button.clicked.connect(lambda _checked: presses.append(1))
    stage.put(button)
    button.setFocus()
    qtbot.keyClick(button, key)
    assert presses == [1]


@pytest.mark.parametrize("kind", ["primary", "outlined", "danger", "text", "quiet"])
@pytest.mark.parametrize("size", ["small", "normal", "large", "status"])
def test_every_look_paints(qtbot, stage, kind, size) -> None:
    button = Button("提交", kind, size, "plus")
    stage.put(button)
    button.setDown(True)
    button.grab()
    button.setEnabled(False)
    assert not button.grab().isNull()


def test_heights_are_those_of_the_guide() -> None:
    heights = [Button("好", size=size).sizeHint().height() for size in ("small", "normal", "large")]
    assert heights == [34, 40, 44]
    assert AmberButton("记一笔").sizeHint().height() == 44
    assert IconButton("dots", "更多").sizeHint().width() == 40


def test_an_ampersand_is_a_letter() -> None:
    button = Button("A&B")
    assert button.words() == "A&B"
    assert button.accessibleName() == "A&B"
    assert button.shortcut().isEmpty()


def test_an_icon_button_says_its_name() -> None:
    button = IconButton("x", "关掉")
    assert (button.accessibleName(), button.toolTip()) == ("关掉", "关掉")


def test_a_disabled_button_does_nothing(qtbot, stage) -> None:
    button, presses = Button("提交", "primary"), []
    button.clicked.connect(lambda _checked: presses.append(1))
    button.setEnabled(False)
    stage.put(button)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert presses == []


def test_toggle_and_check_box_turn_over(qtbot, stage) -> None:
    for control in (Toggle("自动同步"), CheckBox("选中")):
        stage.put(control)
        with qtbot.waitSignal(control.toggled) as caught:
            qtbot.mouseClick(control, Qt.MouseButton.LeftButton)
        assert caught.args == [True]
        qtbot.keyClick(control, Qt.Key.Key_Space)
        assert not control.isChecked()


def test_radio_buttons_exclude_each_other_and_follow_arrows(qtbot, stage) -> None:
    first, second = RadioButton("甲", True), RadioButton("乙")
    stage.put(first, second)
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert (first.isChecked(), second.isChecked()) == (False, True)
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert second.isChecked()


def test_a_toggle_shows_its_state_by_place_and_colour(stage) -> None:
    toggle = Toggle("自动同步", True)
    stage.put(toggle)
    assert toggle.grab().toImage().pixelColor(6, 11).name().upper() == theme.current().hex("primary")
    toggle.setChecked(False)
    assert toggle.grab().toImage().pixelColor(34, 11).name().upper() == theme.current().hex("input")
