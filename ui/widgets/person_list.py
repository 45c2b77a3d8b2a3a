"""People to choose from: by Enter, by a double click, or by dragging one to where they are wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import icons, theme
from ui.widgets import paint
from ui.widgets.avatar import paint_avatar
from ui.widgets.focus import focus_visible, show_focus

PERSON = "application/x-roster-person"
"""What is dragged: the key of a person, and nothing about them."""

_LineRole = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class PersonLine:
    """`caption` says why them, or what speaks against it when `tone` is that of a warning."""

    key: str
    name: str
    caption: str = ""
    tone: str = "ink3"


def person_in(data: QMimeData) -> str:
    """The key of the person that is dragged; "" when it is something else."""
    return bytes(data.data(PERSON).data()).decode() if data.hasFormat(PERSON) else ""


def mime_of(key: str) -> QMimeData:
    """A person as what is dragged."""
    data = QMimeData()
    data.setData(PERSON, key.encode())
    return data


class _People(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[PersonLine] = []

    def show(self, lines: Sequence[PersonLine]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{line.name} {line.caption}".strip()
            case Qt.ItemDataRole.ToolTipRole:
                return line.caption
        return line if role == _LineRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled


class _Delegate(QStyledItemDelegate):
    """52 px: a grip, the round sign, the name, and the caption below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(160), theme.px(52))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        px, line = theme.px, index.data(_LineRole)
        view: QListView = self.parent()  # type: ignore[assignment]
        area: QRect = option.rect
        painter.save()
        current = index == view.currentIndex()
        if current and view.hasFocus():
            painter.fillRect(area, theme.color("selected"))
        paint.rule(painter, area.left(), area.bottom(), area.right(), area.bottom())
        icons.paint(
            painter, QRect(area.left() + px(6), area.top(), px(14), area.height()), "grip-vertical", "ink3"
        )
        sign = QRect(area.left() + px(24), area.center().y() - px(15), px(30), px(30))
        paint_avatar(painter, sign, line.name)
        left, wide = sign.right() + px(10), area.right() - sign.right() - px(12)
        two = bool(line.caption)
        name = (
            QRect(left, area.top() + px(5), wide, px(22))
            if two
            else QRect(left, area.top(), wide, area.height())
        )
        paint.words(painter, name, line.name)
        if two:
            paint.words(
                painter, QRect(left, area.top() + px(26), wide, px(20)), line.caption, "caption", line.tone
            )
        if current and focus_visible(view):
            paint.ring_inside(painter, area.adjusted(1, 1, -1, -1), px(6))
        painter.restore()


class PersonList(QListView):
    """Signal: `chosen(key)` on Enter, Space or double click."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._people = _People(self)
        self.setModel(self._people)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        theme.signals.theme_changed.connect(self.scheduleDelayedItemsLayout)

    def lines(self) -> list[PersonLine]:
        return self._people.lines

    def set_lines(self, lines: Sequence[PersonLine]) -> None:
        """Show these; whoever works by keys goes on where they were."""
        if list(lines) == self.lines():
            return
        row = self.currentIndex().row()
        self._people.show(lines)
        if lines and row >= 0 and self.hasFocus():
            self.setCurrentIndex(self._people.index(min(row, len(lines) - 1), 0))

    def startDrag(self, supported_actions: Qt.DropAction) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        line: PersonLine = index.data(_LineRole)
        drag = QDrag(self)
        drag.setMimeData(mime_of(line.key))
        picture = chip(line.name, self.devicePixelRatioF())
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(theme.px(20), theme.px(20)))
        drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        show_focus(self)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._choose(self.indexAt(event.position().toPoint()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._people.rowCount():
            self.setCurrentIndex(self._people.index(0, 0))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.lines()[index.row()].key)


def chip(name: str, ratio: float) -> QPixmap:
    """A person as they are seen under the pointer while they are dragged."""
    px = theme.px
    wide, high = px(58) + paint.text_width(name, bold=True), px(44)
    picture = QPixmap(QSize(wide, high) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint.box(painter, QRect(0, 0, wide, high), px(8), "surface", "primary", 2)
    paint_avatar(painter, QRect(px(10), px(8), px(28), px(28)), name)
    paint.words(painter, QRect(px(46), 0, wide - px(46), high), name, bold=True)
    painter.end()
    return picture
