"""A hazard is filed by the keyboard alone in at most eight inputs: words typed, or a choice made; Tab leads on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.forms.signed_in import Stage, write
from ui.forms.entry_form import EntryForm
from ui.targets import New

MOST = 8


class Keyboard:
    """Goes from field to field by Tab, and counts what is put in."""

    def __init__(self, stage: Stage, form: EntryForm) -> None:
        self._stage, self._form = stage, form
        self.inputs = 0

    def to(self, name: str) -> None:
        """Tab until the keys go to this field."""
        row = self._form.rows[name]
        for _ in range(60):
            if row.isAncestorOf(self._here()):
                return
            self._stage.qtbot.keyClick(self._here(), Qt.Key.Key_Tab)
        raise AssertionError(f"no Tab leads to {name}")

    def type(self, words: str) -> None:
        write(self._here(), words)
        self.inputs += 1

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._stage.qtbot.keyClick(self._here(), key, modifier)
        self.inputs += 1

    def _here(self) -> QWidget:
        here = QApplication.focusWidget()
        assert here is not None, "the keys go somewhere"
        return here


@pytest.mark.parametrize("kind", ["0101", "zydss"])
def test_a_hazard(stage: Stage, kind: str) -> None:
    form = stage.open(New("hazard"))
    keys = Keyboard(stage, form)
    keys.to("kind")
    keys.type(kind)
    stage.qtbot.waitUntil(form.editors["kind"].inner.list.isVisible)
    keys.press(Qt.Key.Key_Return)
    keys.to("suspected_level")
    keys.press(Qt.Key.Key_Space)
    keys.to("place")
    keys.type("九龙小区3号楼2单元")
    keys.to("description")
    keys.type("楼道堆放杂物，通道只剩半米宽")
    keys.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    body = stage.entry(stage.saved()).body
    assert body["description"].startswith("楼道堆放杂物")
    assert body["kind"]["code"]
    assert keys.inputs <= MOST
