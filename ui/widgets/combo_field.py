"""A field with a list that drops down."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListView, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets.field import Field


class _Combo(QComboBox):
    """A combo box with the arrow of our icons; the wheel scrolls the page instead of changing an answer."""

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(96), theme.px(40))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        spot = QRect(self.width() - theme.px(28), 0, theme.px(16), self.height())
        icons.paint(QPainter(self), spot, "chevron-down", "ink2" if self.isEnabled() else "off")


class ComboField(Field):
    """One of a few options, (key, text), 40 px.

    `value()` is a key or None; `placeholder` shows while None.
    """

    def __init__(
        self, options: Sequence[tuple[object, str]] = (), placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.combo = _Combo()
        self.combo.setView(QListView())
        self.combo.setPlaceholderText(placeholder)
        self.combo.setMaxVisibleItems(10)
        self.combo.activated.connect(lambda _row: self.changed.emit())
        self.combo.currentIndexChanged.connect(self._show_blank)
        self._keys: list[object] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo)
        self._watch(self.combo)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_options(options)
        theme.follow(self._restyle)

    def set_options(self, options: Sequence[tuple[object, str]]) -> None:
        """Changes the options and keeps the value when it is still among them."""
        before = self.value()
        self._keys = [key for key, _ in options]
        self.combo.clear()
        self.combo.addItems([text for _, text in options])
        self.set_value(before)
        self._show_blank(self.combo.currentIndex())

    def value(self) -> object:
        row = self.combo.currentIndex()
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def text(self) -> str:
        return self.combo.currentText()

    def set_value(self, value: object) -> None:
        self.combo.setCurrentIndex(self._keys.index(value) if value in self._keys else -1)

    def _show_blank(self, row: int) -> None:
        """The placeholder is quieter than an answer; a style sheet overrides Qt's own way of saying so."""
        self.combo.setProperty("blank", "true" if row < 0 else "false")
        theme.repolish(self.combo)

    def _editors(self) -> list[QWidget]:
        return [self.combo]

    def _restyle(self) -> None:
        self.combo.setFixedHeight(theme.px(40))
