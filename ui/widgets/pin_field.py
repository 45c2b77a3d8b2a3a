"""The PIN of the sign-in page."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui import theme
from ui.widgets import paint
from ui.widgets.field import Field


class PinField(Field):
    """A PIN in `length` boxes of 60×56, shown as dots. `value()` is the digits so far. Signal: `filled()`."""

    filled = Signal()

    def __init__(self, name: str, length: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._length = length
        # A hidden line edit types, pastes, erases and speaks; only its looks are replaced.
        self.edit = QLineEdit(self)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setMaxLength(length)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.edit.setProperty("bare", "true")
        self.edit.setGeometry(0, 0, 1, 1)
        self.edit.textEdited.connect(self._typed)
        self._watch(self.edit)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    def value(self) -> str:
        return self.edit.text()

    def set_value(self, value: str | None) -> None:
        self.edit.setText(value or "")
        self.update()

    def _typed(self, text: str) -> None:
        digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
        if digits != text:
            self.edit.setText(digits)
        self.update()
        self.changed.emit()
        if len(digits) == self._length:
            self.filled.emit()

    def _editors(self) -> list[QWidget]:
        return [self.edit]

    def eventFilter(self, watched: object, event: object) -> bool:
        self.update()
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def sizeHint(self) -> QSize:
        return QSize(self._length * theme.px(68) - theme.px(8), theme.px(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter, typed = theme.px, QPainter(self), len(self.edit.text())
        here = min(typed, self._length - 1) if self.edit.hasFocus() else -1
        for place in range(self._length):
            frame = QRect(place * px(68), 0, px(60), px(56))
            edge = "red" if self._error else "focus" if place == here else "input"
            paint.box(painter, frame, px(8), "surface", edge, 2 if self._error or place == here else 1)
            if place < typed:
                dot = QRect(0, 0, px(12), px(12))
                dot.moveCenter(frame.center())
                paint.box(painter, dot, px(6), "ink")
            elif place == here:
                painter.fillRect(QRect(frame.center().x(), px(16), 2, px(24)), theme.color("link"))
