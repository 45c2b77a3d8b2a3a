"""The place where new photos and files are dropped."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets import paint
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label


class DropZone(QFrame):
    """Dashed box: icon, title, sentence and always a button too. `suffixes` (".jpg") limit what may be
    dropped.

    Signals: `files_dropped(list[Path])`, `choose_clicked()` (the page opens its own file dialog).
    """

    files_dropped = Signal(list)
    choose_clicked = Signal()

    def __init__(
        self,
        title: str,
        sentence: str,
        button_text: str,
        icon: str = "photo-plus",
        suffixes: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._suffixes = tuple(suffix.lower() for suffix in suffixes)
        self._over = False
        self.setAcceptDrops(True)
        self.button = Button(button_text, "outlined", "small")
        self.button.clicked.connect(lambda _checked: self.choose_clicked.emit())
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        texts.addWidget(Label(title, tone="ink2"))
        texts.addWidget(Label(sentence, "caption", "ink3", wrap=True))
        texts.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addWidget(IconLabel(icon, "ink2", 28), 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addLayout(texts, 1)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        theme.follow(self._restyle)

    def _wanted(self, event: QDropEvent) -> list[Path]:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return [path for path in paths if not self._suffixes or path.suffix.lower() in self._suffixes]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._wanted(event):
            self._set_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_over(False)
        event.acceptProposedAction()
        self.files_dropped.emit(self._wanted(event))

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()

    def _restyle(self) -> None:
        px = theme.px
        self.setMinimumHeight(px(84))
        self._row.setContentsMargins(px(16), px(12), px(16), px(12))
        self._row.setSpacing(px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        fill = "selected" if self._over else "sunken"
        paint.box(QPainter(self), self.rect(), theme.px(8), fill, "input", dashed=True)
