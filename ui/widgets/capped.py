"""Something that is as high as it needs to be, up to a limit; then it scrolls."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.split import ScrollPage


class Capped(ScrollPage):
    """As high as its content, and at the most as `set_most` says, in pixels."""

    _content: QWidget | None = None  # Qt looks at events before the content is set
    _most = 0

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(content, parent)
        self._content = content

    def set_most(self, pixels: int) -> None:
        self._most = pixels
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        inner = self._content
        if inner is None:
            return
        wide = inner.heightForWidth(self.viewport().width()) if inner.hasHeightForWidth() else -1
        wanted = wide if wide >= 0 else inner.sizeHint().height()
        self.setFixedHeight(min(wanted, self._most))
