"""What happened to a record, from top to bottom; and the same in one line."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint

_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)


@dataclass(frozen=True, slots=True)
class Step:
    """`state` is "done", "now" or "later".

    `text` stands beside the title, `note` under it, `when` at the right.
    """

    title: str
    state: str = "later"
    text: str = ""
    when: str = ""
    note: str = ""
    when_tone: str = "ink3"


def paint_dot(painter: QPainter, rect: QRectF, state: str) -> None:
    """Done = green disc with a tick, now = blue ring with a white heart, later = hollow grey."""
    if state == "done":
        paint.box(painter, rect, rect.width(), "green-s")
        inset = rect.width() * 0.16
        tick = "on-primary" if theme.current().name == "light" else "page"
        icons.paint(painter, rect.adjusted(inset, inset, -inset, -inset), "check", tick)
    elif state == "now":
        paint.box(painter, rect, rect.width(), "primary")
        heart = rect.width() * 0.29
        paint.box(painter, rect.adjusted(heart, heart, -heart, -heart), rect.width(), "surface")
    else:
        paint.box(painter, rect, rect.width(), "surface", "line2", theme.px(2))


def _spoken(steps: Sequence[Step]) -> str:
    return "; ".join(" ".join(p for p in (s.title, s.text, s.when, s.note) if p) for s in steps)


class Timeline(QWidget):
    """Steps under one another: dot 22, line 2, rows `spacing` px apart (31; 34 in wide cards), notes 20 more a line.

    A note has as many lines as it needs; other words that do not fit are cut with …; the width is that of its place.
    """

    def __init__(self, steps: Sequence[Step] = (), spacing: int = 31, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spacing = spacing
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_steps(steps)

    def set_steps(self, steps: Sequence[Step]) -> None:
        self._steps = list(steps)
        self.setAccessibleName(_spoken(self._steps))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(self._row_height(step, width) for step in self._steps)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), self.heightForWidth(max(self.width(), theme.px(240))))

    def _row_height(self, step: Step, width: int) -> int:
        return theme.px(self._spacing) + self._note_height(step, width)

    def _note_height(self, step: Step, width: int) -> int:
        if not step.note:
            return 0
        room = QRect(0, 0, width - theme.px(34), 10_000)
        metrics = QFontMetrics(theme.font("caption"))
        lines = -(-metrics.boundingRect(room, _WRAPPED, step.note).height() // metrics.lineSpacing())
        return lines * theme.px(20)

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter, top = theme.px, QPainter(self), 0
        for place, step in enumerate(self._steps):
            height = self._row_height(step, self.width())
            if place + 1 < len(self._steps):
                line = QRect(px(11) - 1, top + px(22), 2, height - px(18))
                painter.fillRect(line, theme.color("green-s" if step.state == "done" else "line2"))
            top += height
        top = 0
        for step in self._steps:
            self._paint_step(painter, step, top)
            top += self._row_height(step, self.width())

    def _paint_step(self, painter: QPainter, step: Step, top: int) -> None:
        px = theme.px
        paint_dot(painter, QRectF(0, top + 2, px(22), px(22)), step.state)
        left, high = px(34), px(26)
        when = paint.text_width(step.when, "caption")
        paint.words(
            painter, QRect(self.width() - when - 1, top, when + 1, high), step.when, "caption", step.when_tone
        )
        room = self.width() - when - px(12)
        ink = {"now": "link", "done": "ink"}.get(step.state, "ink2")
        title = QRect(left, top, room - left, high)
        used = paint.words(painter, title, step.title, "body", ink, bold=step.state != "later")
        left += used + px(15)
        paint.words(painter, QRect(left, top, max(0, room - left), high), step.text, "body", "ink2")
        if step.note:
            note = QRect(px(34), top + px(24), self.width() - px(34), self._note_height(step, self.width()))
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("ink2"))
            painter.drawText(note, _WRAPPED, step.note)


class StepBar(QWidget):
    """The steps side by side: dot 18, words under it, 48 px high."""

    def __init__(self, steps: Sequence[Step] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_steps(steps)

    def set_steps(self, steps: Sequence[Step]) -> None:
        self._steps = list(steps)
        self.setAccessibleName(_spoken(self._steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        widest = max((paint.text_width(step.title, "caption", True) for step in self._steps), default=0)
        return QSize((widest + theme.px(12)) * len(self._steps), theme.px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        each = self.width() / max(1, len(self._steps))
        middles = [each * (place + 0.5) for place in range(len(self._steps))]
        for place, step in enumerate(self._steps[:-1]):
            token = "green-s" if step.state == "done" else "line2"
            line = QRectF(middles[place] + px(11), px(12) - 1, each - px(22), 2)
            painter.fillRect(line, theme.color(token))
        for middle, step in zip(middles, self._steps, strict=True):
            paint_dot(painter, QRectF(middle - px(9), px(3), px(18), px(18)), step.state)
            words = QRectF(middle - each / 2, px(26), each, px(20))
            ink = "link" if step.state == "now" else "ink2"
            paint.words(painter, words, step.title, "caption", ink, paint.CENTRE, step.state == "now")
