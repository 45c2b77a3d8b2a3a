"""Twelve bars: what each month of a year adds up to, and what of it is still waited for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets import paint


@dataclass(frozen=True, slots=True)
class Bar:
    """`sure` and `waiting` in one unit; `shown` is the figure above the bar, "" for none."""

    label: str
    sure: float
    waiting: float = 0.0
    shown: str = ""
    now: bool = False


class MonthChart(QWidget):
    """Bars on a line, figures above, months below; the present one is darker, what waits stands dashed on top."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._bars: Sequence[Bar] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.follow(self.updateGeometry)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        self._bars = bars
        spoken = ", ".join(f"{bar.label} {bar.shown}" for bar in bars if bar.shown)
        self.setAccessibleName(f"{self._name}: {spoken}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(360), theme.px(140))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        line = paint.line_height("caption")
        floor = self.height() - line - px(4)
        paint.rule(painter, 0, floor, self.width() - 1, floor, "line2")
        if not self._bars:
            return
        most = max((bar.sure + bar.waiting for bar in self._bars), default=0) or 1
        room, step = floor - line - px(4), self.width() / len(self._bars)
        width = min(px(28), round(step * 0.62))
        for place, bar in enumerate(self._bars):
            left, slot = round(place * step), round(step)
            x = left + (slot - width) // 2
            sure, waiting = (round(room * value / most) for value in (bar.sure, bar.waiting))
            top = floor - sure
            if sure:
                paint.box(painter, QRect(x, top, width, sure), px(3), "primary" if bar.now else "blue-l")
            if waiting:
                top -= max(waiting, px(4))
                paint.box(
                    painter, QRect(x, top, width, max(waiting, px(4))), px(2), "yellow-t", "yellow-s", 1, True
                )
            words = QRect(left - px(6), top - line - px(2), slot + px(12), line)
            paint.words(painter, words, bar.shown, "caption", "ink2", paint.CENTRE, bold=bar.now)
            below = QRect(left - px(2), floor + px(4), slot + px(4), line)
            paint.words(painter, below, bar.label, "caption", "ink3", paint.CENTRE)
