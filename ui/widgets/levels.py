"""Level marks: shape, colour and word, never colour alone."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.roles import LevelSpec


def paint_mark(painter: QPainter, rect: QRect | QRectF, shape: str, token: str) -> None:
    """Paints "triangle", "diamond", "disc" or "ring" in the middle of `rect`, as large as fits."""
    area = QRectF(rect)
    side = min(area.width(), area.height())
    spot = QRectF(0, 0, side, side)
    spot.moveCenter(area.center())
    if shape == "triangle":
        icons.paint(painter, spot, "alert-triangle-filled", token)
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(token))
    middle = spot.center()
    if shape == "diamond":
        reach = side * 0.47
        corners = [QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0)]
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
    elif shape == "disc":
        painter.drawEllipse(middle, side * 0.42, side * 0.42)
    else:
        painter.setPen(QPen(theme.color(token), side * 0.14))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, side * 0.34, side * 0.34)
    painter.restore()


def paint_level(painter: QPainter, rect: QRect | QRectF, spec: LevelSpec, bold: bool = False) -> None:
    """The mark, 16 px, and its word beside it."""
    area = QRectF(rect)
    paint_mark(painter, QRectF(area.left(), area.top(), theme.px(16), area.height()), spec.shape, spec.tone)
    words = area.adjusted(theme.px(22), 0, 0, 0)
    paint.words(painter, words, spec.text, "body", spec.tone, bold=bold)


class LevelMark(QWidget):
    """A level as a widget, 22 px high: mark 16 and word."""

    def __init__(self, spec: LevelSpec, bold: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bold = bold
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_level(spec)

    def set_level(self, spec: LevelSpec) -> None:
        self._spec = spec
        self.setAccessibleName(spec.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = paint.text_width(self._spec.text, bold=self._bold)
        return QSize(theme.px(22) + width + 1, theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_level(QPainter(self), self.rect(), self._spec, self._bold)
