"""Bars of known length."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets import paint
from ui.widgets.deadline import paint_bar


class ProgressBar(QWidget):
    """A bar on the track, 5, 8, 10 or 12 px high, as wide as its place.

    `set_fraction` shows one length, `set_parts` several, each (fraction, colour token), side by side.
    """

    def __init__(
        self, name: str, fraction: float = 0, height: int = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._height, self._parts = height, [(fraction, "primary")]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_fraction(self, fraction: float, token: str = "primary") -> None:
        self.set_parts([(fraction, token)])

    def set_parts(self, parts: Sequence[tuple[float, str]]) -> None:
        self._parts = list(parts)
        self.setAccessibleDescription(f"{sum(part for part, _ in self._parts):.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, area = QPainter(self), QRectF(self.rect())
        if len(self._parts) == 1:
            paint_bar(painter, area, *self._parts[0])
            return
        clip = QPainterPath()
        clip.addRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(clip)
        paint.box(painter, area, 0, "track")
        left = 0.0
        for fraction, token in self._parts:
            width = area.width() * fraction
            painter.fillRect(QRectF(left, 0, width, area.height()), theme.color(token))
            left += width
