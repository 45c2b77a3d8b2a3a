"""What can be done with something, at the foot of its card."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.widgets.flow import FlowLayout

_FIXED = QSizePolicy.Policy.Fixed  # an icon by itself keeps its size


class _ActionLayout(FlowLayout):
    """All in one line, the first as wide as there is room; else the first by itself and the rest under it."""

    def _arrange(self, rect: QRect, place: bool) -> int:
        items, gap = self._shown(), theme.px(self._gap)
        if not items:
            return 0
        whole = sum(item.sizeHint().width() + gap for item in items) - gap
        lines = [items] if whole <= rect.width() or len(items) == 1 else [items[:1], items[1:]]
        y = rect.y()
        for line in lines:
            spare = rect.width() - sum(item.sizeHint().width() + gap for item in line) + gap
            x, height = rect.x(), max(item.sizeHint().height() for item in line)
            for number, item in enumerate(line):
                widget = item.widget()
                grows = (
                    number == 0 and widget is not None and widget.sizePolicy().horizontalPolicy() != _FIXED
                )
                width = item.sizeHint().width() + (spare if grows else 0)
                if place:
                    item.setGeometry(QRect(x, y, width, item.sizeHint().height()))
                x += width + gap
            y += height + gap
        return y - gap - rect.y()


class ActionRow(QWidget):
    """Buttons side by side, or in two lines where long words or a large text leave no room for that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = _ActionLayout(self)
        self._buttons: list[QAbstractButton] = []

    def add(self, button: QAbstractButton) -> None:
        self._buttons.append(button)
        self._layout.addWidget(button)

    def buttons(self) -> list[QAbstractButton]:
        """In the order they were added."""
        return list(self._buttons)
