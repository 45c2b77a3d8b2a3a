"""The page of a list that has never had anything in it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets import paint
from ui.widgets.art import Art
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class _Number(QWidget):
    """The number of a step on a tinted disc, 36 px."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = str(number)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(36), theme.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, self.rect(), self.width(), "blue-t")
        paint.words(painter, self.rect(), self._number, "body", "blue", paint.CENTRE, bold=True)


class EmptyState(QFrame):
    """A white card: picture 340×190, title 22, a sentence, buttons, then three steps (title, sub line).

    Signals: `primary_clicked()`, `secondary_clicked()`. Empty texts leave their part out.
    """

    primary_clicked = Signal()
    secondary_clicked = Signal()

    def __init__(
        self,
        title: str,
        sentence: str = "",
        primary: str = "",
        secondary: str = "",
        steps: Sequence[tuple[str, str]] = (),
        art: str = "empty-clipboard",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.addStretch(3)
        middle = Qt.AlignmentFlag.AlignHCenter
        if art:
            self._column.addWidget(Art(art, 340, 190), 0, middle)
        self._column.addWidget(Label(title, "title"), 0, middle)
        if sentence:
            self._column.addWidget(Label(sentence, tone="ink2"), 0, middle)
        self.primary = Button(primary, "primary", "large", icon)
        self.secondary = Button(secondary, "outlined", "large")
        self.primary.clicked.connect(lambda _checked: self.primary_clicked.emit())
        self.secondary.clicked.connect(lambda _checked: self.secondary_clicked.emit())
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.primary)
        self._buttons.addWidget(self.secondary)
        self._buttons.addStretch(1)
        self._column.addLayout(self._buttons)
        self.primary.setVisible(bool(primary))
        self.secondary.setVisible(bool(secondary))
        self._steps = QHBoxLayout()
        self._steps.addStretch(1)
        for number, (step, caption) in enumerate(steps, 1):
            self._steps.addLayout(self._step(number, step, caption))
        self._steps.addStretch(1)
        self._column.addLayout(self._steps)
        self._column.addStretch(4)
        theme.follow(self._restyle)

    def _step(self, number: int, title: str, caption: str) -> QHBoxLayout:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(Label(title))
        texts.addWidget(Label(caption, "caption", "ink3"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(_Number(number))
        row.addLayout(texts)
        return row

    def _restyle(self) -> None:
        px = theme.px
        self._column.setContentsMargins(px(24), px(16), px(24), px(16))
        self._column.setSpacing(px(12))
        self._buttons.setSpacing(px(12))
        self._buttons.setContentsMargins(0, px(10), 0, px(24))
        self._steps.setSpacing(px(72))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.box(QPainter(self), self.rect(), theme.px(10), "surface", "line")
