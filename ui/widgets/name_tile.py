"""A person to choose by name, at sign-in."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.avatar import avatar_tone, paint_avatar
from ui.widgets.buttons import PaintedButton


class NameTile(PaintedButton):
    """A person to sign in as, 250×72: avatar 36, name, caption; chosen = tint, 2 px edge and a tick.

    `key` is the caller's. An `icon` instead of a person (with `dashed` edge) is for "all of them".
    """

    ring_radius = 8

    def __init__(
        self,
        key: object,
        name: str,
        caption: str = "",
        tone: str = "",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self.key = key
        self._caption, self._tone, self._icon = caption, tone or avatar_tone(name), icon
        self.setAccessibleDescription(caption)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """The page chooses with setChecked."""

    def sizeHint(self) -> QSize:
        return QSize(theme.px(250), theme.px(72))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(180), theme.px(72))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter, on, middle = theme.px, QPainter(self), self.isChecked(), self.height() // 2
        if self._icon:
            self._paint_plain(painter)
            return
        fill = "selected" if on else "hover" if self.hovered() else "surface"
        paint.box(painter, self.rect(), px(8), fill, "primary" if on else "line2", 2 if on else 1)
        paint_avatar(painter, QRect(px(15), middle - px(18), px(36), px(36)), self.words(), self._tone)
        width = self.width() - px(63) - px(40 if on else 10)
        paint.words(painter, QRect(px(63), middle - px(22), width, px(24)), self.words(), "card")
        paint.words(painter, QRect(px(63), middle + px(3), width, px(19)), self._caption, "caption", "ink3")
        if on:
            disc = QRect(self.width() - px(37), middle - px(10), px(20), px(20))
            paint.box(painter, disc, px(10), "primary")
            icons.paint(painter, disc.adjusted(px(3), px(3), -px(3), -px(3)), "check", "on-primary")

    def _paint_plain(self, painter: QPainter) -> None:
        px = theme.px
        paint.box(painter, self.rect(), px(8), "hover" if self.hovered() else "", "line2", dashed=True)
        width = px(26) + paint.text_width(self.words())
        left = (self.width() - width) // 2
        icons.paint(painter, QRect(left, 0, px(18), self.height()), self._icon, "ink2")
        words = QRect(left + px(26), 0, self.width() - left - px(26), self.height())
        paint.words(painter, words, self.words(), token="ink2")
