"""Under an entry's title: whether the server has it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gridapp.actions.standing import Standing
from gridapp.i18n import tr
from ui import theme, words
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label

_ASKS = (Standing.SENT_BACK, Standing.TO_DECIDE)


class StandingLine(QWidget):
    """A quiet line with an icon; a way to the decision where one waits. Signal: `decision_wanted()`."""

    decision_wanted = Signal()

    def __init__(self, of: Standing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        icon, text = words.standing(of)
        self.words = Label(text, "caption", "ink3", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(IconLabel(icon.name, icon.tone, 16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        if of in _ASKS:
            look = Button(tr("Have a look"), "text", "small")
            look.clicked.connect(lambda _checked: self.decision_wanted.emit())
            row.addWidget(look)
