"""Choosing a password: typed twice, checked before it is sent on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.domain import passwords
from gridapp.domain.errors import BadValue
from gridapp.i18n import tr
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.line_field import LineField


class PasswordForm(QWidget):
    """Two fields, before them the present password where one is to be changed. Signal: `wanted(str, str)` the present
    one ("" where there is none) and the new one."""

    wanted = Signal(str, str)

    def __init__(self, button: str, changing: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.present, self.first, self.second = (LineField(secret=True) for _ in range(3))
        hint = tr("At least {count} characters; several words are easy to keep", count=passwords.SHORTEST)
        self._present_row = FormRow(tr("Present password"), self.present, True)
        self._first_row = FormRow(tr("New password"), self.first, True, help_text=hint)
        self._second_row = FormRow(tr("The same once more"), self.second, True)
        self._said = Label("", tone="ink2", wrap=True)
        self.button = Button(button, "primary", "large")
        self.button.clicked.connect(lambda _checked: self._send())
        self.second.entered.connect(self._send)
        self.first.left.connect(self._check_first)
        foot = QHBoxLayout()
        foot.addWidget(self.button)
        foot.addStretch(1)
        self._column = QVBoxLayout(self)
        for part in (self._present_row, self._first_row, self._second_row, self._said):
            self._column.addWidget(part)
        self._column.addLayout(foot)
        self._present_row.setVisible(changing)
        self._changing = changing
        self.say("")
        theme.follow(self._restyle)

    def begin(self, focus: bool = True) -> None:
        """Empty; with `focus` the first field is ready to be typed into."""
        for field, row in self._rows():
            field.set_value("")
            row.clear_error()
        self.set_busy(False)
        self.say("")
        if focus:
            (self.present if self._changing else self.first).edit.setFocus(Qt.FocusReason.TabFocusReason)

    def set_busy(self, busy: bool) -> None:
        self.button.setEnabled(not busy)

    def say(self, words: str, tone: str = "ink2") -> None:
        self._said.setText(words)
        self._said.setVisible(bool(words))
        self._said.set_tone(tone)

    def said(self) -> str:
        return self._said.text()

    def _rows(self) -> list[tuple[LineField, FormRow]]:
        fields, rows = (
            (self.present, self.first, self.second),
            (self._present_row, self._first_row, self._second_row),
        )
        return list(zip(fields, rows, strict=True))

    def _check_first(self) -> bool:
        try:
            passwords.check(self.first.edit.text())
        except BadValue as bad:
            self._first_row.set_error(tr("The password {problem}.", problem=bad.message))
            return False
        self._first_row.clear_error()
        return True

    def _send(self) -> None:
        present, new = self.present.edit.text(), self.first.edit.text()
        given = bool(present) or not self._changing
        self._present_row.set_error("" if given else tr("Please enter the present password"))
        same = self.second.edit.text() == new
        self._second_row.set_error("" if same else tr("The two are not the same"))
        if self._check_first() and same and given:
            self.wanted.emit(present, new)

    def _restyle(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))
