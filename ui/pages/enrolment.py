"""Making this computer known to a server: its address, a code, and perhaps the certificate that vouches for it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from gridapp.i18n import tr
from gridapp.sync.addresses import is_exposed
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.line_field import LineField


class EnrolmentForm(QWidget):
    """Address and code, a button, and what came of it. Few need the file of a certificate: a code can name it too.

    Signal: `wanted(str, str, object)` address, code, and that file (Path or None).
    """

    wanted = Signal(str, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.address = LineField("https://")
        self.code = LineField(tr("Ten letters and digits, or the whole line you were sent"))
        self._address_row = FormRow(
            tr("Address of the server"), self.address, True, tr("Your county's centre gives it to you")
        )
        self._code_row = FormRow(tr("Enrolment code"), self.code, True, tr("It works once"))
        self.digits = LineField(tr("Six digits"))
        self._digits_row = FormRow(tr("Digits your authenticator shows"), self.digits, True)
        self._digits_row.hide()
        self.authority: Path | None = None
        self.file_button = Button("", "text", icon="certificate")
        self.file_button.clicked.connect(lambda _checked: self._choose())
        self._drop_button = Button(tr("Without it"), "text", icon="x")
        self._drop_button.clicked.connect(lambda _checked: self.take_authority(None))
        self._said = Label("", tone="ink2", wrap=True)
        self.button = Button(tr("Enrol this computer"), "primary", "large")
        self.button.clicked.connect(lambda _checked: self._ask())
        self.code.entered.connect(self._ask)
        for field in (self.address, self.code):
            field.edit.textChanged.connect(self._take_line)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._address_row)
        self._column.addWidget(self._code_row)
        self._column.addWidget(self._digits_row)
        self._column.addLayout(_from_the_left(self.file_button, self._drop_button))
        self._column.addWidget(self._said)
        self._column.addLayout(_from_the_left(self.button))
        self.take_authority(None)
        self.say("")
        theme.follow(self._restyle)

    def take_authority(self, file: Path | None) -> None:
        """Only whom this certificate vouches for is to be believed; with None, whom the public authorities do."""
        self.authority = file
        words = tr("Certificate: {name}", name=file.name) if file else tr("I was given a certificate file…")
        self.file_button.set_words(words)
        self._drop_button.setVisible(file is not None)

    def totp(self) -> str:
        """The digits of an authenticator, "" unless they were asked for."""
        return self.digits.value() or ""

    def fail(self, words: str, digits: bool) -> None:
        """It came to nothing; what was typed stays. `digits`: the server wants them too."""
        self.set_busy(False)
        self.say(words, "red")
        if digits:
            self._digits_row.show()
            self.digits.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def set_busy(self, busy: bool) -> None:
        self.button.setEnabled(not busy)
        if busy:
            self.say(tr("Asking the server…"))

    def say(self, words: str, tone: str = "ink2") -> None:
        self._said.setText(words)
        self._said.setVisible(bool(words))
        self._said.set_tone(tone)

    def _ask(self) -> None:
        url, code = self.address.value(), self.code.value()
        wrong = not url.startswith(("http://", "https://")) or is_exposed(url)
        self._address_row.set_error(tr("Please give an address that begins with https://") if wrong else "")
        self._code_row.set_error("" if code else tr("Please give the code"))
        if code and not wrong:
            self.wanted.emit(url, code, self.authority)

    def _take_line(self, text: str) -> None:
        """A whole line was pasted into either field: it says both."""
        from gridapp.domain.errors import Refused  # only now: the first paint waits for neither
        from gridapp.sync import invitation

        if not invitation.is_line(text):
            return
        try:
            server = invitation.read(text).server
        except Refused as refused:
            self.say(f"{refused.title}: {refused.message}", "red")
            return
        self.say("")
        if self.address.value() != server:
            self.address.set_value(server)
        if self.code.value() != text.strip():
            self.code.set_value(text.strip())

    def _choose(self) -> None:
        kinds = tr("Certificates (*.pem *.crt *.cer)")
        name, _ = QFileDialog.getOpenFileName(self, tr("Choose a certificate"), "", kinds)
        if name:
            self.take_authority(Path(name))

    def _restyle(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))


def _from_the_left(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row
