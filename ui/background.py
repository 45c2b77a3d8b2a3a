"""Work off the window's thread: one thread that owns the store, one for the network.

A page hands over a function and a what-next; the what-next is called back on the window's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")
Then = Callable[[T], None]
Failed = Callable[[Exception], None]


class Background(QObject):
    """A thread of its own, doing one thing after the other."""

    _arrived = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._closed = False
        self._arrived.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], T], then: Then[T], failed: Failed) -> None:
        """Do `work` there; call `then` with its result, or `failed` with what it raised, here."""

        def done(future: Future[T]) -> None:
            error = future.exception()
            if isinstance(error, Exception):
                self._post(lambda: failed(error))
            elif error is None:
                self._post(lambda: then(future.result()))

        if not self._closed:
            self._pool.submit(work).add_done_callback(done)

    def wait_for(self, work: Callable[[], T]) -> T:
        """Do `work` there and wait: for another background thread, never for the window's."""
        return self._pool.submit(work).result()

    def close(self) -> None:
        """Finish what was begun, take nothing more, forget what would have come back."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _post(self, call: Callable[[], None]) -> None:
        if not self._closed:
            self._arrived.emit(call)

    def _call(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()
