"""Fields that are typed into: a line, several lines."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.widgets.field import Field
from ui.widgets.labels import Label


class _Edit(QLineEdit):
    """A line edit with an icon before the text, and a lock behind it when it cannot be changed."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        if icon:
            self.setProperty("lead", "true")

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        if self._icon:
            icons.paint(painter, QRect(theme.px(12), 0, theme.px(18), self.height()), self._icon, "ink2")
        if self.isReadOnly():
            spot = QRect(self.width() - theme.px(30), 0, theme.px(16), self.height())
            icons.paint(painter, spot, "lock", "ink3")


class LineField(Field):
    """One line, 40 px. `value()` is the stripped str. `edit` is the QLineEdit, for validators and masks.

    Signal besides those of Field: `entered()` on Enter.
    """

    entered = Signal()

    def __init__(
        self,
        placeholder: str = "",
        max_length: int = 0,
        icon: str = "",
        secret: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.edit = _Edit(icon)
        self.edit.setPlaceholderText(placeholder)
        if max_length:
            self.edit.setMaxLength(max_length)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.textEdited.connect(lambda _text: self.changed.emit())
        self.edit.returnPressed.connect(self.entered)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit)
        self._watch(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.follow(self._restyle)

    def value(self) -> str:
        return self.edit.text().strip()

    def set_value(self, value: str | None) -> None:
        self.edit.setText(value or "")
        self.edit.setCursorPosition(0)

    def rewrite(self, change: Callable[[str], str]) -> None:
        """An act of the person, which Ctrl+Z takes back: what `change` makes of the text stands in its place."""
        words = change(self.edit.text())
        self.edit.selectAll()
        self.edit.insert(words)

    def set_read_only(self, read_only: bool) -> None:
        self.edit.setReadOnly(read_only)
        self.edit.setProperty("tail", "true" if read_only else "false")
        theme.repolish(self.edit)

    def _editors(self) -> list[QWidget]:
        return [self.edit]

    def _restyle(self) -> None:
        self.edit.setFixedHeight(theme.px(40))


class TextArea(Field):
    """Several lines, `lines` high at least. Tab leaves it. `value()` is the stripped str.

    With `max_length` a counter by `pattern` ("{count} / {most}") stands at the right of the label in its
    FormRow and turns red when there are more. Typing is never cut off, because cut words are lost words;
    `is_too_long()` tells the page.
    """

    def __init__(
        self,
        placeholder: str = "",
        lines: int = 3,
        max_length: int = 0,
        pattern: str = "{count} / {most}",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines, self._most, self._pattern = lines, max_length, pattern
        self._filling = False
        self.edit = QPlainTextEdit()
        self.edit.setPlaceholderText(placeholder)
        self.edit.setTabChangesFocus(True)
        self.edit.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.edit.textChanged.connect(self._typed)
        self._counter = Label("", "caption", "ink3")
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.edit, 1)
        self.corner = self._counter if max_length else None
        self._watch(self.edit)
        self._count()
        theme.follow(self._restyle)

    def value(self) -> str:
        return self.edit.toPlainText().strip()

    def set_value(self, value: str | None) -> None:
        self._filling = True
        self.edit.setPlainText(value or "")
        self._filling = False

    def rewrite(self, change: Callable[[str], str]) -> None:
        """An act of the person, which Ctrl+Z takes back: what `change` makes of the text stands in its place."""
        words = change(self.edit.toPlainText())
        cursor = QTextCursor(self.edit.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(words)

    def is_too_long(self) -> bool:
        return bool(self._most) and len(self.value()) > self._most

    def set_read_only(self, read_only: bool) -> None:
        self.edit.setReadOnly(read_only)
        theme.repolish(self.edit)

    def _typed(self) -> None:
        self._count()
        if not self._filling:
            self.changed.emit()

    def _count(self) -> None:
        self._counter.setText(self._pattern.format(count=len(self.value()), most=self._most))
        self._counter.set_tone("red" if self.is_too_long() else "ink3")

    def _editors(self) -> list[QWidget]:
        return [self.edit]

    def _restyle(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self.edit.setMinimumHeight(theme.px(22) * self._lines + theme.px(30))
