"""The header of a list: 13 px words on sunken, an arrow beside the sorted column."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import icons, theme
from ui.widgets import paint


def cell_padding(column: int) -> int:
    """The first column starts where the card's title does, the others follow closer."""
    return theme.px(16 if column == 0 else 8)


class EntryHeader(QHeaderView):
    """Header row, 38 px. Sorted columns show an arrow after their words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setSectionsMovable(False)
        self.setSectionsClickable(True)
        self.setDefaultAlignment(paint.LEFT)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(38))

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        model = self.model()
        if model is None or not rect.isValid():
            return
        px, across = theme.px, Qt.Orientation.Horizontal
        text = str(model.headerData(logical_index, across, Qt.ItemDataRole.DisplayRole) or "")
        side = model.headerData(logical_index, across, Qt.ItemDataRole.TextAlignmentRole)
        align = paint.LEFT if side is None else Qt.AlignmentFlag(side) | Qt.AlignmentFlag.AlignVCenter
        painter.save()
        painter.fillRect(rect, theme.color("sunken"))
        paint.rule(painter, rect.left(), rect.bottom(), rect.right(), rect.bottom())
        sorted_here = self.isSortIndicatorShown() and self.sortIndicatorSection() == logical_index
        words = rect.adjusted(cell_padding(logical_index), 0, -px(22 if sorted_here else 8), 0)
        width = paint.words(painter, words, text, "caption", "ink2", align)
        if sorted_here:
            rising = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            left = words.left() + width if align & Qt.AlignmentFlag.AlignLeft else words.right()
            spot = QRect(left + px(5), rect.top(), px(14), rect.height())
            icons.paint(painter, spot, "arrow-up" if rising else "arrow-down", "ink2")
        painter.restore()
