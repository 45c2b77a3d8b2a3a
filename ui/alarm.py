"""A timer that goes by the clock on the wall: it is right also after the computer slept or its clock was set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

LONGEST_MS = 60_000
"""A timer counts how long the computer was awake; so it counts no further than a minute and then looks again."""


class Alarm(QObject):
    """Runs only while it is set, and looks at once when the window comes to the front. `now` gives the time. Signal:
    `rang()`, once for each setting."""

    rang = Signal()

    def __init__(self, now: Callable[[], datetime], app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._at: datetime | None = None
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)
        app.applicationStateChanged.connect(self._note_front)

    @property
    def at(self) -> datetime | None:
        """What it is set to."""
        return self._at

    def is_running(self) -> bool:
        return self._timer.isActive()

    def set(self, at: datetime | None) -> None:
        """Ring at this time, or, with None, never."""
        self._at = at
        self._timer.stop()
        self._wait()

    def look(self) -> None:
        """Ring when it is time, else wait on."""
        if self._at is not None and self._now() >= self._at:
            self.set(None)
            self.rang.emit()
        else:
            self._wait()

    def _wait(self) -> None:
        if self._at is not None:
            left = int((self._at - self._now()).total_seconds() * 1000) + 1
            self._timer.start(max(0, min(LONGEST_MS, left)))

    def _note_front(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and self._at is not None:
            self.look()
