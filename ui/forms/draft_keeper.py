"""Keeps a half-filled form on this computer, so that nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from gridapp.actions import drafts
from gridapp.actions.drafts import Draft
from ui.session import Session
from ui.waiting import run_for

EVERY_MS = 5_000


class DraftKeeper(QObject):
    """Every five seconds while something has changed, and when the form is left. Signal: `kept(Draft)`."""

    kept = Signal(object)

    def __init__(
        self, session: Session, key: str, values: Callable[[], dict[str, Any]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._session, self._values = session, values
        self._changed = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.keep)

    def note_change(self) -> None:
        self._changed = True
        if not self._timer.isActive():
            self._timer.start()

    def read(self, then: Callable[[Draft | None], None]) -> None:
        run_for(self, self._session, lambda desk: drafts.read(desk, self.key), then)

    def keep(self) -> None:
        """Keep it now, if there is something new in it."""
        if not self._changed:
            return
        self._changed = False
        self._timer.stop()
        values = self._values()
        run_for(self, self._session, lambda desk: drafts.keep(desk, self.key, values), self.kept.emit)

    def stop(self) -> None:
        """The form was handed in: there is nothing to keep any more."""
        self._changed = False
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window that is closing is told nothing twice: what is typed goes to the store before it does."""
        if event.type() == QEvent.Type.Close:
            self.keep()
        return False
