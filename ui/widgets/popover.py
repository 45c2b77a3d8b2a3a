"""Pop-ups with rows: the record menu, the details of a sync."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.buttons import PaintedButton
from ui.widgets.focus import focus_visible, show_focus, step_focus
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.place import fitting_corner
from ui.widgets.surface import Rule


class PopoverRow(PaintedButton):
    """One thing to choose.

    64 px with an icon square 44, or 44 px with a plain icon; a digit key at the right.
    """

    wants_ring = False

    def __init__(self, title: str, caption: str, icon: str, tone: str, right: str, large: bool) -> None:
        super().__init__(title)
        self._caption, self._icon, self._tone, self._right, self._large = caption, icon, tone, right, large
        self.setAccessibleDescription(f"{caption} {right}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def right_text(self) -> str:
        return self._right

    def sizeHint(self) -> QSize:
        words = max(paint.text_width(self.words(), "card"), paint.text_width(self._caption, "caption"))
        return QSize(theme.px(68) + words + theme.px(56), theme.px(64 if self._large else 44))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        here = focus_visible(self)
        if here or self.hovered() or self.isDown():
            paint.box(painter, self.rect(), px(8), "selected" if here else "hover")
        if here:
            paint.ring_inside(painter, self.rect(), px(8))
        if self._large:
            self._paint_large(painter)
        else:
            self._paint_small(painter)

    def _paint_large(self, painter: QPainter) -> None:
        px, middle, shades = theme.px, self.height() // 2, theme.tone(self._tone)
        square = QRect(px(12), middle - px(22), px(44), px(44))
        paint.box(painter, square, px(8), shades.tint)
        icons.paint(painter, square.adjusted(px(9), px(9), -px(9), -px(9)), self._icon, shades.text)
        left, width = px(68), self.width() - px(68) - px(48)
        paint.words(painter, QRect(left, middle - px(24), width, px(26)), self.words(), "card")
        paint.words(painter, QRect(left, middle + px(2), width, px(20)), self._caption, "caption", "ink3")
        if self._right:
            key = QRect(self.width() - px(33), middle - px(11), px(21), px(22))
            paint.box(painter, key, px(4), "surface", "line2")
            paint.words(painter, key, self._right, "caption", "ink2", paint.CENTRE)

    def _paint_small(self, painter: QPainter) -> None:
        px, high = theme.px, self.height()
        icons.paint(painter, QRect(px(13), 0, px(18), high), self._icon, self._tone)
        right = paint.text_width(self._right)
        paint.words(
            painter, QRect(self.width() - right - px(40), 0, right + 1, high), self._right, token="ink2"
        )
        icons.paint(painter, QRect(self.width() - px(30), 0, px(18), high), "chevron-right", "ink2")
        room = QRect(px(44), 0, self.width() - px(44) - right - px(48), high)
        room.setLeft(room.left() + paint.words(painter, room, self.words()) + px(10))
        paint.words(painter, room, self._caption, "caption", "ink3")


class Popover(QFrame):
    """A pop-up with square corners, closed by Esc or a click elsewhere.

    `add_header(title, note)`, `add_row(...)`, `add_separator()`, `add_widget(widget)`,
    `set_footer(widget)`, then `open_at(anchor)`. Up, Down and Enter choose; so does the digit a row shows.
    Signal: `chosen(key)`.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, width: int = 392) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._width = width
        self._rows: dict[str, PopoverRow] = {}
        self._foot: QWidget | None = None
        self._body = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addLayout(self._body)
        theme.follow(self._restyle)

    def add_header(self, title: str, note: str = "") -> None:
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        row.addWidget(Label(title, "card"))
        row.addStretch(1)
        row.addWidget(Label(note, "caption", "ink3"))
        self._body.addLayout(row)

    def add_row(
        self,
        key: str,
        title: str,
        caption: str = "",
        icon: str = "",
        tone: str = "ink2",
        right: str = "",
        large: bool = False,
    ) -> PopoverRow:
        row = PopoverRow(title, caption, icon, tone, right, large)
        row.clicked.connect(lambda _checked: self._choose(key))
        self._rows[key] = row
        self._body.addWidget(row)
        return row

    def add_line(self, icon: str, tone: str, text: str, right: QWidget | str = "") -> None:
        """A line that only tells: icon, words, and words or a widget at the right; 40 px."""
        line = QWidget()
        line.setFixedHeight(theme.px(40))
        row = QHBoxLayout(line)
        row.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        row.setSpacing(theme.px(10))
        row.addWidget(IconLabel(icon, tone, 20))
        row.addWidget(ElidedLabel(text), 1)
        row.addWidget(Label(right, "caption", "ink3") if isinstance(right, str) else right)
        self._body.addWidget(line)

    def add_separator(self) -> None:
        self._body.addWidget(Rule())

    def add_widget(self, widget: QWidget) -> None:
        self._body.addWidget(widget)

    def set_footer(self, widget: QWidget) -> None:
        """A sunken foot with a line above it."""
        self._foot = widget
        inside = widget.layout()
        if inside is not None:
            inside.setContentsMargins(theme.px(20), theme.px(11), theme.px(20), theme.px(11))
        self._column.addWidget(widget)

    def count(self) -> int:
        """How many rows there are to choose from."""
        return len(self._rows)

    def row(self, key: str) -> PopoverRow:
        return self._rows[key]

    def open_at(self, anchor: QWidget, beside: bool = False) -> None:
        """Opens under (or over) the anchor; `beside`: at its right, tops together."""
        width = theme.px(self._width)
        self.setFixedWidth(width)
        # adjustSize() asks how high words are that have all the width they like; here they are wrapped.
        self.resize(
            width, max(self._column.totalHeightForWidth(width), self._column.totalMinimumSize().height())
        )
        corner = fitting_corner(self, anchor)
        if beside:
            corner = anchor.mapToGlobal(QPoint(anchor.width() + theme.px(18), -theme.px(8)))
        self.move(corner)
        self.show()
        first = next(iter(self._rows.values()), None)
        if first is not None:
            show_focus(self)
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, key: str) -> None:
        self.close()
        self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        key = next((key for key, row in self._rows.items() if typed and row.right_text() == typed), None)
        if key is not None:
            self._choose(key)
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        elif not step_focus(list(self._rows.values()), event):
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        px = theme.px
        self._body.setContentsMargins(px(8), px(8), px(8), px(8))
        self._body.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        # Square corners: without a compositor a transparent corner would be black.
        painter = QPainter(self)
        paint.box(painter, self.rect(), 0, "surface", "line2")
        if self._foot is not None:
            painter.fillRect(self._foot.geometry(), theme.color("sunken"))
            paint.rule(painter, 1, self._foot.y(), self.width() - 2, self._foot.y())
