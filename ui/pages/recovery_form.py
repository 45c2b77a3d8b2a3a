"""A forgotten password: a coordinator's code, a new password, and six digits where the server wants them too."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridapp.i18n import tr
from ui import theme
from ui.pages.password_form import PasswordForm
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.line_field import LineField


class RecoveryForm(QWidget):
    """Signal: `wanted(str, str, str)` the code, the six digits ("" unless asked for), and the new password."""

    wanted = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sentence = tr(
            "Ask your coordinator for a code for a forgotten password. This needs the server once. Nothing you "
            "recorded is lost, not even what was not sent yet."
        )
        self.code = LineField(tr("Ten letters and digits"))
        self.digits = LineField(tr("Six digits"))
        self._code_row = FormRow(tr("Code from your coordinator"), self.code, True, tr("It works once"))
        self._digits_row = FormRow(tr("Digits your authenticator shows"), self.digits, True)
        self.passwords = PasswordForm(tr("Open with the new password"))
        self.passwords.wanted.connect(lambda _present, new: self._send(new))
        self._column = QVBoxLayout(self)
        for part in (
            Label(sentence, tone="ink2", wrap=True),
            self._code_row,
            self._digits_row,
            self.passwords,
        ):
            self._column.addWidget(part)
        theme.follow(self._restyle)

    def begin(self) -> None:
        """Empty, with the code to be typed first."""
        self.passwords.begin(focus=False)
        for field in (self.code, self.digits):
            field.set_value("")
        self._code_row.clear_error()
        self._digits_row.hide()
        self.code.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def fail(self, words: str, digits: bool) -> None:
        """It came to nothing; what was typed stays. `digits`: the server wants them too."""
        self.passwords.set_busy(False)
        self.passwords.say(words, "red")
        if digits:
            self._digits_row.show()
            self.digits.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def _send(self, new: str) -> None:
        code = self.code.value()
        self._code_row.set_error("" if code else tr("Please give the code"))
        if code:
            self.wanted.emit(code, self.digits.value() or "", new)

    def _restyle(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))
