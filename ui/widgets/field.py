"""What every field of a form has in common."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui import theme


class Field(QWidget):
    """The base of all fields, so that a form treats them alike.

    `value()` and `set_value()` speak Python: str, int, datetime, a key, a list; None or "" or [] is
    "nothing yet". Signals: `changed()` by a person's act only, `left()` when the focus has left the whole
    field. `set_error(True)` draws the red edge; FormRow shows the words. `set_read_only(True)` keeps it
    readable.
    """

    changed = Signal()
    left = Signal()

    # A small widget that FormRow shows at the right of the label, such as a counter.
    corner: QWidget | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._error = False

    def value(self) -> Any:
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        raise NotImplementedError

    def is_empty(self) -> bool:
        value = self.value()
        return value is None or value in ("", [], {}, (), (None, None))

    def set_read_only(self, read_only: bool) -> None:
        self.setEnabled(not read_only)

    def set_error(self, error: bool) -> None:
        self._error = error
        for editor in self._editors():
            editor.setProperty("error", "true" if error else "false")
            theme.repolish(editor)
        self.update()

    def has_error(self) -> bool:
        return self._error

    def set_name(self, name: str) -> None:
        """The accessible name, that of the label above."""
        self.setAccessibleName(name)
        for editor in self._editors():
            editor.setAccessibleName(name)

    def _editors(self) -> list[QWidget]:
        """The widgets that wear the red edge and the name; none for fields that paint it themselves."""
        return []

    def _watch(self, *widgets: QWidget) -> None:
        """Makes these the places where the focus of this field can be; the first one takes it."""
        if self.focusProxy() is None:
            self.setFocusProxy(widgets[0])
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
            now = QApplication.focusWidget()
            inside = now is not None and self.isAncestorOf(now)
            if event.reason() not in passing and not inside:
                self.left.emit()
        return False
