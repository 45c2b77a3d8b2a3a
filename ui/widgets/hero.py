"""The head of a card: words and buttons on a tint, a drawing beside them."""

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui import icons, theme
from ui.widgets import paint


class Hero(QFrame):
    """At least 208 px, for the top of a Card(padding=1), whose upper corners it takes on.

    At the left a tint with `body`, at the right the drawing, `art_width` px wide and cropped to fit.
    """

    def __init__(
        self,
        art: str,
        dark_art: str = "",
        tone: str = "blue",
        art_width: int = 292,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._art = {"light": art, "dark": dark_art or art}
        self._tone, self._art_width = tone, art_width
        self.body = QVBoxLayout(self)
        theme.follow(self._restyle)

    def _restyle(self) -> None:
        px = theme.px
        self.setMinimumHeight(px(208))
        self.body.setContentsMargins(px(20), px(18), px(self._art_width) + px(12), px(18))
        self.body.setSpacing(px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, shades = QPainter(self), theme.tone(self._tone)
        radius = theme.px(9)
        # The clip reaches below the widget, so that only the upper corners are round.
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()).adjusted(0, 0, 0, radius), radius, radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(clip)
        painter.fillRect(self.rect(), theme.color(shades.tint))
        width = theme.px(self._art_width)
        picture = QRect(self.width() - width, 0, width, self.height())
        icons.paint_art(painter, picture, self._art[theme.current().name], cover=True)
        paint.rule(painter, 0, self.height() - 1, self.width(), self.height() - 1, shades.edge)
