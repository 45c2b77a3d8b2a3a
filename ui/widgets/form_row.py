"""A row of a form: label above, field, help or error below."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.field import Field
from ui.widgets.labels import IconLabel, Label


class FormRow(QWidget):
    """Label (15) with a red * when required and a hint (13) beside it; the field; help or error (13) below.

    The page calls `set_error(words)` and `clear_error()`, best on `field.left`. An error hides the help.
    `set_note` puts a quiet word at the right of the label row, like a counter.
    """

    def __init__(
        self,
        label: str,
        field: Field,
        required: bool = False,
        hint: str = "",
        help_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._label = Label(label)
        self._label.setBuddy(field)
        self._star = Label("*", tone="red")
        self._hint = Label(hint, "caption", "ink3")
        self._note = Label("", "caption", "ink3")
        self._mark = IconLabel("alert-circle-filled", "red", 16)
        self._below = Label(help_text, "caption", "ink3", wrap=True)
        self._help = help_text
        self._error = ""
        field.set_name(label)
        self._head = QHBoxLayout()
        for part in (self._label, self._star, self._hint):
            self._head.addWidget(part)
        self._head.addStretch(1)
        self._head.addWidget(field.corner or self._note)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._foot.addWidget(self._below, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(field)
        self._column.addLayout(self._foot)
        if field.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Fixed:
            self._column.addStretch(1)  # rows side by side keep their labels level
        self._star.setVisible(required)
        self._show_below()
        theme.follow(self._restyle)

    def label(self) -> str:
        return self._label.text()

    def error(self) -> str:
        return self._error

    def set_error(self, words: str) -> None:
        self._error = words
        self.field.set_error(bool(words))
        # A screen reader says the description with the name when the field gets the focus.
        self.field.setAccessibleDescription(words)
        self._show_below()

    def clear_error(self) -> None:
        self.set_error("")

    def set_help(self, words: str) -> None:
        self._help = words
        self._show_below()

    def set_note(self, words: str) -> None:
        self._note.setText(words)

    def go(self) -> None:
        """Scrolls here and puts the focus into the field."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        inside = area.widget() if area is not None else None
        if area is not None and inside is not None:
            spot = self.mapTo(inside, QPoint(0, 0))
            area.ensureVisible(spot.x(), spot.y() + self.height() // 2, 0, self.height())
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_below(self) -> None:
        words = self._error or self._help
        self._below.setText(words)
        self._below.set_tone("red" if self._error else "ink3")
        self._below.setVisible(bool(words))
        self._mark.setVisible(bool(self._error))

    def _restyle(self) -> None:
        px = theme.px
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(6))
        self._head.setSpacing(px(6))
        self._foot.setSpacing(px(6))
