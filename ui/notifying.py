"""Saying something to a person who may be looking at another program: on the desktop where it can, else as a toast."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon


class Notifier(QObject):
    """Signal: `chosen()` when the person clicked what was said on the desktop. `say_here` shows words in the window,
    for a desktop without a place for such messages."""

    chosen = Signal()

    def __init__(
        self, app: QApplication, say_here: Callable[[str], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._say_here = say_here
        self._tray: QSystemTrayIcon | None = None

    def say(self, title: str, words: str) -> None:
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            self._say_here(f"{title} · {words}")
            return
        if self._tray is None:  # only once there is something to say: an icon that does nothing is in the way
            self._tray = QSystemTrayIcon(self._app.windowIcon(), self)
            self._tray.messageClicked.connect(self.chosen)
            self._tray.activated.connect(lambda _reason: self.chosen.emit())
        self._tray.show()
        self._tray.showMessage(title, words, self._app.windowIcon())

    def hide(self) -> None:
        """Take the icon away."""
        if self._tray is not None:
            self._tray.hide()
