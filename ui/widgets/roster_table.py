"""The grid of a roster: days across, posts down; a person can be dropped on a cell, or brought there by keys."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui import theme
from ui.widgets.focus import focus_visible, show_focus
from ui.widgets.labels import Label
from ui.widgets.person_list import PERSON, person_in
from ui.widgets.roster_delegate import CellRole, RosterCell, RosterDelegate
from ui.widgets.roster_header import DayHeader, PostHeader


class RosterTable(QTableView):
    """Put it into Card(padding=1). `corner` is the word above the posts, `here` that of a cell where somebody can be
    dropped. Signals: `picked(index)` when another cell is the current one, `opened(index)` on
    Enter, Space or double click, `dropped(index, key of the person)`."""

    picked = Signal(QModelIndex)
    opened = Signal(QModelIndex)
    dropped = Signal(QModelIndex, str)

    def __init__(self, name: str, corner: str, here: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._delegate = RosterDelegate(here, self)
        self.setItemDelegate(self._delegate)
        self.setHorizontalHeader(DayHeader(self))
        self.setVerticalHeader(PostHeader(self))
        self._corner = Label(corner, "body", "ink2", parent=self)
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        theme.follow(self._restyle)

    def cell(self, index: QModelIndex) -> RosterCell | None:
        found: RosterCell | None = index.data(CellRole)
        return found

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self._restyle()

    # --- mouse and keys ---

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        self.picked.emit(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        show_focus(self)
        self._look_focused()
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self.opened.emit(index)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        model = self.model()
        if not self.currentIndex().isValid() and model is not None and model.rowCount():
            self.setCurrentIndex(model.index(0, 0))
        self._look_focused()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._look_focused()

    def _look_focused(self) -> None:
        self._delegate.focused = focus_visible(self)
        self.viewport().update()

    # --- dragging ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(PERSON):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        cell = self.cell(index) if event.mimeData().hasFormat(PERSON) else None
        self._point_at(index if cell is not None and cell.open else QModelIndex())
        if cell is not None and cell.open:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._point_at(QModelIndex())

    def dropEvent(self, event: QDropEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        cell, key = self.cell(index), person_in(event.mimeData())
        self._point_at(QModelIndex())
        if cell is None or not cell.open or not key:
            event.ignore()
            return
        event.acceptProposedAction()
        self.dropped.emit(index, key)
        self.setCurrentIndex(index)

    def _point_at(self, index: QModelIndex) -> None:
        self._delegate.over = QPersistentModelIndex(index) if index.isValid() else None
        self.viewport().update()

    # --- sizes ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_corner()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place_corner()

    def _place_corner(self) -> None:
        self._corner.setGeometry(
            theme.px(14), 0, self.verticalHeader().width() - theme.px(14), self.horizontalHeader().height()
        )
        self._corner.raise_()

    def _restyle(self) -> None:
        px = theme.px
        self.horizontalHeader().setMinimumSectionSize(px(66))
        self.horizontalHeader().setFixedHeight(px(46))
        self.verticalHeader().setFixedWidth(px(136))
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(px(74))
        self._place_corner()
        self.viewport().update()
