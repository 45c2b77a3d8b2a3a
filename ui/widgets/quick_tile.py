"""The quick starts of the first page."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import PaintedButton


class QuickTile(PaintedButton):
    """A quick start, 84 px: icon square 48, title 22, caption, a plus at the right when there is room."""

    ring_radius = 10

    def __init__(
        self, title: str, caption: str, icon: str, tone: str = "blue", parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self._caption, self._icon, self._tone = caption, icon, tone
        self.setAccessibleDescription(caption)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = max(paint.text_width(self.words(), "title"), paint.text_width(self._caption, "caption"))
        return QSize(theme.px(75) + words + theme.px(50), theme.px(84))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(150), theme.px(84))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter, middle, shades = theme.px, QPainter(self), self.height() // 2, theme.tone(self._tone)
        lit = self.hovered() or self.isDown()
        paint.box(painter, self.rect(), px(10), "hover" if lit else "surface", "line2" if lit else "line")
        square = QRect(px(15), middle - px(24), px(48), px(48))
        paint.box(painter, square, px(8), shades.tint)
        icons.paint(painter, square.adjusted(px(10), px(10), -px(10), -px(10)), self._icon, shades.text)
        words = max(paint.text_width(self.words(), "title"), paint.text_width(self._caption, "caption"))
        roomy = self.width() >= px(75) + words + px(38)
        width = self.width() - px(75) - px(38 if roomy else 6)
        paint.words(painter, QRect(px(75), middle - px(24), width, px(32)), self.words(), "title")
        paint.words(painter, QRect(px(75), middle + px(7), width, px(19)), self._caption, "caption", "ink2")
        if roomy:
            icons.paint(painter, QRect(self.width() - px(35), 0, px(20), self.height()), "plus", "ink3")
