"""Chips: a few chosen things, each of which can be taken away again."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.avatar import avatar_tone, paint_avatar
from ui.widgets.buttons import PaintedButton
from ui.widgets.flow import FlowLayout
from ui.widgets.surface import clear_layout


class _Chip(PaintedButton):
    """32 px, full radius; a click on the cross, or Delete, removes it."""

    ring_radius = 16

    def __init__(self, text: str, remove_name: str, person: bool) -> None:
        super().__init__(text)
        self._person = person
        self.setAccessibleName(text)
        self.setAccessibleDescription(remove_name)
        self.setToolTip(remove_name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        lead = theme.px(34 if self._person else 12)
        return QSize(lead + paint.text_width(self.words()) + theme.px(32), theme.px(32))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # Only the cross removes: a click on a name must not lose the person.
        if event.position().x() < self.width() - theme.px(34):
            self.setDown(False)
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        paint.box(painter, self.rect(), px(16), "hover" if self.hovered() else "sunken", "line2")
        left = px(12)
        if self._person:
            paint_avatar(
                painter, QRect(px(4), px(4), px(24), px(24)), self.words(), avatar_tone(self.words())
            )
            left = px(34)
        paint.words(painter, QRect(left, 0, self.width() - left - px(28), self.height()), self.words())
        icons.paint(painter, QRect(self.width() - px(26), 0, px(16), self.height()), "x", "ink2")


class Chips(QWidget):
    """Removable chips in lines. `people` puts an avatar before each. Signal: `removed(key)`; the page then
    calls `set_chips` or `remove`.

    `remove_pattern` ("去掉{name}") is the tooltip of a chip.
    """

    removed = Signal(object)

    def __init__(self, remove_pattern: str, people: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pattern, self._people = remove_pattern, people
        self._chips: dict[object, _Chip] = {}
        self._flow = FlowLayout(self)

    def keys(self) -> list[object]:
        return list(self._chips)

    def set_chips(self, chips: Sequence[tuple[object, str]]) -> None:
        clear_layout(self._flow)
        self._chips.clear()
        for key, text in chips:
            self.add(key, text)

    def add(self, key: object, text: str) -> None:
        if key in self._chips:
            return
        chip = _Chip(text, self._pattern.format(name=text), self._people)
        chip.clicked.connect(lambda _checked, key=key: self.removed.emit(key))
        self._chips[key] = chip
        self._flow.addWidget(chip)
        chip.show()
        self.updateGeometry()

    def remove(self, key: object) -> None:
        chip = self._chips.pop(key, None)
        if chip is None:
            return
        if chip.hasFocus():
            self.focusNextPrevChild(True)
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()
        self.updateGeometry()

    def chip(self, key: object) -> PaintedButton:
        return self._chips[key]
