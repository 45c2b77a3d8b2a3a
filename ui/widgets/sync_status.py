"""The sync state, as a button."""

import time
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import PaintedButton
from ui.widgets.deadline import paint_bar


@dataclass(frozen=True, slots=True)
class SyncState:
    """What the sync button shows: icon in a tone, bold words, a quiet phrase, and a bar when `fraction` is
    given.

    `turning` turns the icon, only while something is being sent.
    """

    icon: str
    tone: str
    bold: str
    quiet: str = ""
    fraction: float | None = None
    turning: bool = False


class SyncStatusButton(PaintedButton):
    """The first item of the status bar, flat, 26 px; a click opens the details. Shows a change at most once a
    second, so that it never flickers."""

    ring_radius = 5

    def __init__(self, state: SyncState, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._state, self._waiting, self._angle = state, state, 0
        self._shown_at = 0.0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show_waiting)
        self._turn = QTimer(self)
        self._turn.setInterval(125)
        self._turn.timeout.connect(self._turn_on)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._show_waiting()

    def state(self) -> SyncState:
        return self._state

    def set_state(self, state: SyncState) -> None:
        self._waiting = state
        wait = 1.0 - (time.monotonic() - self._shown_at)
        if wait <= 0:
            self._show_waiting()
        elif not self._later.isActive():
            self._later.start(int(wait * 1000) + 1)

    def _show_waiting(self) -> None:
        self._state = self._waiting
        self._shown_at = time.monotonic()
        self.setAccessibleName(f"{self._state.bold} {self._state.quiet}".strip())
        if self._state.turning and theme.current().motion:
            self._turn.start()
        else:
            self._turn.stop()
            self._angle = 0
        self.updateGeometry()
        self.update()

    def _turn_on(self) -> None:
        self._angle = (self._angle + 45) % 360
        self.update(0, 0, theme.px(34), self.height())

    def sizeHint(self) -> QSize:
        px, state = theme.px, self._state
        width = px(10 + 18 + 7) + paint.text_width(state.bold, "caption", True) + px(10)
        if state.quiet:
            width += px(8) + paint.text_width(state.quiet, "caption")
        if state.fraction is not None:
            width += px(10 + 72)
        return QSize(width, px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter, state = theme.px, QPainter(self), self._state
        if self.hovered() or self.isDown():
            paint.box(painter, self.rect(), px(6), "hover")
        self._paint_icon(painter, QRect(px(10), 0, px(18), self.height()))
        left = px(35)
        words = QRect(left, 0, self.width() - left, self.height())
        left += paint.words(painter, words, state.bold, "caption", bold=True) + px(8)
        if state.quiet:
            words.setLeft(left)
            left += paint.words(painter, words, state.quiet, "caption", "ink2") + px(8)
        if state.fraction is not None:
            bar = QRectF(left + px(2), (self.height() - px(4)) / 2, px(72), px(4))
            paint_bar(painter, bar, state.fraction, "primary")

    def _paint_icon(self, painter: QPainter, spot: QRect) -> None:
        painter.save()
        if self._angle:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            middle = QRectF(spot).center()
            painter.translate(middle)
            painter.rotate(self._angle)
            painter.translate(-middle)
        icons.paint(painter, spot, self._state.icon, self._state.tone)
        painter.restore()
