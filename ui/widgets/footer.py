"""The sticky foot of a form: how much is left, and the buttons."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import Button, PaintedButton


class _Message(PaintedButton):
    """An icon, the message in its tone, and a quiet hint after it."""

    def __init__(self) -> None:
        super().__init__("")
        self.mark, self.tone, self.hint = "", "ink2", ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        lead = theme.px(27) if self.mark else 0
        width = lead + paint.text_width(self.words()) + theme.px(12) + paint.text_width(self.hint)
        return QSize(width + theme.px(8), theme.px(40))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        left = px(2)
        if self.mark:
            icons.paint(painter, QRect(left, 0, px(18), self.height()), self.mark, self.tone)
            left += px(27)
        room = QRect(left, 0, self.width() - left, self.height())
        room.setLeft(left + paint.words(painter, room, self.words(), "body", self.tone) + px(12))
        paint.words(painter, room, self.hint, "body", "ink3")


class StickyFooter(QFrame):
    """68 px: at the left a message that can be clicked, at the right the buttons, primary last.

    Signal: `message_clicked()` (the form goes to the first thing that is missing).
    """

    message_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message = _Message()
        self._message.clicked.connect(lambda _checked: self.message_clicked.emit())
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._message, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addStretch(1)
        theme.follow(self._restyle)

    def set_message(self, text: str, tone: str = "ink2", icon: str = "", hint: str = "") -> None:
        self._message.mark, self._message.tone, self._message.hint = icon, tone, hint
        self._message.set_words(text)
        # Nothing to go to: the words are no button then.
        self._message.setFocusPolicy(Qt.FocusPolicy.StrongFocus if text else Qt.FocusPolicy.NoFocus)

    def message(self) -> str:
        return self._message.words()

    def add_button(self, text: str, kind: str = "outlined", icon: str = "", size: str = "large") -> Button:
        button = Button(text, kind, size, icon)
        self._row.addWidget(button)
        return button

    def _restyle(self) -> None:
        px = theme.px
        self.setFixedHeight(px(68))
        self._row.setContentsMargins(px(20), 1, px(20), 0)
        self._row.setSpacing(px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        paint.rule(painter, 0, 0, self.width() - 1, 0)
