"""How the rows of a form stand on its page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.surface import Card

_ROOM_FOR_TWO = 980  # pixels at scale 1


class RowStack(QWidget):
    """Rows one under the other, 16 px apart; several may stand side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._lines: list[QHBoxLayout | QGridLayout] = []
        theme.follow(self._restyle)

    def add(self, *widgets: QWidget, stretch: Sequence[int] = ()) -> RowStack:
        """One line of widgets; `stretch` shares out its width."""
        line = QHBoxLayout()
        for place, widget in enumerate(widgets):
            line.addWidget(widget, stretch[place] if place < len(stretch) else 1)
        self._column.addLayout(line)
        self._lines.append(line)
        self._restyle()
        return self

    def add_grid(self, widgets: Sequence[QWidget], columns: int) -> RowStack:
        """Widgets of one width, from left to right and line by line."""
        grid = QGridLayout()
        for place, widget in enumerate(widgets):
            grid.addWidget(widget, *divmod(place, columns))
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        self._column.addLayout(grid)
        self._lines.append(grid)
        self._restyle()
        return self

    def _restyle(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(16))
        for line in self._lines:
            line.setSpacing(theme.px(12))


class Fold(QWidget):
    """What is seldom needed: a line of words that unfolds it."""

    def __init__(self, words: str, content: QWidget) -> None:
        super().__init__()
        self.button = Button(words, "text", "small", "chevron-right")
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.content = content
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.button)
        self._column.addWidget(content)
        content.hide()
        self.button.clicked.connect(lambda _checked: self.set_open(self.content.isHidden()))
        theme.follow(self._restyle)

    def set_open(self, open_: bool) -> None:
        self.content.setVisible(open_)
        self.button.set_icon("chevron-down" if open_ else "chevron-right")

    def _restyle(self) -> None:
        side = theme.px(12)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(side)
        self.content.setContentsMargins(side, 0, side, side)


class FormBody(QWidget):
    """The page of cards: a wide column and a narrower one beside it, or under it where there is little room."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        self._row = QHBoxLayout(self)
        self._row.addLayout(self.left, 62)
        self._row.addLayout(self.right, 38)
        theme.follow(self._restyle)

    def close_up(self) -> None:
        """Call when all is in: cards keep their height."""
        for column in (self.left, self.right):
            column.addStretch(1)

    def fit(self, room: int) -> None:
        """`room` is the width of the page, in pixels."""
        beside = room >= theme.px(_ROOM_FOR_TWO)
        direction = QHBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        for place, share in enumerate((62, 38) if beside else (0, 1)):
            self._row.setStretch(place, share)

    def _restyle(self) -> None:
        px = theme.px
        self._row.setContentsMargins(px(20), 0, px(20), px(16))
        self._row.setSpacing(px(16))
        for column in (self.left, self.right):
            column.setSpacing(px(16))


def card(*widgets: QWidget, title: str = "") -> Card:
    """A card around these widgets."""
    folded = all(isinstance(widget, Fold) for widget in widgets)
    made = Card(title, padding=8 if folded else 16 if title else 20)
    for widget in widgets:
        made.add(widget)
    return made
