"""The toast: says in passing that something is done, with one way back."""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import PaintedButton


class _ToastAction(PaintedButton):
    """The one action, bold on the reversed ground."""

    wants_ring = False

    def sizeHint(self) -> QSize:
        return QSize(paint.text_width(self.words(), bold=True) + theme.px(24), theme.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.words(painter, self.rect(), self.words(), "body", "surface", paint.CENTRE, bold=True)
        if self.hasFocus() or self.hovered():
            paint.box(painter, self.rect().adjusted(2, 2, -2, -2), theme.px(6), edge="surface", width=2)


class Toast(QFrame):
    """48 px, bottom centre of `host`, ink and page reversed, gone after 4 s (not while the mouse is on it).

    `show_message(text, action="", icon)`. Signals: `action_clicked()`; `said(text)` for the status bar.
    Make one per window; a new message replaces the old.
    """

    action_clicked = Signal()
    said = Signal(str)

    def __init__(self, host: QWidget, milliseconds: int = 4000) -> None:
        super().__init__(host)
        self._host = host
        self._text, self._icon = "", ""
        self._action = _ToastAction("")
        self._action.clicked.connect(lambda _checked: self._act())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 4, 4)
        row.addStretch(1)
        row.addWidget(self._action)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(milliseconds)
        self._clock.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()
        theme.follow(self._place)

    def text(self) -> str:
        return self._text

    def action(self) -> PaintedButton:
        return self._action

    def show_message(self, text: str, action: str = "", icon: str = "circle-check") -> None:
        self._text, self._icon = text, icon
        self.setAccessibleName(text)
        self._action.set_words(action)
        self._action.setVisible(bool(action))
        self._place()
        self.show()
        self.raise_()
        self.update()
        self._clock.start()
        self.said.emit(text)

    def _act(self) -> None:
        self._clock.stop()
        self.hide()
        self.action_clicked.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._clock.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if self.isVisible():
            self._clock.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        px, host = theme.px, self._host
        action = self._action.sizeHint().width() if self._action.words() else px(16)
        width = max(px(266), px(42) + paint.text_width(self._text) + px(24) + action)
        width = min(width, host.width() - px(32))
        left = (host.width() - width) // 2
        self.setGeometry(QRect(left, host.height() - px(48 + 44), width, px(48)))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        paint.box(painter, self.rect(), px(8), "ink")
        icons.paint(painter, QRect(px(14), 0, px(20), self.height()), self._icon, "surface")
        end = self._action.x() if self._action.words() else self.width() - px(12)
        paint.words(painter, QRect(px(42), 0, end - px(46), self.height()), self._text, "body", "surface")
