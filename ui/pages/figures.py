"""A few figures side by side, each with what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.labels import Label


@dataclass(frozen=True)
class Figure:
    """A number as words, and what it is a number of."""

    value: str
    label: str


class Figures(QWidget):
    """Figures in a grid of `columns`."""

    def __init__(
        self, figures: Sequence[Figure], columns: int = 3, role: str = "title", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        for place, figure in enumerate(figures):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(Label(figure.value, role))
            cell.addWidget(Label(figure.label, "caption", "ink2", wrap=True))
            cell.addStretch(1)
            grid.addLayout(cell, *divmod(place, columns))
        for column in range(columns):
            grid.setColumnStretch(column, 1)
