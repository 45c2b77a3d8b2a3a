"""How a row of a list is painted, from the roles its model gives."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import icons, theme
from ui.widgets import paint, roles
from ui.widgets.deadline import paint_deadline
from ui.widgets.levels import paint_level
from ui.widgets.pills import paint_pill
from ui.widgets.table_header import cell_padding
from ui.widgets.toggle import paint_check

Index = QModelIndex | QPersistentModelIndex


def link_rect(cell: QRect, text: str) -> QRect:
    """Where the link of a title cell is, for painting and for the mouse."""
    width = paint.text_width(text) + theme.px(2)
    return QRect(cell.right() - theme.px(14) - width, cell.top(), width, cell.height())


def check_rect(cell: QRect) -> QRect:
    side = theme.px(20)
    return QRect(cell.left() + theme.px(16), cell.top() + (cell.height() - side) // 2, side, side)


class RowDelegate(QStyledItemDelegate):
    """Paints one cell: tint when selected or under the mouse, the line below, then what its roles say.

    `hover_row` is set by the table, because a row is one thing to a person and many cells to Qt.
    """

    hover_row = -1
    row_height = 60

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(80), theme.px(self.row_height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        tint = "selected" if selected else "hover" if index.row() == self.hover_row else "surface"
        painter.save()
        painter.fillRect(rect, theme.color(tint))
        paint.rule(painter, rect.left(), rect.bottom(), rect.right(), rect.bottom())
        self._paint_content(painter, self._content(painter, rect, index), index, selected)
        painter.restore()

    def _content(self, painter: QPainter, rect: QRect, index: Index) -> QRect:
        """The room for words, right of the tick box when the cell has one."""
        inner = rect.adjusted(cell_padding(index.column()), 0, -theme.px(8), -1)
        ticked = index.data(Qt.ItemDataRole.CheckStateRole)
        if ticked is not None:
            free = bool(index.flags() & Qt.ItemFlag.ItemIsUserCheckable)
            paint_check(painter, check_rect(rect), Qt.CheckState(ticked) == Qt.CheckState.Checked, free)
            inner.setLeft(check_rect(rect).right() + theme.px(12))
        return inner

    def _paint_content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        level, pill, due = (index.data(r) for r in (roles.LevelRole, roles.PillRole, roles.DeadlineRole))
        if isinstance(level, roles.LevelSpec):
            paint_level(painter, rect, level, bold=selected)
        elif isinstance(pill, roles.PillSpec):
            paint_pill(painter, rect, pill)
        elif isinstance(due, roles.DeadlineSpec):
            paint_deadline(painter, rect, due)
        elif (title := index.data(roles.TitleRole)) is not None:
            self._paint_title(painter, rect, index, str(title), selected)
        else:
            self._paint_plain(painter, rect, index)

    def _paint_title(self, painter: QPainter, rect: QRect, index: Index, title: str, selected: bool) -> None:
        link = index.data(roles.LinkRole)
        if link:
            spot = link_rect(rect.adjusted(0, 0, theme.px(8), 0), str(link))
            paint.words(painter, spot, str(link), "body", "link", paint.RIGHT)
            rect.setRight(spot.left() - theme.px(8))
        caption = index.data(roles.CaptionRole)
        rect = self._paint_icon(painter, rect, index, top=bool(caption))
        if not caption:
            paint.words(painter, rect, title, bold=selected)
            return
        tone = str(index.data(roles.ToneRole) or "ink3")
        self._two_lines(painter, rect, title, str(caption), ("body", "ink", selected), tone)

    def _paint_plain(self, painter: QPainter, rect: QRect, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        tone = str(index.data(roles.ToneRole) or "ink2")
        role = "caption" if index.data(roles.SmallRole) else "body"
        caption = index.data(roles.CaptionRole)
        side = index.data(Qt.ItemDataRole.TextAlignmentRole)
        align = paint.LEFT if side is None else Qt.AlignmentFlag(side) | Qt.AlignmentFlag.AlignVCenter
        rect = self._paint_icon(painter, rect, index, top=bool(caption))
        if caption:
            self._two_lines(painter, rect, text, str(caption), (role, tone, False), "ink3")
        else:
            paint.words(painter, rect, text, role, tone, align)

    def _two_lines(
        self, painter: QPainter, rect: QRect, above: str, below: str, first: tuple[str, str, bool], tone: str
    ) -> None:
        px = theme.px
        role, ink, bold = first
        top = rect.top() + (rect.height() - px(42)) // 2
        paint.words(painter, QRect(rect.left(), top, rect.width(), px(22)), above, role, ink, bold=bold)
        paint.words(painter, QRect(rect.left(), top + px(22), rect.width(), px(20)), below, "caption", tone)

    def _paint_icon(self, painter: QPainter, rect: QRect, index: Index, top: bool) -> QRect:
        """Paints the icon, if any, level with the first line, and gives the room that is left."""
        spec = index.data(roles.IconRole)
        if not isinstance(spec, roles.IconSpec):
            return rect
        px = theme.px
        first = rect.top() + (rect.height() - px(42)) // 2
        spot = (
            QRect(rect.left(), first, px(18), px(22))
            if top
            else QRect(rect.left(), rect.top(), px(18), rect.height())
        )
        icons.paint(painter, spot, spec.name, spec.tone)
        return rect.adjusted(px(28), 0, 0, 0)
