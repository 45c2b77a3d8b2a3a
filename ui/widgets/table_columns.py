"""The columns of a list: fixed widths, one that takes the rest, some that give way."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHeaderView, QTableView

from ui import theme


class Columns(QObject):
    """Sizes the columns of a table. Widths are at scale 1; None is the column that takes the rest.

    While that rest is less than `least`, the columns in `drop` are hidden, one after the other.
    """

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._widths: list[int | None] = []
        self._least = 0
        self._drop: list[int] = []

    def set(self, widths: Sequence[int | None], least: int, drop: Sequence[int]) -> None:
        self._widths, self._least, self._drop = list(widths), least, list(drop)
        self.size()

    def size(self) -> None:
        """Gives every column its width, when the widths, the model or the text scale have changed."""
        head = self._table.horizontalHeader()
        for column, width in enumerate(self._widths[: head.count()]):
            if width is None:
                head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                head.resizeSection(column, theme.px(width))
        self.fit()

    def fit(self) -> None:
        """Hides and shows the columns that can be done without, when the room has changed."""
        taken = {column: theme.px(width) for column, width in enumerate(self._widths) if width is not None}
        rest = self._table.viewport().width() - sum(taken.values())
        for column in self._drop:
            short = rest < theme.px(self._least)
            if short != self._table.isColumnHidden(column):
                self._table.setColumnHidden(column, short)
            rest += taken.get(column, 0) if short else 0
