"""Deadlines: words, and a bar that repeats them."""

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.roles import DeadlineSpec


def paint_deadline(painter: QPainter, rect: QRect | QRectF, spec: DeadlineSpec) -> None:
    """Words 22 px and a bar of 5 px under them, 100 px wide at most, in the middle of `rect`."""
    px, area, shades = theme.px, QRectF(rect), theme.tone(spec.tone)
    width = min(float(px(100)), area.width())
    top = round(area.center().y() - px(15))
    ink = "ink2" if spec.tone == "grey" else shades.text
    icons.paint(painter, QRectF(area.left(), top, px(16), px(22)), spec.icon, ink)
    words = QRectF(area.left() + px(20), top, area.width() - px(20), px(22))
    paint.words(painter, words, spec.text, "body", ink)
    bar = QRectF(area.left(), top + px(24), width, px(5))
    paint_bar(painter, bar, spec.fraction, shades.solid)


def paint_bar(painter: QPainter, rect: QRectF, fraction: float, token: str) -> None:
    """A full-radius bar on the track; a little of it is always seen once there is any."""
    paint.box(painter, rect, rect.height(), "track")
    if fraction > 0:
        length = max(rect.height(), rect.width() * min(1.0, fraction))
        paint.box(painter, QRectF(rect.left(), rect.top(), length, rect.height()), rect.height(), token)


class DeadlineBar(QWidget):
    """A deadline as a widget, 100×34 or as wide as its words."""

    def __init__(self, spec: DeadlineSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_deadline(spec)

    def set_deadline(self, spec: DeadlineSpec) -> None:
        self._spec = spec
        self.setAccessibleName(spec.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = theme.px(20) + paint.text_width(self._spec.text) + 1
        return QSize(max(theme.px(100), words), theme.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_deadline(QPainter(self), self.rect(), self._spec)
