"""The list of entries: painted from roles, walked by keys, filled while scrolling."""

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets import roles
from ui.widgets.surface import Card
from ui.widgets.table import EntryTable
from ui.widgets.table_delegate import link_rect

Display, Check = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.CheckStateRole


class Model(QAbstractTableModel):
    """A model that gives every kind of cell, in portions of 20 rows."""

    def __init__(self, parent: QWidget, total: int = 50, first: int = 20) -> None:
        super().__init__(parent)
        self.total, self.loaded, self.sorted_by = total, min(first, total), None
        self.ticked: set[int] = set()

    def rowCount(self, parent=QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.loaded

    def columnCount(self, parent=QModelIndex()) -> int:  # noqa: B008
        return 6

    def canFetchMore(self, parent) -> bool:
        return self.loaded < self.total

    def fetchMore(self, parent) -> None:
        more = min(20, self.total - self.loaded)
        self.beginInsertRows(QModelIndex(), self.loaded, self.loaded + more - 1)
        self.loaded += more
        self.endInsertRows()

    def headerData(self, section, orientation, role=Display):
        wanted = role == Display and orientation == Qt.Orientation.Horizontal
        return ("选", "级别", "隐患", "状态", "期限", "数")[section] if wanted else None

    def data(self, index, role=Display):
        row = index.row()
        ticked = Qt.CheckState.Checked if row in self.ticked else Qt.CheckState.Unchecked
        cells = [
            {Check: ticked.value, Display: "", roles.KeyRole: f"id-{row}"},
            {roles.LevelRole: roles.LevelSpec("diamond", "orange", "较大"), Display: "较大"},
            {
                roles.TitleRole: f"第 {row} 条",
                roles.CaptionRole: "北河沿线",
                roles.IconRole: roles.IconSpec("check", "green"),
                roles.LinkRole: "找回",
                Display: f"第 {row} 条",
            },
            {
                roles.PillRole: roles.PillSpec("办理中", "progress", "blue", dashed=row == 1),
                Display: "办理中",
            },
            {roles.DeadlineRole: roles.DeadlineSpec("剩 1 天", 0.7, "orange"), Display: "剩 1 天"},
            {Display: str(row), Qt.ItemDataRole.TextAlignmentRole: Qt.AlignmentFlag.AlignRight},
        ]
        return cells[index.column()].get(role)

    def setData(self, index, value, role=Check) -> bool:
        self.ticked ^= {index.row()}
        self.dataChanged.emit(index, index)
        return True

    def sort(self, column, order=Qt.SortOrder.AscendingOrder) -> None:
        self.sorted_by = (column, order)


@pytest.fixture
def table(stage) -> EntryTable:
    made = EntryTable("隐患")
    made.setModel(Model(made))
    made.set_columns([50, 90, None, 110, 120, 60])
    card = Card(padding=1)
    card.add(made)
    stage.put(card)
    return made


def test_specs_survive_the_way_through_the_model(table) -> None:
    model = table.model()
    assert isinstance(model.index(0, 3).data(roles.PillRole), roles.PillSpec)
    assert isinstance(model.index(0, 1).data(roles.LevelRole), roles.LevelSpec)
    assert isinstance(model.index(0, 4).data(roles.DeadlineRole), roles.DeadlineSpec)


def test_a_selected_row_has_tint_and_bar(table) -> None:
    table.select_row(1)
    cell = table.visualRect(table.model().index(1, 0))
    image = table.viewport().grab().toImage()
    assert image.pixelColor(1, cell.center().y()).name().upper() == theme.current().hex("primary")
    assert image.pixelColor(12, cell.top() + 4).name().upper() == theme.current().hex("selected")
    assert cell.height() == 60


def test_every_theme_and_scale_paints_every_cell(app, table) -> None:
    for name in ("light", "dark"):
        for scale in theme.SCALES.values():
            theme.apply(app, theme.Theme(name, scale))
            app.processEvents()
            assert not table.grab().isNull()
    assert table.rowHeight(0) == theme.px(60) == 76


def test_enter_space_and_double_click_open(qtbot, table) -> None:
    opened: list[int] = []
    table.opened.connect(lambda index: opened.append(index.row()))
    table.setFocus()
    table.select_row(2)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened == [3]
    spot = table.visualRect(table.model().index(0, 2)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert opened == [3, 0]


def test_picked_once_for_each_row(qtbot, table) -> None:
    picked: list[int] = []
    table.setFocus()
    table.select_row(0)
    table.picked.connect(lambda index: picked.append(index.row()))
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert picked == [1]
    assert table.current_key() == "id-1"
    assert table.select_key("id-7")
    assert table.current_row() == 7
    assert not table.select_key("nobody")


def test_coming_by_keyboard_selects_the_first_row(table) -> None:
    table.setFocus(Qt.FocusReason.TabFocusReason)
    assert table.selectionModel().isRowSelected(0)
    assert table.current_key() == "id-0"


def test_space_and_a_click_tick(qtbot, table) -> None:
    table.setFocus()
    table.select_row(1)
    with qtbot.waitSignal(table.ticked):
        qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.model().ticked == {1}
    spot = table.visualRect(table.model().index(2, 0)).topLeft() + QPoint(26, 30)
    with qtbot.waitSignal(table.ticked):
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert table.model().ticked == {1, 2}
    assert table.current_row() == 1


def test_the_link_of_a_row_is_not_the_row(qtbot, table) -> None:
    cell = table.visualRect(table.model().index(1, 2))
    with qtbot.waitSignal(table.link_clicked) as caught:
        spot = link_rect(cell, "找回").center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert caught.args[0].row() == 1
    with qtbot.assertNotEmitted(table.link_clicked):
        left = cell.topLeft() + QPoint(40, 30)
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=left)


def test_scrolling_to_the_end_fetches_more(qtbot, table) -> None:
    assert table.model().rowCount() == 20
    table.scrollToBottom()
    qtbot.waitUntil(lambda: table.model().rowCount() == 40)
    table.scrollToBottom()
    qtbot.waitUntil(lambda: table.model().rowCount() == 50)


def test_a_header_click_sorts_and_turns_the_arrow(qtbot, table) -> None:
    table.allow_sorting(4)
    head = table.horizontalHeader()
    spot = QPoint(head.sectionViewportPosition(2) + 30, 19)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert table.model().sorted_by == (2, Qt.SortOrder.DescendingOrder)
    assert head.height() == 38
    head.grab()


def test_the_menu_comes_by_key_for_the_current_row(qtbot, table) -> None:
    table.setFocus()
    table.select_row(3)
    wish = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    with qtbot.waitSignal(table.menu_requested) as caught:
        table.contextMenuEvent(wish)
    assert caught.args[0].row() == 3


def test_hover_belongs_to_the_whole_row(qtbot, table) -> None:
    qtbot.mouseMove(table.viewport(), table.visualRect(table.model().index(2, 2)).center())
    qtbot.waitUntil(lambda: table.itemDelegate().hover_row == 2)
    last = table.visualRect(table.model().index(2, 5))
    colour = table.viewport().grab().toImage().pixelColor(last.left() + 2, last.top() + 4)
    assert colour.name().upper() == theme.current().hex("hover")


def test_an_empty_result_says_so_in_one_line(qtbot, stage) -> None:
    table = EntryTable("隐患")
    table.setModel(Model(table, total=0))
    table.set_empty("没有符合的", "清除筛选")
    stage.put(table)
    line = table._empty
    assert line.isVisible()
    with qtbot.waitSignal(table.reset_filters):
        qtbot.mouseClick(line._link, Qt.MouseButton.LeftButton)
    table.model().total = 5
    table.model().fetchMore(QModelIndex())
    assert not line.isVisible()


def test_columns_that_can_wait_give_way(app, stage) -> None:
    table = EntryTable("隐患")
    table.setModel(Model(table))
    table.set_columns([50, 90, None, 110, 120, 60], least=300, drop=(5, 3))
    stage.window.resize(900, 400)
    stage.put(table)
    assert not table.isColumnHidden(5)
    stage.window.resize(600, 400)
    app.processEvents()
    assert table.isColumnHidden(5)
    assert table.isColumnHidden(3)
    stage.window.resize(900, 400)
    app.processEvents()
    assert not table.isColumnHidden(3)


def test_tab_leaves_the_table(qtbot, table) -> None:
    table.setFocus()
    table.select_row(0)
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert table.current_row() == 0
    assert table.currentIndex().column() == 0
