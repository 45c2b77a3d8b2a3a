"""Rows of cards: settings, to-dos, facts."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets import paint
from ui.widgets.labels import ElidedLabel, IconLabel


class SettingsRow(QWidget):
    """48 px with a line above.

    Label 100 wide, value, and widgets at the right (toggle, small buttons, links).
    """

    def __init__(
        self,
        label: str,
        value: str = "",
        line: bool = True,
        label_width: int = 100,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._line, self._label_width = line, label_width
        self._label = ElidedLabel(label, tone="ink2")
        self._value = ElidedLabel(value)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label)
        self._row.addWidget(self._value, 1)
        theme.follow(self._restyle)

    def set_value(self, value: str) -> None:
        self._value.set_text(value)

    def value(self) -> str:
        return self._value.text()

    def add(self, widget: QWidget) -> None:
        self._row.addWidget(widget)

    def _restyle(self) -> None:
        px = theme.px
        self.setFixedHeight(px(48))
        self._label.setFixedWidth(max(px(self._label_width), self._label.sizeHint().width() + px(12)))
        self._row.setContentsMargins(px(18), 0, px(18), 0)
        self._row.setSpacing(px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._line:
            paint.rule(QPainter(self), 0, 0, self.width() - 1, 0)


class ListRow(QFrame):
    """58 px with a line above: icon 20, bold title, caption in a tone, one widget at the right."""

    def __init__(
        self,
        title: str,
        caption: str = "",
        icon: str = "",
        tone: str = "ink2",
        caption_tone: str = "ink3",
        right: QWidget | None = None,
        line: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._line = line
        self._texts = QVBoxLayout()
        self._texts.setSpacing(0)
        self._texts.addStretch(1)
        self._texts.addWidget(ElidedLabel(title, bold=True))
        if caption:
            self._texts.addWidget(ElidedLabel(caption, "caption", caption_tone))
        self._texts.addStretch(1)
        self._row = QHBoxLayout(self)
        if icon:
            self._row.addWidget(IconLabel(icon, tone, 22))
        self._row.addLayout(self._texts, 1)
        if right is not None:
            self._row.addWidget(right)
        theme.follow(self._restyle)

    def _restyle(self) -> None:
        px = theme.px
        self.setFixedHeight(px(58))
        self._row.setContentsMargins(px(18), 0, px(16), 0)
        self._row.setSpacing(px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._line:
            paint.rule(QPainter(self), 0, 0, self.width() - 1, 0)


class FactRow(QWidget):
    """A fact of a record: label 84 wide in ink3, its value beside it, one line of 26 px."""

    def __init__(self, label: str, value: str, label_width: int = 84, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._value, self._label_width = label, value, label_width
        self.setAccessibleName(f"{label} {value}")
        self.setToolTip(value)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_value(self, value: str) -> None:
        self._value = value
        self.setAccessibleName(f"{self._label} {value}")
        self.setToolTip(value)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._label_width) + paint.text_width(self._value), theme.px(26))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(self._label_width + 60), theme.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left = max(theme.px(self._label_width), paint.text_width(self._label) + theme.px(12))
        paint.words(painter, QRect(0, 0, left, self.height()), self._label, token="ink3")
        paint.words(painter, QRect(left, 0, self.width() - left, self.height()), self._value)
