"""A filter: a button that shows its value and opens a menu of the others."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import PaintedButton


class FilterButton(PaintedButton):
    """40 px; shows the name alone while nothing is filtered, else `name` and value by `pattern`.

    `pattern` has {name} and {value}, e.g. "{name}：{value}". An option is (key, text); the key None is
    "no filter". Signal: `changed(key)`, only by a person's act.
    """

    changed = Signal(object)

    def __init__(
        self,
        name: str,
        options: Sequence[tuple[object, str]],
        pattern: str,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._name, self._pattern, self._icon = name, pattern, icon
        self._options: list[tuple[object, str]] = list(options)
        self._value: object = None
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked: self.open_menu())

    def set_options(self, options: Sequence[tuple[object, str]]) -> None:
        self._options = list(options)
        self.set_value(self._value)

    def value(self) -> object:
        return self._value

    def set_value(self, key: object) -> None:
        self._value = key
        text = next((text for option, text in self._options if option == key), "")
        shown = self._name if key is None else self._pattern.format(name=self._name, value=text)
        self.set_words(shown)

    def menu(self) -> QMenu:
        """A new menu of the options, the current one ticked."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, text in self._options:
            action = menu.addAction(text.replace("&", "&&"))
            if key == self._value:
                action.setIcon(icons.icon("check", "link", 18))
            action.triggered.connect(lambda _checked, key=key: self._choose(key))
        return menu

    def open_menu(self) -> None:
        menu = self.menu()
        menu.setMinimumWidth(self.width())
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _choose(self, key: object) -> None:
        if key != self._value:
            self.set_value(key)
            self.changed.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        icon = theme.px(26) if self._icon else 0
        return QSize(icon + paint.text_width(self.words()) + theme.px(13 + 8 + 16 + 12), theme.px(40))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        fill = "track" if self.isDown() else "hover" if self.hovered() else "surface"
        paint.box(painter, self.rect(), px(6), fill, "input")
        left = px(13)
        if self._icon:
            icons.paint(painter, QRect(left, 0, px(18), self.height()), self._icon, "ink2")
            left += px(26)
        paint.words(painter, QRect(left, 0, self.width() - left - px(30), self.height()), self.words())
        icons.paint(painter, QRect(self.width() - px(28), 0, px(16), self.height()), "chevron-down", "ink2")
