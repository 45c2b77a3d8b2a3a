"""What every page of the window is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.session import Session


class Page(QWidget):
    """Composes widgets, hands work to the session, and looks again when what it shows has changed.

    Signals: `wanted(Target)` to go somewhere · `said(str)` words for the toast.
    A page reads its data in `load`; it is called when the page is first shown and, while it is visible or when
    it is shown next, after any of `types` changed.
    """

    wanted = Signal(object)
    said = Signal(str)
    types: frozenset[str] | None = None  # None: everything concerns it

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._stale = True
        session.changed.connect(self._note_change)

    def load(self) -> None:
        """Read what is shown, by `session.run`."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.load()

    def _note_change(self, types: set[str]) -> None:
        if self.types is not None and not self.types & types:
            return
        if self.isVisible():
            self.load()
        else:
            self._stale = True
