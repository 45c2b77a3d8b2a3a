"""Nobody has touched mouse or keyboard for a while: the desk is to be locked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class IdleWatch(QObject):
    """Watches the whole program. `start(minutes)` begins to count, `stop()` ends it. Signal: `idle()`, once."""

    idle = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.idle)
        self._app = app

    def start(self, minutes: float) -> None:
        self._app.installEventFilter(self)
        self._timer.start(int(minutes * 60_000))

    def stop(self) -> None:
        self._timer.stop()
        self._app.removeEventFilter(self)

    def left_ms(self) -> int:
        return self._timer.remainingTime()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES and self._timer.isActive():
            self._timer.start()
        return False
