"""The sheet of a dialog."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets import paint


class DialogSheet(QFrame):
    """The dialog itself: radius 12, a sunken foot."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.foot = QWidget()
        self.buttons = QHBoxLayout(self.foot)
        self.buttons.addStretch(1)
        self.body = QVBoxLayout()
        self.column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.body, 1)
        column.addWidget(self.foot)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, radius = QPainter(self), theme.px(12)
        paint.box(painter, self.rect(), radius, "surface")
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(clip)
        painter.fillRect(self.foot.geometry(), theme.color("sunken"))
        paint.rule(painter, 0, self.foot.y(), self.width() - 1, self.foot.y())
        painter.restore()
        paint.box(painter, self.rect(), radius, edge="line2")
