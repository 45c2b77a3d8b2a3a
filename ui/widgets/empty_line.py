"""The one line a list shows when a filter leaves nothing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class EmptyLine(QWidget):
    """A sentence and a text button, in the middle near the top. Signal: `link_clicked()`."""

    link_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Label("", "body", "ink3")
        self._link = Button("", "text", "small")
        self._link.clicked.connect(lambda _checked: self.link_clicked.emit())
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(self._text, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._link, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)

    def set_words(self, text: str, link: str = "") -> None:
        self._text.setText(text)
        self._link.set_words(link)
        self._link.setVisible(bool(link))

    def has_words(self) -> bool:
        return bool(self._text.text())
