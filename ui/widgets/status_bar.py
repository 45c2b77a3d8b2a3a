"""The status bar under rail and page."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui import theme
from ui.widgets import paint
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel
from ui.widgets.sync_status import SyncStatusButton


class StatusBar32(QFrame):
    """32 px under rail and page: the sync button, room for the last message, flat buttons at the right."""

    def __init__(self, sync: SyncStatusButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sync = sync
        self._message = ElidedLabel("", "caption", "ink2")
        self._row = QHBoxLayout(self)
        self._row.addWidget(sync, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._message, 1, Qt.AlignmentFlag.AlignVCenter)
        theme.follow(self._restyle)

    def add_button(self, text: str, icon: str) -> Button:
        """Adds a flat button at the right end; connect its `clicked`."""
        button = Button(text, "quiet", "status", icon)
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button

    def show_message(self, text: str) -> None:
        """The last toast again, for those who read slowly."""
        self._message.set_text(text)

    def _restyle(self) -> None:
        px = theme.px
        self.setFixedHeight(px(32))
        self._row.setContentsMargins(px(10), 1, px(8), 0)
        self._row.setSpacing(px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        paint.rule(painter, 0, 0, self.width() - 1, 0)
