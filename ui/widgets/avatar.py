"""A person's round sign: the first character of the name on a tint."""

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets import paint

_TINTS = ("blue", "yellow", "green", "red", "orange", "grey")


def avatar_tone(name: str) -> str:
    """The same name has the same tint on every machine and at every start."""
    return _TINTS[sum(ord(letter) for letter in name) % len(_TINTS)]


def paint_avatar(painter: QPainter, rect: QRect | QRectF, name: str, tone: str = "") -> None:
    shades = theme.tone(tone or avatar_tone(name))
    side = QRectF(rect).width()
    paint.box(painter, rect, side, shades.tint)
    role = "title" if side >= theme.px(44) else "body"
    paint.words(painter, rect, name[:1], role, shades.text, paint.CENTRE, bold=True)


class Avatar(QWidget):
    """The initial of `name` on a disc, `size` px at scale 1 (32 in the rail, 36 in tiles, 48 in cards)."""

    def __init__(self, name: str = "", size: int = 36, tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._size, self._tone = name, size, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str, tone: str = "") -> None:
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._size), theme.px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_avatar(QPainter(self), self.rect(), self._name, self._tone)
