"""Collecting garbage on the window's thread only.

Python collects wherever it happens to be running. On the store's or the network's thread it would take apart
widgets there, which Qt answers with a crash; so it is switched off and done here, a little every second.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000


class Tidying(QObject):
    """Lives as long as the application; on its thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._rounds = 0
        timer = QTimer(self, interval=EVERY_MS)
        timer.timeout.connect(self._collect)
        timer.start()

    def _collect(self) -> None:
        """The young often, everything now and then, as Python itself would."""
        self._rounds += 1
        gc.collect(2 if self._rounds % 30 == 0 else 1 if self._rounds % 5 == 0 else 0)
