"""The rows under a picker: what was found, the match in bold blue."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.roles import KeyRole

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PickRow:
    """One thing that was found: code, group and `right` (quiet text at the right) may be empty."""

    key: object
    name: str
    code: str = ""
    group: str = ""
    right: str = ""


class PickRows(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[PickRow] = []

    def fill(self, rows: Sequence[PickRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == KeyRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(part for part in (row.code, row.group, row.name, row.right) if part)
        return None


class PickDelegate(QStyledItemDelegate):
    """Rows 38 px.

    Code, group, name with the match in bold blue, text at the right, a tick on the chosen one.
    """

    query = ""
    chosen: object = None
    code_width = 0
    group_width = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(120), theme.px(38))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        px, row = theme.px, index.data(KeyRole)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        here = bool(state & QStyle.StateFlag.State_Selected)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(rect, theme.color("selected" if here else "hover" if hover else "surface"))
        if index.row():
            paint.rule(painter, rect.left(), rect.top(), rect.right(), rect.top())
        left = rect.left() + px(14)
        for text, width in ((row.code, self.code_width), (row.group, self.group_width)):
            if width:
                paint.words(painter, QRect(left, rect.top(), width, rect.height()), text, token="ink2")
                left += width + px(20)
        end = rect.right() - px(46)
        if row.key == self.chosen:
            icons.paint(
                painter, QRect(rect.right() - px(33), rect.top(), px(18), rect.height()), "check", "link"
            )
        width = paint.text_width(row.right, "caption")
        paint.words(
            painter, QRect(end - width, rect.top(), width + 1, rect.height()), row.right, "caption", "ink2"
        )
        room = QRect(left, rect.top(), end - width - px(8) - left, rect.height())
        self._paint_name(painter, room, row.name, here)
        painter.restore()

    def _paint_name(self, painter: QPainter, room: QRect, name: str, bold: bool) -> None:
        at = name.casefold().find(self.query.casefold()) if self.query else -1
        if at < 0:
            paint.words(painter, room, name, bold=bold)
            return
        end = at + len(self.query)
        for part, token, heavy in (
            (name[:at], "ink", bold),
            (name[at:end], "link", True),
            (name[end:], "ink", bold),
        ):
            room.setLeft(room.left() + paint.words(painter, room, part, token=token, bold=heavy))


class PickList(QListView):
    """The list under the field; as high as its rows, six at most."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(1, 1, 1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint.box(QPainter(self.viewport()), self.viewport().rect(), edge="line")
