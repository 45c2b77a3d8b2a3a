"""A list of small rows of fields, with a button to add one and one in each row to take it away."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.field import Field


class FieldGroup(Field):
    """Several fields side by side as one field.

    `value()` is {name: value}. `stretch` shares out the width.
    """

    def __init__(
        self, fields: Mapping[str, Field], stretch: Sequence[int] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.fields = dict(fields)
        self._row = QHBoxLayout(self)
        for place, field in enumerate(self.fields.values()):
            self._row.addWidget(field, stretch[place] if place < len(stretch) else 1)
            field.changed.connect(self.changed)
            field.left.connect(self.left)
        self.setFocusProxy(next(iter(self.fields.values())))
        theme.follow(self._restyle)

    def value(self) -> dict[str, Any]:
        return {name: field.value() for name, field in self.fields.items()}

    def set_value(self, value: Mapping[str, Any] | None) -> None:
        for name, field in self.fields.items():
            field.set_value((value or {}).get(name))

    def is_empty(self) -> bool:
        return all(field.is_empty() for field in self.fields.values())

    def set_read_only(self, read_only: bool) -> None:
        for field in self.fields.values():
            field.set_read_only(read_only)

    def set_error(self, error: bool) -> None:
        super().set_error(error)
        for field in self.fields.values():
            field.set_error(error)

    def _restyle(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(8))


class LinesEditor(Field):
    """Rows made by `make_row` (each a Field); `value()` is the list of their values, empty rows left out.

    `add_text` is the button under the rows, `remove_text` the name of the cross in each. Keeps `least` rows.
    """

    def __init__(
        self,
        make_row: Callable[[], Field],
        add_text: str,
        remove_text: str,
        least: int = 0,
        most: int = 50,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_row, self._remove_text, self._least, self._most = make_row, remove_text, least, most
        self._lines: list[tuple[QWidget, Field, IconButton]] = []
        self._rows = QVBoxLayout()
        self._add = Button(add_text, "outlined", "small", "plus")
        self._add.clicked.connect(lambda _checked: self._add_clicked())
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._rows)
        self._column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self._add)
        for _ in range(least):
            self.add_row()
        theme.follow(self._restyle)

    def value(self) -> list[Any]:
        return [field.value() for field in self.rows() if not field.is_empty()]

    def set_value(self, value: Sequence[Any] | None) -> None:
        items = list(value or [])
        while len(self._lines) > max(len(items), self._least):
            self._drop(len(self._lines) - 1)
        while len(self._lines) < len(items):
            self.add_row()
        for place, field in enumerate(self.rows()):
            field.set_value(items[place] if place < len(items) else None)

    def rows(self) -> list[Field]:
        return [field for _, field, _ in self._lines]

    def add_row(self) -> Field:
        """Adds an empty row and gives its field."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        field = self._make_row()
        cross = IconButton("x", self._remove_text)
        cross.clicked.connect(lambda _checked: self._remove_clicked(line))
        row.addWidget(field, 1)
        row.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)
        field.changed.connect(self.changed)
        field.left.connect(self.left)
        self._lines.append((line, field, cross))
        self._rows.addWidget(line)
        self._show_limits()
        return field

    def remove_row(self, place: int) -> None:
        """Takes a row away, as a press on its cross does."""
        self._drop(place)
        follower = min(place, len(self._lines) - 1)
        target: QWidget = self._lines[follower][1] if follower >= 0 else self._add
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _add_clicked(self) -> None:
        self.add_row().setFocus(Qt.FocusReason.TabFocusReason)

    def _remove_clicked(self, line: QWidget) -> None:
        self.remove_row(next(place for place, entry in enumerate(self._lines) if entry[0] is line))

    def _drop(self, place: int) -> None:
        line, _, _ = self._lines.pop(place)
        self._rows.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._show_limits()

    def _show_limits(self) -> None:
        self._add.setVisible(len(self._lines) < self._most)
        for _, _, cross in self._lines:
            cross.setEnabled(len(self._lines) > self._least)

    def set_error(self, error: bool) -> None:
        super().set_error(error)
        for field in self.rows():
            field.set_error(error)

    def set_read_only(self, read_only: bool) -> None:
        for _, field, cross in self._lines:
            field.set_read_only(read_only)
            cross.setHidden(read_only)
        self._add.setHidden(read_only)

    def _restyle(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self._rows.setSpacing(theme.px(8))
