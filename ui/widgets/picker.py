"""A field that searches a long list; what it finds stands under it in the page."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.field import Field
from ui.widgets.picker_list import PickDelegate, PickList, PickRow, PickRows


class PickerField(Field):
    """Type a code, a name or initials; pick from the rows under the field. `value()` is a row's key or
    None.

    `search(text)` gives the rows at once; for a slow search leave it out, take `asked(text)` and answer
    with `set_rows`. `found` turns the number of rows into the words at the field's right. Up, Down, Enter,
    Esc. Typing over a picked row unpicks it. With `stay` the field empties after a pick and `picked(row)`
    is all that happens, for adding to a list of people.
    """

    asked = Signal(str)
    picked = Signal(object)

    def __init__(
        self,
        placeholder: str,
        search: Callable[[str], Sequence[PickRow]] | None = None,
        found: Callable[[int], str] | None = None,
        stay: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._search, self._found, self._stay = search, found, stay
        self._picked: PickRow | None = None
        self.edit = _PickEdit(self)
        self.edit.setPlaceholderText(placeholder)
        self._model = PickRows(self)
        self._delegate = PickDelegate(self)
        self.list = PickList(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._delegate)
        self.list.hide()
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.edit)
        self._column.addWidget(self.list)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(200)
        self._pause.timeout.connect(self._ask)
        self.edit.textEdited.connect(self._typed)
        self.list.clicked.connect(lambda index: self._take(index.row()))
        self._watch(self.edit)
        self.left.connect(self._shut)
        theme.follow(self._restyle)

    def value(self) -> object:
        return self._picked.key if self._picked else None

    def row(self) -> PickRow | None:
        return self._picked

    def set_value(self, value: PickRow | None) -> None:
        """Takes the row, not only its key, because the field shows its name."""
        self._picked = value
        self._delegate.chosen = value.key if value else None
        self.edit.setText(" ".join(part for part in (value.code, value.name) if part) if value else "")
        self.edit.setCursorPosition(0)
        self._shut()

    def text(self) -> str:
        """What is typed, picked or not."""
        return self.edit.text().strip()

    def set_rows(self, rows: Sequence[PickRow]) -> None:
        self._delegate.query = self.text()
        self._delegate.code_width = max((paint.text_width(row.code) for row in rows), default=0)
        groups = max((paint.text_width(row.group) for row in rows), default=0)
        self._delegate.group_width = min(groups, theme.px(140))
        self._model.fill(rows)
        self.edit.tail = self._found(len(rows)) if self._found else ""
        self.edit.update()
        self.list.setFixedHeight(min(len(rows), 6) * theme.px(38) + 2)
        self.list.setVisible(bool(rows))
        if rows:
            self.list.setCurrentIndex(self._model.index(0))

    def open(self) -> None:
        """Searches for what is in the field now, also for nothing, which gives the usual ones."""
        self._ask()

    def _typed(self, _text: str) -> None:
        if self._picked is not None:
            self._picked = None
            self._delegate.chosen = None
        self.changed.emit()
        self._pause.start()

    def _ask(self) -> None:
        self._pause.stop()
        text = self.text()
        self.asked.emit(text)
        if self._search is not None:
            self.set_rows(self._search(text))

    def _take(self, row: int) -> None:
        if not 0 <= row < len(self._model.rows):
            return
        picked = self._model.rows[row]
        self.set_value(None if self._stay else picked)
        self.picked.emit(picked)
        self.changed.emit()

    def _shut(self) -> None:
        self._pause.stop()
        self.edit.tail = ""
        self.edit.update()
        self.list.hide()

    def list_key(self, event: QKeyEvent) -> bool:
        """Handles the keys that belong to the list; says whether it did."""
        key, opened = event.key(), not self.list.isHidden()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not opened:
            self.open()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            row = (self.list.currentIndex().row() + step) % self._model.rowCount()
            self.list.setCurrentIndex(self._model.index(row))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self._pause.isActive():
                self._ask()  # quick fingers: search first for what is typed, then take the best
            self._take(self.list.currentIndex().row() if not self.list.isHidden() else -1)
        elif key == Qt.Key.Key_Escape and opened:
            self._shut()
        else:
            return False
        return True

    def _editors(self) -> list[QWidget]:
        return [self.edit]

    def _restyle(self) -> None:
        self.edit.setFixedHeight(theme.px(40))
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))


class _PickEdit(QLineEdit):
    """The line of a picker: a glass before the text, quiet words (`tail`) at the right."""

    def __init__(self, picker: PickerField) -> None:
        super().__init__()
        self._picker = picker
        self.tail = ""
        self.setProperty("lead", "true")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._picker.list_key(event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        icons.paint(painter, QRect(theme.px(12), 0, theme.px(20), self.height()), "search", "ink2")
        words = self.rect().adjusted(theme.px(40), 0, -theme.px(12), 0)
        paint.words(painter, words, self.tail, "caption", "ink2", paint.RIGHT)
