"""Things that are on or off: the switch, the tick box, the radio button."""

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import PaintedButton


def paint_check(painter: QPainter, rect: QRect | QRectF, on: bool, enabled: bool = True) -> None:
    """A tick box, 20 px."""
    if on:
        paint.box(painter, rect, theme.px(4), "primary" if enabled else "grey-l")
        inset = theme.px(3)
        icons.paint(painter, QRectF(rect).adjusted(inset, inset, -inset, -inset), "check", "on-primary")
    else:
        paint.box(painter, rect, theme.px(4), "surface" if enabled else "grey-t", "input")


def paint_radio(painter: QPainter, rect: QRect | QRectF, on: bool) -> None:
    """A radio mark, 20 px: a blue disc with a white heart, or a ring."""
    frame = QRectF(rect)
    if on:
        paint.box(painter, frame, frame.width(), "primary")
        heart = frame.width() * 0.3
        paint.box(painter, frame.adjusted(heart, heart, -heart, -heart), frame.width(), "on-primary")
    else:
        paint.box(painter, frame, frame.width(), "surface", "input", theme.px(1.5) or 1)


class Toggle(PaintedButton):
    """A switch, 40×22. `toggled(bool)` as in Qt; `name` is its accessible name."""

    ring_radius = 11

    def __init__(self, name: str, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(name)
        self.setCheckable(True)
        self.setChecked(on)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(40), theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, high = QPainter(self), self.height()
        fill = "primary" if self.isChecked() else "input"
        paint.box(painter, self.rect(), high, fill if self.isEnabled() else "grey-l")
        side = high - theme.px(6)
        left = self.width() - side - theme.px(3) if self.isChecked() else theme.px(3)
        paint.box(painter, QRect(left, theme.px(3), side, side), side, "on-primary")


class CheckBox(PaintedButton):
    """A tick box 20 and words. `toggled(bool)` as in Qt."""

    ring_radius = 4

    def __init__(self, text: str, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCheckable(True)
        self.setChecked(on)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(28) + paint.text_width(self.words()) + theme.px(4), theme.px(28))

    def _paint_mark(self, painter: QPainter, rect: QRect) -> None:
        paint_check(painter, rect, self.isChecked(), self.isEnabled())

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        self._paint_mark(painter, QRect(0, (self.height() - px(20)) // 2, px(20), px(20)))
        words = QRect(px(28), 0, self.width() - px(28), self.height())
        paint.words(painter, words, self.words(), token="ink" if self.isEnabled() else "off")


class RadioButton(CheckBox):
    """A radio mark 20 and words; exclusive among the radio buttons of the same parent."""

    def __init__(self, text: str, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, on, parent)
        self.setAutoExclusive(True)

    def _paint_mark(self, painter: QPainter, rect: QRect) -> None:
        paint_radio(painter, rect, self.isChecked())
