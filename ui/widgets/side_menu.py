"""The sections of a page, beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import PaintedButton
from ui.widgets.focus import focus_visible, step_focus


class _SideItem(PaintedButton):
    """44 px, icon 20; the current one is tinted, with link-coloured bold words."""

    wants_ring = False

    def __init__(self, icon: str, text: str) -> None:
        super().__init__(text)
        self._icon, self.active = icon, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(44 + 12) + paint.text_width(self.words(), bold=True), theme.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        if self.active or self.hovered():
            paint.box(painter, self.rect(), px(6), "selected" if self.active else "hover")
        ink = "link" if self.active else "ink2"
        icons.paint(painter, QRect(px(14), 0, px(20), self.height()), self._icon, ink)
        words = QRect(px(44), 0, self.width() - px(48), self.height())
        paint.words(painter, words, self.words(), token=ink, bold=self.active)
        if focus_visible(self):
            paint.ring_inside(painter, self.rect(), px(6))


class SideMenu(QFrame):
    """The sections of a page, 176 px wide, in a card.

    Items are (key, icon, text). Signal: `navigated(key)`.
    """

    navigated = Signal(str)

    def __init__(self, items: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, _SideItem] = {}
        self._column = QVBoxLayout(self)
        for key, icon, text in items:
            item = _SideItem(icon, text)
            item.clicked.connect(lambda _checked, key=key: self._go(key))
            self._column.addWidget(item)
            self._items[key] = item
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        theme.follow(self._restyle)

    def set_current(self, key: str) -> None:
        for name, item in self._items.items():
            item.active = name == key
            item.update()

    def current(self) -> str:
        return next((key for key, item in self._items.items() if item.active), "")

    def item(self, key: str) -> PaintedButton:
        return self._items[key]

    def _go(self, key: str) -> None:
        self.set_current(key)
        self.navigated.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        upright = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if not (upright and step_focus(list(self._items.values()), event)):
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        self.setMinimumWidth(theme.px(176))
        edge = theme.px(8)
        self._column.setContentsMargins(edge, edge, edge, edge)
        self._column.setSpacing(theme.px(2))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.box(QPainter(self), self.rect(), theme.px(10), "surface", "line")
