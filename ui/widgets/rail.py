"""The navigation rail at the left of the window."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import AmberButton
from ui.widgets.focus import step_focus
from ui.widgets.rail_item import PersonBlock, RailItem


class _Brand(QWidget):
    """The emblem 26 px wide and the name of the program, 64 px high."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(42) + paint.text_width(self._name, "card"), theme.px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        icons.paint_art(painter, QRect(px(4), px(18), px(28), px(28)), "emblem-on-navy")
        words = QRect(px(41), 0, self.width() - px(41), self.height())
        paint.words(painter, words, self._name, "card", "on-primary")


class _RailRule(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(1, theme.px(17))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.rule(
            QPainter(self),
            theme.px(4),
            self.height() // 2,
            self.width() - theme.px(4),
            self.height() // 2,
            "rail-line",
        )


class NavRail(QFrame):
    """The rail, 152 px wide (wider when a label needs it): emblem and name, amber button, items, person.

    Signals: `navigated(key)`, `record_clicked()`, `switch_clicked()`. Arrow keys move among the items.
    """

    navigated = Signal(str)
    record_clicked = Signal()
    switch_clicked = Signal()

    def __init__(
        self, app_name: str, record_text: str, switch_text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._items: dict[str, RailItem] = {}
        self._item_of: dict[str, str] = {}  # by page
        self._last: dict[str, str] = {}  # page, by item
        self.record_button = AmberButton(record_text)
        self.record_button.clicked.connect(lambda _checked: self.record_clicked.emit())
        self.person_block = PersonBlock(switch_text)
        self.person_block.clicked.connect(lambda _checked: self.switch_clicked.emit())
        self._list = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.addWidget(_Brand(app_name))
        self._column.addWidget(self.record_button)
        self._column.addLayout(self._list)
        self._column.addStretch(1)
        self._column.addWidget(_RailRule())
        self._column.addWidget(self.person_block)
        theme.follow(self._restyle)

    def add_item(self, key: str, icon: str, text: str, covers: Sequence[str] = ()) -> RailItem:
        """An item that leads to the page `key`, or to the one of those it `covers` where one was last."""
        item = RailItem(icon, text)
        item.clicked.connect(lambda _checked: self.navigated.emit(self._last[key]))
        self._items[key], self._last[key] = item, key
        self._item_of |= dict.fromkeys((key, *covers), key)
        self._list.addWidget(item)
        return item

    def add_separator(self) -> None:
        self._list.addWidget(_RailRule())

    def clear(self) -> None:
        """Takes every item out, for another person with another role."""
        for each in (self._items, self._item_of, self._last):
            each.clear()
        while (entry := self._list.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def keys(self) -> list[str]:
        """The items in their order, for Alt+1…9."""
        return list(self._items)

    def item(self, key: str) -> RailItem:
        return self._items[key]

    def current(self) -> str:
        """The page that is marked."""
        return next((self._last[key] for key, item in self._items.items() if item.is_active()), "")

    def set_current(self, key: str) -> None:
        """Mark where one is. A page without an item of its own belongs to the one it was reached from."""
        if key not in self._item_of:
            return
        here = self._item_of[key]
        self._last[here] = key
        for name, item in self._items.items():
            item.set_active(name == here)

    def set_badge(self, key: str, badge: str, spoken: str = "") -> None:
        self._items[key].set_badge(badge, spoken)

    def set_person(self, name: str, role: str) -> None:
        self.person_block.set_person(name, role)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and step_focus(list(self._items.values()), event):
            return
        super().keyPressEvent(event)

    def _restyle(self) -> None:
        px = theme.px
        self.setMinimumWidth(px(152))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._column.setContentsMargins(px(10), 0, px(10), px(4))
        self._column.setSpacing(0)
        self._list.setContentsMargins(0, px(14), 0, 0)
        self._list.setSpacing(px(2))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("rail"))
