"""Big buttons that count, for duty by the road."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import IconButton, PaintedButton
from ui.widgets.field import Field


class _TallyButton(PaintedButton):
    """One thing that is counted: its name and its number, 72 px high. A press adds one."""

    ring_radius = 8

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.number = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(max(theme.px(120), paint.text_width(self.words()) + theme.px(70)), theme.px(72))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        fill = "selected" if self.isDown() else "hover" if self.hovered() else "surface"
        paint.box(painter, self.rect(), px(8), fill, "input")
        count = QRect(px(16), 0, self.width() - px(48), self.height() - px(24))
        paint.words(painter, count, str(self.number), "welcome", "ink" if self.number else "ink3")
        below = QRect(px(16), self.height() - px(30), self.width() - px(24), px(24))
        paint.words(painter, below, self.words(), "body", "ink2")
        icons.paint(painter, QRect(self.width() - px(36), px(8), px(20), px(24)), "plus", "ink2")


class TallyPad(Field):
    """Big buttons that count, for roadside duty; a − beside each takes one back. Keys + and − count too.

    `items` are (key, text); `value()` is {key: number}. `less_pattern` ("少一个{name}") names the − buttons.
    """

    def __init__(
        self,
        items: Sequence[tuple[str, str]],
        less_pattern: str,
        columns: int = 3,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._buttons: dict[str, _TallyButton] = {}
        self._grid = QGridLayout(self)
        for place, (key, text) in enumerate(items):
            button = _TallyButton(text)
            button.clicked.connect(lambda _checked, key=key: self.count(key, 1))
            less = IconButton("minus", less_pattern.format(name=text), outlined=True)
            less.clicked.connect(lambda _checked, key=key: self.count(key, -1))
            row, column = divmod(place, columns)
            self._grid.addWidget(button, row, column * 2)
            self._grid.addWidget(less, row, column * 2 + 1)
            self._grid.setColumnStretch(column * 2, 1)
            self._buttons[key] = button
            self._watch(button, less)
        theme.follow(self._restyle)

    def value(self) -> dict[str, int]:
        return {key: button.number for key, button in self._buttons.items()}

    def set_value(self, value: dict[str, int] | None) -> None:
        for key, button in self._buttons.items():
            self._show(button, (value or {}).get(key, 0))

    def is_empty(self) -> bool:
        return not any(self.value().values())

    def button(self, key: str) -> PaintedButton:
        return self._buttons[key]

    def count(self, key: str, steps: int) -> None:
        button = self._buttons[key]
        number = max(0, button.number + steps)
        if number != button.number:
            self._show(button, number)
            self.changed.emit()

    def _show(self, button: _TallyButton, number: int) -> None:
        button.number = number
        button.setAccessibleName(f"{button.words()} {number}")
        button.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {"+": 1, "=": 1, "-": -1}.get(event.text())
        key = next((key for key, button in self._buttons.items() if button.hasFocus()), None)
        if steps is not None and key is not None:
            self.count(key, steps)
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(8))
