"""A number that is typed, with − and + beside it."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QDoubleValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from ui import theme
from ui.widgets.buttons import IconButton
from ui.widgets.field import Field
from ui.widgets.labels import Label


class NumberField(Field):
    """A number with − and + (40×40 each) and a unit behind; Up and Down count too.

    `decimals` 0 gives int, else float; `value()` is None while empty. The texts are accessible names.
    """

    def __init__(
        self,
        less_text: str,
        more_text: str,
        unit: str = "",
        least: float = 0,
        most: float = 9999,
        step: float = 1,
        decimals: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._least, self._most, self._step, self._decimals = least, most, step, decimals
        self.edit = QLineEdit()
        self.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        check = QDoubleValidator(least, most, decimals, self.edit)
        check.setNotation(QDoubleValidator.Notation.StandardNotation)
        check.setLocale(QLocale.c())
        self.edit.setValidator(check)
        self.edit.textEdited.connect(lambda _text: self.changed.emit())
        self._less = IconButton("minus", less_text, outlined=True)
        self._more = IconButton("plus", more_text, outlined=True)
        self._less.clicked.connect(lambda _checked: self.count(-1))
        self._more.clicked.connect(lambda _checked: self.count(1))
        self._unit = Label(unit, tone="ink2")
        self._row = QHBoxLayout(self)
        for part in (self._less, self.edit, self._more, self._unit):
            self._row.addWidget(part)
        self._row.addStretch(1)
        self._watch(self.edit, self._less, self._more)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.follow(self._restyle)

    def value(self) -> int | float | None:
        try:
            number = float(self.edit.text())
        except ValueError:
            return None
        return round(number, self._decimals) if self._decimals else int(number)

    def set_value(self, value: float | None) -> None:
        self.edit.setText("" if value is None else f"{value:.{self._decimals}f}")

    def count(self, steps: int) -> None:
        """A person's step up or down, kept within the limits."""
        start = self.value()
        number = (self._least if start is None else start) + steps * self._step
        self.set_value(min(self._most, max(self._least, number)))
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in steps:
            self.count(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _editors(self) -> list[QWidget]:
        return [self.edit]

    def _restyle(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(8))
        self.edit.setFixedSize(theme.px(88), theme.px(40))
