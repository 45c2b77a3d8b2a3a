"""The search field of lists."""

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets.buttons import IconButton


class SearchField(QLineEdit):
    """40 px, a glass at the left, a cross to clear; never narrower than 160.

    Signals: `searched(text)` 200 ms after the last key, or at once on Enter and on clearing;
    `go_down()` when the Down key asks for the list below. Esc clears.
    """

    searched = Signal(str)
    go_down = Signal()

    def __init__(self, placeholder: str, clear_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setProperty("lead", "true")
        self.setProperty("tail", "true")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._said = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(200)
        self._pause.timeout.connect(self._say)
        self._cross = IconButton("x", clear_text, 30, token="ink3", parent=self)
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.clicked.connect(lambda _checked: self.reset())
        self._cross.hide()
        self.textChanged.connect(self._typed)
        theme.follow(self._restyle)

    def reset(self) -> None:
        self.clear()
        self._say()

    def _typed(self, text: str) -> None:
        self._cross.setVisible(bool(text))
        self._pause.start()

    def _say(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._said:
            self._said = text
            self.searched.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._say()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.reset()
        elif event.key() == Qt.Key.Key_Down:
            self.go_down.emit()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(40))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(40))

    def resizeEvent(self, event: object) -> None:
        side = theme.px(30)
        self._cross.setGeometry(self.width() - side - theme.px(5), (self.height() - side) // 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        spot = QRect(theme.px(12), 0, theme.px(20), self.height())
        icons.paint(QPainter(self), spot, "search", "ink2")

    def _restyle(self) -> None:
        self.setFixedHeight(theme.px(40))
