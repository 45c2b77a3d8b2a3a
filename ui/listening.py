"""Listening for news of the county while a connection is there: one open request instead of many questions.

The thread waits on the network for most of its life, so it is a daemon and is never waited for.
"""

from __future__ import annotations

import os
import threading

from PySide6.QtCore import QObject, Signal

from gridapp.domain.errors import GridAppError
from gridapp.sync.client import Client, ServerRefused
from gridapp.sync.pace import Pace

_NEVER = -1  # a number that no journal has: the server answers at once


class Listener(QObject):
    """Signal: `rang()` when the county's journal moved, or the connection came back."""

    rang = Signal()

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._known = _NEVER
        self._ended = threading.Event()
        self._caught_up = threading.Event()
        threading.Thread(target=self._listen, name="listening", daemon=True).start()

    def caught_up(self, number: int) -> None:
        """This computer now knows everything up to `number`: ring when there is more."""
        self._known = number
        self._caught_up.set()

    def end(self) -> None:
        self._ended.set()
        self._caught_up.set()

    def _listen(self) -> None:
        pace = Pace(os.urandom)
        while not self._ended.is_set():
            known = _NEVER if pace.failing else self._known
            try:
                newest = self._client.wait(known)
            except ServerRefused as error:
                if error.status == 404:
                    return  # an older server: it is asked now and then instead
                self._ended.wait(pace.failed(error))
                continue
            except GridAppError as error:
                self._ended.wait(pace.failed(error))
                continue
            pace.succeeded()
            if newest != self._known and not self._ended.is_set():
                self._ring_and_wait()

    def _ring_and_wait(self) -> None:
        """Until this computer has taken up the news, the same news would ring again and again."""
        self._caught_up.clear()
        self.rang.emit()
        self._caught_up.wait()
