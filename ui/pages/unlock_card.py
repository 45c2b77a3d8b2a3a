"""A person's password, below their name on the sign-in page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.i18n import tr
from ui import theme
from ui.widgets.avatar import Avatar
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.line_field import LineField
from ui.widgets.surface import Card


class UnlockCard(Card):
    """Signals: `wanted(str)` the password, `forgotten()`. `ask` says whose; `say` what came of it."""

    wanted = Signal(str)
    forgotten = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=24, parent=parent)
        self._avatar = Avatar("", 48)
        self._title = Label("", "card", wrap=True)
        note = Label(
            tr("It is checked on this computer only, also without a network."), "caption", "ink2", wrap=True
        )
        self.password = LineField(secret=True)
        self.password.set_name(tr("Password"))
        self.password.entered.connect(self._send)
        self.button = Button(tr("Sign in"), "primary", "large")
        self.button.clicked.connect(lambda _checked: self._send())
        self._said = Label("", "caption", "ink2", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(note)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self._avatar)
        head.addLayout(words, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addWidget(self.password, 1)
        row.addWidget(self.button)
        self.body.addLayout(head)
        self.body.addLayout(row)
        self.forgotten_button = Button(tr("Forgot your password?"), "text", "small")
        self.forgotten_button.clicked.connect(lambda _checked: self.forgotten.emit())
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(self.forgotten_button)
        self.body.addLayout(foot)

    def ask(self, name: str) -> None:
        self.set_busy(False)
        self._avatar.set_name(name)
        self._title.setText(tr("{name}, please enter your password", name=name))
        self.password.set_value("")
        self.say("")
        self.password.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def set_busy(self, busy: bool) -> None:
        self.setEnabled(not busy)

    def say(self, words: str, tone: str = "ink2") -> None:
        self._said.setText(words)
        self._said.set_tone(tone)

    def said(self) -> str:
        return self._said.text()

    def refuse(self, words: str) -> None:
        """It did not open; the next try begins anew."""
        self.set_busy(False)
        self.say(words, "red")
        self.password.set_value("")
        self.password.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def _send(self) -> None:
        if password := self.password.edit.text():
            self.wanted.emit(password)
