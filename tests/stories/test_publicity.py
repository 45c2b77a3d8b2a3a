"""An outreach event is recorded: who was reached is counted, never listed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.forms.signed_in import Stage, write
from ui.targets import New

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_an_event_is_recorded(stage: Stage) -> None:
    form = stage.open(New("publicity"))
    for name in ("theme", "venue_kind", "form"):
        combo = form.editors[name].inner.combo
        combo.setFocus()
        stage.qtbot.keyClick(combo, Qt.Key.Key_Down)
        combo.activated.emit(combo.currentIndex())
    write(form.editors["place"].inner.edit, "九龙广场")
    period = form.editors["period"].inner
    stage.qtbot.keyClicks(period.start.edit, "2026-11-18 09:00")
    stage.qtbot.keyClicks(period.end.edit, "11:00")
    stage.qtbot.keyClicks(form.editors["audience_n"].inner.edit, "120")
    stage.qtbot.mouseClick(form.editors["audience_basis"].inner.tile("measured"), Qt.MouseButton.LeftButton)
    stage.press_submit()
    body = stage.entry(stage.saved()).body
    assert body["theme"]["code"] == "anti_fraud"
    assert body["audience_n"] == 120
    assert body["audience_basis"]["code"] == "measured"
    assert body["place"] == {"text": "九龙广场"}
