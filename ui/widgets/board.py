"""A board: columns of cards, moved among by keys, and from one column into another by drag or Ctrl with an arrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.board_card import CARD, BoardCard, CardSpec
from ui.widgets.buttons import PaintedButton
from ui.widgets.focus import focus_visible, show_focus
from ui.widgets.labels import Label
from ui.widgets.split import ScrollPage


class _Folded(PaintedButton):
    """A closed column, 44 px wide: its name from top to bottom, and how many there are."""

    wants_ring = False

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._count = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def set_count(self, count: str) -> None:
        self._count = count
        self.setAccessibleDescription(count)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(44), theme.px(200))

    def paintEvent(self, event: QPaintEvent) -> None:
        px, painter = theme.px, QPainter(self)
        paint.box(painter, self.rect(), px(8), "hover" if self.hovered() else "track")
        if focus_visible(self):
            paint.ring_inside(painter, self.rect(), px(8))
        icons.paint(painter, QRect(0, px(10), self.width(), px(22)), "chevrons-left", "ink2")
        top = px(38)
        if self.words().isascii():  # words of a narrow script lie on their side
            long = paint.text_width(self.words(), bold=True)
            painter.save()
            painter.translate(self.width(), top)
            painter.rotate(90)
            paint.words(painter, QRect(0, 0, long + 2, self.width()), self.words(), bold=True)
            painter.restore()
            top += long + px(10)
        else:
            for letter in self.words():
                paint.words(
                    painter, QRect(0, top, self.width(), px(21)), letter, align=paint.CENTRE, bold=True
                )
                top += px(21)
        paint.words(
            painter, QRect(0, top + px(4), self.width(), px(22)), self._count, "body", "ink2", paint.CENTRE
        )


class _Column(QFrame):
    """Signal: `dropped(card, column)`."""

    dropped = Signal(str, str)

    def __init__(self, key: str, label: str, folded: bool) -> None:
        super().__init__()
        self.key, self.cards = key, list[BoardCard]()
        self._label, self._folded = label, folded
        self.setAcceptDrops(True)
        self._fold = _Folded(label)
        self._fold.clicked.connect(lambda _checked: self.set_folded(False))
        self._title, self._count = Label(label, "body", bold=True), Label("", "body", "ink2")
        self._open = QWidget()
        column = QVBoxLayout(self._open)
        column.setContentsMargins(0, 0, 0, 0)
        head = self._head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        column.addLayout(head)
        inside = QWidget()
        self._stack = QVBoxLayout(inside)
        column.addWidget(ScrollPage(inside), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._fold)
        outer.addWidget(self._open)
        theme.follow(self._restyle)
        self.set_folded(folded)

    def set_folded(self, folded: bool) -> None:
        self._folded = folded
        self._fold.setVisible(folded)
        self._open.setVisible(not folded)
        wide = QSizePolicy.Policy.Fixed if folded else QSizePolicy.Policy.Expanding
        self.setSizePolicy(wide, QSizePolicy.Policy.Expanding)
        self.updateGeometry()

    def is_folded(self) -> bool:
        return self._folded

    def show_cards(self, cards: Sequence[BoardCard], count: str) -> None:
        self._count.setText(count)
        self._fold.set_count(count)
        while (item := self._stack.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.cards = list(cards)
        for card in cards:
            self._stack.addWidget(card)
        self._stack.addStretch(1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CARD):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(bytes(event.mimeData().data(CARD).data()).decode(), self.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._folded:
            paint.box(QPainter(self), self.rect(), theme.px(8), "track")

    def _restyle(self) -> None:
        px = theme.px
        self._head.setContentsMargins(px(14), px(10), px(14), px(8))
        self._open.setMinimumWidth(px(168))
        self._stack.setContentsMargins(px(8), 0, px(8), px(8))
        self._stack.setSpacing(px(8))


class Board(QWidget):
    """Signals: `picked(card)` where one stands, `opened(card)` by Enter or a second click, `dropped(card, column)`
    when a card is to go into a column. Up and down move within a column, left and right among them."""

    picked = Signal(str)
    opened = Signal(str)
    dropped = Signal(str, str)

    def __init__(self, columns: Sequence[tuple[str, str, bool]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._columns = [_Column(*each) for each in columns]
        self._chosen = ""
        for each in self._columns:
            each.dropped.connect(self.dropped)
            self._row.addWidget(each, 1)
        theme.follow(self._restyle)

    def show_cards(self, cards: Mapping[str, Sequence[CardSpec]], counts: Mapping[str, str]) -> None:
        """The cards of each column, and how many it has in all."""
        had_focus = any(card.hasFocus() for column in self._columns for card in column.cards)
        for column in self._columns:
            made = [BoardCard(spec) for spec in cards[column.key]]
            for card in made:
                card.came.connect(self._came)
                card.stepped.connect(partial(self._step, card))
                card.clicked.connect(lambda _checked, card=card: self._clicked(card))
            column.show_cards(made, counts[column.key])
        self.select(self._chosen)
        here = self._find(self._chosen)
        if had_focus and here is not None:
            here.setFocus(Qt.FocusReason.OtherFocusReason)

    def first(self) -> str:
        """The first card there is to see, "" without any."""
        shown = (card for column in self._columns if not column.is_folded() for card in column.cards)
        return next((card.spec.key for card in shown), "")

    def select(self, key: str) -> bool:
        """Mark a card; False when it is not on the board. Its column opens."""
        self._chosen = key
        for column in self._columns:
            for card in column.cards:
                card.set_chosen(card.spec.key == key)
                if card.spec.key == key and column.is_folded():
                    column.set_folded(False)
        return self._find(key) is not None

    def card(self, key: str) -> BoardCard:
        """The card with this key. Raises KeyError."""
        found = self._find(key)
        if found is None:
            raise KeyError(key)
        return found

    def _step(self, card: BoardCard, across: int, down: int, carry: bool) -> None:
        """From a card to the next one, or with it into the next column."""
        at = next(place for place, column in enumerate(self._columns) if card in column.cards)
        if not carry:
            self._go(at, self._columns[at].cards.index(card), across, down)
        elif across and 0 <= at + across < len(self._columns):
            self.dropped.emit(card.spec.key, self._columns[at + across].key)

    def _restyle(self) -> None:
        self._row.setSpacing(theme.px(8))

    def _go(self, column: int, row: int, across: int, down: int) -> None:
        column, row = column + across, row + down
        while across and 0 <= column < len(self._columns) and not self._reachable(column):
            column += across
        if 0 <= column < len(self._columns) and self._columns[column].cards and row >= 0:
            cards = self._columns[column].cards
            show_focus(self)
            cards[min(row, len(cards) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def _reachable(self, column: int) -> bool:
        return bool(self._columns[column].cards) and not self._columns[column].is_folded()

    def _came(self, key: str) -> None:
        if key != self._chosen:
            self.select(key)
            self.picked.emit(key)

    def _clicked(self, card: BoardCard) -> None:
        if self._chosen == card.spec.key and card.hasFocus():
            self.opened.emit(card.spec.key)
        self._came(card.spec.key)

    def _find(self, key: str) -> BoardCard | None:
        cards = (card for column in self._columns for card in column.cards)
        return next((card for card in cards if card.spec.key == key), None)
