"""A card of a board: where it came from, its deadline, two lines of title, its place, and chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import PaintedButton
from ui.widgets.roles import DeadlineSpec

CARD = "application/x-board-card"
"""What a card that is dragged carries: its key."""
_SIDE, _LINES = 12, 2
_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


@dataclass(frozen=True)
class Chip:
    """Somebody's part in it: words, and how that stands as icon and tone."""

    text: str
    icon: str
    tone: str


@dataclass(frozen=True)
class CardSpec:
    """What a card shows; `lead` is an icon with words."""

    key: str
    title: str
    caption: str
    lead: tuple[str, str]
    due: DeadlineSpec | None = None
    chips: Sequence[Chip] = ()

    def spoken(self) -> str:
        parts = (
            self.lead[1],
            self.caption,
            self.due.text if self.due else "",
            *(each.text for each in self.chips),
        )
        return "; ".join(each for each in parts if each)


class BoardCard(PaintedButton):
    """Signals: `came(key)` when it takes the focus; `stepped(across, down, carry)` by an arrow key, to `carry` it
    along with Ctrl; `clicked` as any button. It can be dragged."""

    came = Signal(str)
    stepped = Signal(int, int, bool)
    wants_ring = False

    def __init__(self, spec: CardSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec.title, parent)
        self.spec = spec
        self._chosen = False
        self._pressed_at = QPoint()
        self.setAccessibleDescription(spec.spoken())
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_chosen(self, chosen: bool) -> None:
        self._chosen = chosen
        self.update()

    def sizeHint(self) -> QSize:
        width = theme.px(203)
        return QSize(width, self.heightForWidth(width))

    def heightForWidth(self, width: int) -> int:
        px = theme.px
        rows = self._chip_rows(width - 2 * px(_SIDE))
        chips = px(6) + len(rows) * px(30) if rows else 0
        return px(10) + px(22) + px(4) + self._title_height(width - 2 * px(_SIDE)) + px(21) + chips + px(12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # A box in a scrolled column is given its hint's height, whatever its width asks for.
        self.setFixedHeight(self.heightForWidth(self.width()))
        super().resizeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came.emit(self.spec.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The scrolled column around it would take the arrows for itself.
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(*step, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        moved = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if not (event.buttons() & Qt.MouseButton.LeftButton) or moved < QApplication.startDragDistance():
            super().mouseMoveEvent(event)
            return
        self.setDown(False)
        mime = QMimeData()
        mime.setData(CARD, self.spec.key.encode())
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.setPixmap(self.grab())
        drag.exec(Qt.DropAction.MoveAction)

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter, spec = theme.px, QPainter(self), self.spec
        fill = "hover" if self.hovered() and not self._chosen else "surface"
        paint.box(
            painter, self.rect(), px(8), fill, "primary" if self._chosen else "line", 2 if self._chosen else 1
        )
        if self.hasFocus():
            paint.ring_inside(painter, self.rect(), px(8))
        left, width, top = px(_SIDE), self.width() - 2 * px(_SIDE), px(10)
        self._paint_head(painter, QRect(left, top, width, px(22)))
        top += px(26)
        for line in self._lines(width):
            paint.words(painter, QRect(left, top, width, paint.line_height()), line, bold=True)
            top += paint.line_height()
        paint.words(painter, QRect(left, top, width, px(20)), spec.caption, "caption", "ink2")
        top += px(27)
        for row in self._chip_rows(width):
            self._paint_chips(painter, left, top, row)
            top += px(30)

    def _paint_head(self, painter: QPainter, rect: QRect) -> None:
        px, spec = theme.px, self.spec
        right = rect.right() + 1
        if spec.due is not None:
            shades = theme.tone(spec.due.tone)
            ink = "ink2" if spec.due.tone == "grey" else shades.text
            wide = paint.text_width(spec.due.text, "caption")
            right -= wide
            paint.words(
                painter, QRect(right, rect.y(), wide + 1, rect.height()), spec.due.text, "caption", ink
            )
            right -= px(20)
            icons.paint(painter, QRect(right, rect.y(), px(16), rect.height()), spec.due.icon, ink)
        icon, words = spec.lead
        icons.paint(painter, QRect(rect.x(), rect.y(), px(16), rect.height()), icon, "ink2")
        room = QRect(rect.x() + px(21), rect.y(), right - rect.x() - px(25), rect.height())
        paint.words(painter, room, words, "caption", "ink2")

    def _paint_chips(self, painter: QPainter, left: int, top: int, row: Sequence[tuple[Chip, int]]) -> None:
        px = theme.px
        for chip, wide in row:
            shades = theme.tone(chip.tone)
            paint.box(painter, QRect(left, top, wide, px(24)), px(12), shades.tint, shades.edge)
            icons.paint(painter, QRect(left + px(8), top, px(14), px(24)), chip.icon, shades.text)
            words = QRect(left + px(26), top, wide - px(34), px(24))
            paint.words(painter, words, chip.text, "caption", shades.text)
            left += wide + px(6)

    def _chip_rows(self, width: int) -> list[list[tuple[Chip, int]]]:
        """The chips with their widths, line by line."""
        px, room = theme.px, 0
        rows: list[list[tuple[Chip, int]]] = []
        for chip in self.spec.chips:
            wide = min(width, px(36) + paint.text_width(chip.text, "caption"))
            if not rows or wide > room:
                rows.append([])
                room = width
            rows[-1].append((chip, wide))
            room -= wide + px(6)
        return rows

    def _lines(self, width: int) -> list[str]:
        """The title in two lines at most, the last one cut where there is more."""
        font, text = theme.font("body", True), self.spec.title
        layout = QTextLayout(text, font)
        layout.beginLayout()
        ends: list[int] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            ends.append(line.textStart() + line.textLength())
        layout.endLayout()
        starts = [0, *ends][: len(ends)]
        if len(ends) <= _LINES:
            return [text[start:end] for start, end in zip(starts, ends, strict=True)]
        rest = QFontMetrics(font).elidedText(text[starts[_LINES - 1] :], Qt.TextElideMode.ElideRight, width)
        return [*(text[start:end] for start, end in zip(starts[: _LINES - 1], ends, strict=False)), rest]

    def _title_height(self, width: int) -> int:
        return len(self._lines(width)) * paint.line_height()
