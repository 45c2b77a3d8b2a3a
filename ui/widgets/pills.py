"""Pills: a state in an icon, a word and a tint."""

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.roles import PillSpec


def pill_width(spec: PillSpec) -> int:
    icon = theme.px(18) if spec.icon else theme.px(2)
    return theme.px(9) + icon + paint.text_width(spec.text, "caption") + theme.px(10)


def paint_pill(painter: QPainter, rect: QRect | QRectF, spec: PillSpec) -> None:
    """Paints a pill, 24 px high, at the left of `rect` and in its middle; cut short when there is no room."""
    px, area, shades = theme.px, QRectF(rect), theme.tone(spec.tone)
    width = min(pill_width(spec), area.width())
    frame = QRectF(area.left(), round(area.center().y() - px(24) / 2), width, px(24))
    if spec.dashed:
        paint.box(painter, frame, px(12), "", "input", dashed=True)
    else:
        paint.box(painter, frame, px(12), shades.tint, shades.edge)
    left = frame.left() + px(9) + (0 if spec.icon else px(2))
    if spec.icon:
        icons.paint(painter, QRectF(left, frame.top(), px(14), frame.height()), spec.icon, shades.text)
        left += px(18)
    words = QRectF(left, frame.top(), frame.right() - left - px(6), frame.height())
    paint.words(painter, words, spec.text, "caption", shades.text)


class Pill(QWidget):
    """A pill as a widget, 24 px high. `set_pill` changes it."""

    def __init__(
        self,
        text: str,
        icon: str = "",
        tone: str = "grey",
        dashed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_pill(PillSpec(text, icon, tone, dashed))

    def set_pill(self, spec: PillSpec) -> None:
        self._spec = spec
        self.setAccessibleName(spec.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._spec), theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_pill(QPainter(self), self.rect(), self._spec)
