"""The list of entries: a table whose rows are painted from item data roles."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui import theme
from ui.widgets import paint, roles
from ui.widgets.empty_line import EmptyLine
from ui.widgets.focus import focus_visible, show_focus
from ui.widgets.table_columns import Columns
from ui.widgets.table_delegate import RowDelegate, check_rect, link_rect
from ui.widgets.table_header import EntryHeader


class EntryTable(QTableView):
    """A list of rows, 60 px (two lines) or 44 px, under a header of 38 px; put it into Card(padding=1).

    Signals: `opened(index)` on Enter or double click, `picked(index)` when the current row changes (it may be
    invalid), `ticked(index)` after Space or a click changed a tick box, `link_clicked(index)`,
    `menu_requested(index, global point)` on right click or Shift+F10, `reset_filters()` from the empty line.
    More rows come by the model's canFetchMore and fetchMore while scrolling.
    """

    opened = Signal(QModelIndex)
    picked = Signal(QModelIndex)
    ticked = Signal(QModelIndex)
    link_clicked = Signal(QModelIndex)
    menu_requested = Signal(QModelIndex, QPoint)
    reset_filters = Signal()

    def __init__(
        self, name: str, row_height: int = 60, header: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._columns = Columns(self)
        self._delegate = RowDelegate(self)
        self._delegate.row_height = row_height
        self.setItemDelegate(self._delegate)
        head = EntryHeader(self)
        self.setHorizontalHeader(head)
        head.setVisible(header)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.doubleClicked.connect(self.opened)
        self._empty = EmptyLine(self.viewport())
        self._empty.link_clicked.connect(self.reset_filters)
        self._empty.hide()
        theme.follow(self._restyle)

    # --- columns, rows, the empty line ---

    def set_columns(self, widths: Sequence[int | None], least: int = 0, drop: Sequence[int] = ()) -> None:
        """Widths at scale 1, one for each column; None takes the rest.

        While that rest is less than `least`, the columns in `drop` are hidden, one after the other.
        """
        self._columns.set(widths, least, drop)

    def set_empty(self, text: str, link: str = "") -> None:
        """What is said, in one line, while there are no rows; the link emits `reset_filters`."""
        self._empty.set_words(text, link)
        self._show_empty()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self._columns.size()
        self._show_empty()
        if model is not None:
            for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.layoutChanged):
                changed.connect(self._show_empty)
            model.modelReset.connect(self._columns.size)

    def allow_sorting(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Clicks on the header call the model's sort(); the arrow starts at `column`."""
        self.horizontalHeader().setSortIndicator(column, order)
        self.setSortingEnabled(True)

    def current_row(self) -> int:
        return self.currentIndex().row()

    def select_row(self, row: int) -> None:
        model = self.model()
        if model is not None and 0 <= row < model.rowCount():
            self.setCurrentIndex(model.index(row, 0))
            self.scrollTo(model.index(row, 0))

    def select_key(self, key: object) -> bool:
        """Selects the loaded row whose KeyRole is `key`; says whether there was one."""
        model = self.model()
        rows = range(model.rowCount()) if model is not None else range(0)
        row = next((r for r in rows if model.index(r, 0).data(roles.KeyRole) == key), None)
        if row is not None:
            self.select_row(row)
        return row is not None

    def current_key(self) -> object:
        """The KeyRole of the current row, or None."""
        index = self.currentIndex()
        return index.siblingAtColumn(0).data(roles.KeyRole) if index.isValid() else None

    def _show_empty(self) -> None:
        model = self.model()
        bare = model is not None and model.rowCount() == 0 and self._empty.has_words()
        self._empty.setVisible(bare)
        self._empty.setGeometry(self.viewport().rect())

    def _restyle(self) -> None:
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(theme.px(self._delegate.row_height))
        self.horizontalHeader().setMinimumSectionSize(theme.px(40))
        self.horizontalHeader().setFixedHeight(theme.px(38))
        self._columns.size()
        self.viewport().update()

    # --- mouse and keys ---

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.row() != previous.row() or not current.isValid():
            self.picked.emit(current)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Qt makes the first row current without selecting it; a person sees no difference between the two.
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.selectRow(self.current_row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        show_focus(self)
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if index.isValid():
                self.opened.emit(index)
        elif event.key() == Qt.Key.Key_Space and index.isValid():
            if not self._tick(index.siblingAtColumn(0)):
                self.opened.emit(index)
        else:
            super().keyPressEvent(event)

    def _tick(self, index: QModelIndex) -> bool:
        """Turns the tick box of a cell over, when it has one."""
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return False
        ticked = Qt.CheckState(state) == Qt.CheckState.Checked
        turned = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        if self.model().setData(index, turned.value, Qt.ItemDataRole.CheckStateRole):
            self.ticked.emit(index)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        box = check_rect(self.visualRect(index)).adjusted(-10, -10, 10, 10)
        on_box = event.button() == Qt.MouseButton.LeftButton and box.contains(event.position().toPoint())
        if on_box and self._tick(index):
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        link = index.data(roles.LinkRole) if index.isValid() else None
        if link and link_rect(self.visualRect(index), str(link)).contains(event.position().toPoint()):
            self.link_clicked.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hover_row:
            self._delegate.hover_row = row
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keyboard else self.indexAt(event.pos())
        if index.isValid():
            spot = self.visualRect(index).center() if keyboard else event.pos()
            self.menu_requested.emit(index, self.viewport().mapToGlobal(spot))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())
        self._columns.fit()

    # --- what belongs to a row and not to a cell ---

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for index in self.selectionModel().selectedRows() if self.selectionModel() else []:
            row = self._row_rect(index)
            painter.fillRect(QRect(0, row.top(), theme.px(3), row.height() - 1), theme.color("primary"))
        if self.currentIndex().isValid() and focus_visible(self):
            paint.ring_inside(painter, self._row_rect(self.currentIndex()).adjusted(0, 0, 0, -1))

    def _row_rect(self, index: QModelIndex) -> QRect:
        cell = self.visualRect(index)
        return QRect(0, cell.top(), self.viewport().width(), cell.height())
