"""The top-level window, on the screen before anything else of the program is even imported."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import icons
from ui.theme import Theme

EMBLEM = 96  # px


class Frame(QWidget):
    """The page's colour and the emblem, until it holds the real window as its only content. Another language
    is another window in the same frame."""

    def __init__(self, theme_name: str) -> None:
        super().__init__()
        self._page = Theme(theme_name).color("page")
        self._content: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.resize(1366, 768)

    def hold(self, content: QWidget) -> None:
        """Show `content` from now on; its title and icon are the frame's, and closing one closes the other."""
        before, self._content = self._content, content
        if before is not None:
            self._column.removeWidget(before)
            before.hide()
            before.deleteLater()
        self._column.addWidget(content)
        content.windowTitleChanged.connect(self.setWindowTitle)
        self.setWindowTitle(content.windowTitle())
        self.setWindowIcon(content.windowIcon())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._page)
        if self._content is None:
            place = QRect(0, 0, EMBLEM, EMBLEM)
            place.moveCenter(self.rect().center())
            icons.paint_art(painter, place, "emblem")

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._content is not None:
            self._content.close()
        super().closeEvent(event)
