"""Making this computer known to a server: its address and a code."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.i18n import tr
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.line_field import LineField


class EnrolmentForm(QWidget):
    """Address and code, a button, and what came of it. Signal: `wanted(str, str)` address and code."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.address = LineField("https://")
        self.code = LineField(tr("Eight letters and digits"))
        self._address_row = FormRow(
            tr("Address of the server"), self.address, True, tr("Your county's centre gives it to you")
        )
        self._code_row = FormRow(tr("Enrolment code"), self.code, True, tr("It works once"))
        self._said = Label("", tone="ink2", wrap=True)
        self.button = Button(tr("Enrol this computer"), "primary", "large")
        self.button.clicked.connect(lambda _checked: self._ask())
        self.code.entered.connect(self._ask)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        self._column = QVBoxLayout(self)
        for part in (self._address_row, self._code_row, self._said):
            self._column.addWidget(part)
        self._column.addLayout(row)
        theme.follow(self._restyle)

    def set_busy(self, busy: bool) -> None:
        self.button.setEnabled(not busy)
        if busy:
            self.say(tr("Asking the server…"))

    def say(self, words: str, tone: str = "ink2") -> None:
        self._said.setText(words)
        self._said.set_tone(tone)

    def _ask(self) -> None:
        url, code = self.address.value(), self.code.value()
        wrong = tr("Please give an address that begins with https:// or http://")
        self._address_row.set_error("" if url.startswith(("http://", "https://")) else wrong)
        self._code_row.set_error("" if code else tr("Please give the code"))
        if url.startswith(("http://", "https://")) and code:
            self.wanted.emit(url, code)

    def _restyle(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))
