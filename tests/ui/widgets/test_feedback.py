"""What the program says: toast, banner, dialog, sync state, pop-ups, empty state, footer, compare card."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel

from ui import theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button
from ui.widgets.compare import CompareCard, Difference, Side
from ui.widgets.dialog import AppDialog
from ui.widgets.empty import EmptyState
from ui.widgets.footer import StickyFooter
from ui.widgets.line_field import LineField
from ui.widgets.name_tile import NameTile
from ui.widgets.popover import Popover
from ui.widgets.progress import ProgressBar
from ui.widgets.quick_tile import QuickTile
from ui.widgets.roles import PillSpec
from ui.widgets.rows import FactRow, ListRow, SettingsRow
from ui.widgets.status_bar import StatusBar32
from ui.widgets.surface import Card
from ui.widgets.sync_status import SyncState, SyncStatusButton
from ui.widgets.timeline import Step, StepBar, Timeline
from ui.widgets.toast import Toast

OFFLINE = SyncState("cloud-off", "ink2", "离线·12 条待同步", "都已存在本机")


def test_a_toast_goes_by_itself(qtbot, stage) -> None:
    toast = Toast(stage.window, milliseconds=50)
    stage.put(QLabel("页"))
    with qtbot.waitSignal(toast.said) as caught:
        toast.show_message("已存在本机")
    assert caught.args == ["已存在本机"]
    assert toast.isVisible()
    qtbot.waitUntil(lambda: not toast.isVisible(), timeout=1000)


def test_a_toast_has_one_way_back(qtbot, stage) -> None:
    toast = Toast(stage.window)
    stage.put(QLabel("页"))
    toast.show_message("已存在本机", "撤销")
    toast.grab()
    with qtbot.waitSignal(toast.action_clicked):
        qtbot.mouseClick(toast.action(), Qt.MouseButton.LeftButton)
    assert not toast.isVisible()


def test_a_toast_stays_at_the_bottom_of_its_window(qtbot, stage) -> None:
    toast = Toast(stage.window)
    stage.put(QLabel("页"))
    toast.show_message("已存在本机")
    stage.window.resize(1000, 700)
    assert abs(toast.geometry().center().x() - 500) <= 1
    assert toast.geometry().bottom() < 700 - 32


def test_a_banner_stays_and_has_links(qtbot, stage) -> None:
    banner = Banner()
    stage.put(banner)
    assert not banner.isVisible()
    banner.show_message("还有 4 个空缺", "orange", "alert-triangle", [("go", "去排班")])
    stage.window.grab()
    button = banner.findChildren(Button)[-1]
    with qtbot.waitSignal(banner.link_clicked) as caught:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert caught.args == ["go"]
    assert banner.isVisible()


def dialog(stage) -> AppDialog:
    asked = AppDialog(stage.window, "没能同步上去", "服务器没有应答。", "12 条记录都在本机。", "cloud-x")
    asked.add_point("check", "green", "可以照常记录")
    asked.add_point("refresh", "ink2", "每 10 分钟自动再试一次")
    asked.set_detail("给技术人员看的信息", "NET-504", "复制", "NET-504 gateway timeout")
    asked.add_button("later", "先忙别的")
    asked.add_button("again", "再试一次", "primary")
    return asked


def buttons(asked: AppDialog) -> dict[str, Button]:
    return {button.words(): button for button in asked.findChildren(Button)}


def test_a_dialog_starts_on_its_primary_button_and_esc_is_the_safe_one(qtbot, stage, app) -> None:
    stage.put(Button("后面"))
    asked = dialog(stage)
    asked.open()
    assert app.focusWidget().words() == "再试一次"
    asked.grab()
    with qtbot.waitSignal(asked.chosen) as caught:
        qtbot.keyClick(app.focusWidget(), Qt.Key.Key_Escape)
    assert caught.args == ["later"]
    assert asked.isHidden()


def test_tab_stays_inside_the_dialog(qtbot, stage, app) -> None:
    stage.put(Button("后面"))
    asked = dialog(stage)
    asked.open()
    seen = set()
    for _ in range(8):
        qtbot.keyClick(app.focusWidget(), Qt.Key.Key_Tab)
        assert asked.isAncestorOf(app.focusWidget())
        seen.add(app.focusWidget().words())
    assert seen == {"给技术人员看的信息", "复制", "先忙别的", "再试一次"}
    qtbot.keyClick(app.focusWidget(), Qt.Key.Key_Backtab)
    assert asked.isAncestorOf(app.focusWidget())
    asked.close_dialog()


def test_shortcuts_of_the_window_are_silent_behind_a_dialog(qtbot, stage, app) -> None:
    fired: list[int] = []
    QShortcut(QKeySequence("Ctrl+N"), stage.window, lambda: fired.append(1))
    stage.put(Button("后面"))
    qtbot.keyClick(stage.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert fired == [1]
    asked = dialog(stage)
    asked.open()
    qtbot.keyClick(app.focusWidget(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert fired == [1]
    asked.close_dialog()


def test_the_focus_comes_back_after_a_dialog(qtbot, stage) -> None:
    behind = Button("后面")
    stage.put(behind)
    behind.setFocus()
    asked = dialog(stage)
    asked.open()
    with qtbot.waitSignal(asked.chosen) as caught:
        qtbot.mouseClick(buttons(asked)["再试一次"], Qt.MouseButton.LeftButton)
    assert caught.args == ["again"]
    assert behind.hasFocus()


def test_a_dialog_that_stays_open_lets_go_by_its_safe_button(qtbot, stage) -> None:
    stage.put(Button("后面"))
    asked = dialog(stage)
    asked.keep_open = True
    field = LineField("原因")
    asked.add_widget(field)
    asked.open(field)
    assert field.edit.hasFocus()
    qtbot.mouseClick(buttons(asked)["再试一次"], Qt.MouseButton.LeftButton)
    assert asked.isVisible()
    qtbot.mouseClick(buttons(asked)["先忙别的"], Qt.MouseButton.LeftButton)
    assert asked.isHidden()


def test_the_technical_line_unfolds_and_is_copied(qtbot, stage) -> None:
    stage.put(Button("后面"))
    asked = dialog(stage)
    asked.open()
    qtbot.waitUntil(lambda: asked.sheet.height() > 300)
    before = asked.sheet.height()
    qtbot.mouseClick(buttons(asked)["给技术人员看的信息"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: asked.sheet.height() > before)
    qtbot.mouseClick(buttons(asked)["复制"], Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "NET-504 gateway timeout"
    asked.close_dialog()


def test_every_line_of_a_dialog_has_its_height(qtbot, stage) -> None:
    stage.put(Button("后面"))
    asked = dialog(stage)
    asked.open()
    qtbot.waitUntil(lambda: asked.sheet.height() > 300)
    for label in asked.findChildren(QLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    asked.close_dialog()


def test_the_sync_state_changes_at_most_once_a_second(qtbot, stage) -> None:
    button = SyncStatusButton(OFFLINE)
    stage.put(button)
    for number in range(5):
        button.set_state(
            SyncState("refresh", "blue", f"正在同步 {number} / 5", fraction=number / 5, turning=True)
        )
    assert button.state() == OFFLINE
    qtbot.waitUntil(lambda: button.state().bold == "正在同步 4 / 5", timeout=2000)
    assert button.accessibleName() == "正在同步 4 / 5"
    button.grab()


def test_no_motion_means_the_icon_stands_still(app, qtbot, stage) -> None:
    theme.apply(app, theme.Theme(motion=False))
    button = SyncStatusButton(SyncState("refresh", "blue", "正在同步", turning=True))
    stage.put(button)
    first = button.grab().toImage()
    qtbot.wait(300)
    assert button.grab().toImage() == first


def test_the_status_bar_has_flat_buttons_and_the_last_message(qtbot, stage) -> None:
    bar = StatusBar32(SyncStatusButton(OFFLINE))
    help_button = bar.add_button("帮助 F1", "help-circle")
    bar.show_message("已存在本机")
    stage.put(bar)
    assert bar.height() == 32
    with qtbot.waitSignal(bar.sync.clicked):
        qtbot.mouseClick(bar.sync, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(help_button.clicked):
        qtbot.mouseClick(help_button, Qt.MouseButton.LeftButton)


def menu(stage) -> Popover:
    made = Popover(stage.window)
    made.add_header("记什么？", "按数字键也行")
    made.add_row("patrol", "巡逻", "走到哪", "walk", "blue", "1", large=True)
    made.add_row("hazard", "隐患", "拍照上报", "alert-triangle", "orange", "2", large=True)
    made.add_separator()
    made.add_row("draft", "接着写草稿", icon="pencil", right="2 份")
    return made


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        ([Qt.Key.Key_2], "hazard"),
        ([Qt.Key.Key_Down, Qt.Key.Key_Return], "hazard"),
        ([Qt.Key.Key_Up, Qt.Key.Key_Space], "draft"),
    ],
)
def test_the_record_menu_is_walked_by_keys(qtbot, stage, app, keys, chosen) -> None:
    anchor = Button("记一笔")
    stage.put(anchor)
    made = menu(stage)
    made.open_at(anchor, beside=True)
    made.grab()
    with qtbot.waitSignal(made.chosen) as caught:
        for key in keys:
            qtbot.keyClick(app.focusWidget(), key)
    assert caught.args == [chosen]
    assert not made.isVisible()


def test_escape_closes_a_pop_up(qtbot, stage, app) -> None:
    anchor = Button("记一笔")
    stage.put(anchor)
    made = menu(stage)
    made.add_line("circle-dashed", "ink2", "巡逻 6 条", "昨天 19:31 起")
    made.open_at(anchor)
    with qtbot.assertNotEmitted(made.chosen):
        qtbot.keyClick(app.focusWidget(), Qt.Key.Key_Escape)
    assert not made.isVisible()


def test_the_empty_state_offers_the_first_step(qtbot, stage) -> None:
    state = EmptyState(
        "还没有隐患记录", "拍张照片报上来。", "上报第一条隐患", steps=[("拍照片", "远近各一张")]
    )
    stage.put(state)
    assert state.secondary.isHidden()
    with qtbot.waitSignal(state.primary_clicked):
        qtbot.mouseClick(state.primary, Qt.MouseButton.LeftButton)


def test_the_footer_leads_to_what_is_missing(qtbot, stage) -> None:
    foot = StickyFooter()
    foot.add_button("以后再填")
    foot.add_button("提交", "primary", "send")
    foot.set_message("还差 1 处：在哪里", "red", "alert-circle-filled", "按 Ctrl+Enter 提交")
    stage.put(foot)
    assert foot.message() == "还差 1 处：在哪里"
    with qtbot.waitSignal(foot.message_clicked):
        qtbot.mouseClick(foot._message, Qt.MouseButton.LeftButton)
    foot.set_message("")
    assert foot._message.focusPolicy() == Qt.FocusPolicy.NoFocus


def compare() -> CompareCard:
    return CompareCard(
        "我改的",
        "今天 09:05",
        "服务器上的",
        "何立群",
        [
            Difference("state", "状态", Side("", pill=PillSpec("办理中")), Side("", pill=PillSpec("等材料"))),
            Difference("due", "期限", Side("11月17日"), Side("11月21日", "水务站申请延期")),
            Difference("photos", "照片", Side(""), Side(""), "两边都留，共 3 张"),
        ],
        "其余 9 项两边一样",
        [("编号", "YH-1")],
    )


def test_each_difference_is_chosen_by_itself(qtbot, stage) -> None:
    card = compare()
    stage.put(card)
    assert card.choices() == {"state": "theirs", "due": "theirs", "photos": "both"}
    mine, theirs = card.tiles("due")
    with qtbot.waitSignal(card.changed):
        qtbot.mouseClick(mine, Qt.MouseButton.LeftButton)
    assert card.choices()["due"] == "mine"
    assert not theirs.isChecked()
    qtbot.keyClick(mine, Qt.Key.Key_Right)
    card.choose_all("mine")
    assert card.choices() == {"state": "mine", "due": "mine", "photos": "both"}
    qtbot.mouseClick(card.tiles("photos")[0], Qt.MouseButton.LeftButton)
    assert card.choices()["photos"] == "theirs"
    assert mine.accessibleName() == "期限 11月17日"


def test_equal_items_are_folded(qtbot, stage) -> None:
    card = compare()
    stage.put(card)
    fold = card.findChild(Button)
    rest = next(label for label in card.findChildren(QLabel) if "YH-1" in label.text())
    assert not rest.isVisible()
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert rest.isVisible()


def test_rows_tiles_and_bars_paint_in_both_themes(app, qtbot, stage) -> None:
    tile = NameTile("id-1", "张春燕", "义警·今天 07:10 护校")
    tile.setChecked(True)
    parts = ProgressBar("存储", 0, 12)
    parts.set_parts([(0.25, "primary"), (0.5, "h4")])
    settings = SettingsRow("自动同步", "联网就同步")
    settings.add(Button("改", "text", "small"))
    settings.set_value("从不")
    fact = FactRow("类别", "消防安全")
    fact.set_value("道路交通")
    steps = [Step("上报", "done", "马晓霞", "昨天"), Step("复查", "now", note="请去看一眼"), Step("归档")]
    shown = [
        tile,
        NameTile(None, "全部 46 人", icon="users"),
        QuickTile("巡逻", "走到哪、看到啥", "walk"),
        parts,
        settings,
        fact,
        ListRow(
            "复查：河堤护栏", "超期 1 天", "alert-circle-filled", "red", "red", Button("去办", size="small")
        ),
        Timeline(steps),
        StepBar(steps),
    ]
    stage.put(*shown)
    for name in ("light", "dark"):
        theme.apply(app, theme.Theme(name, 1.13))
        app.processEvents()
        assert not stage.window.grab().isNull()
    assert parts.accessibleDescription() == "75%"
    assert settings.value() == "从不"
    assert "请去看一眼" in shown[-1].accessibleName()
    assert shown[-2].sizeHint().height() == 3 * theme.px(31) + theme.px(20) or theme.current().scale != 1


def test_a_press_on_a_name_tile_leaves_the_choice_to_the_page(qtbot, stage) -> None:
    tile = NameTile("id-1", "张春燕")
    stage.put(tile)
    with qtbot.waitSignal(tile.clicked):
        qtbot.keyClick(tile, Qt.Key.Key_Return)
    assert not tile.isChecked()


def test_a_card_grows_a_footer_and_can_be_emptied(app, stage) -> None:
    card = Card("要办的事", "4 件", divider=True)
    card.add(QLabel("一"))
    card.add_action(Button("全部", "text"))
    stage.put(card)
    card.add_footer(QLabel("共 4 件"))
    app.processEvents()
    card.grab()
    card.clear()
    app.processEvents()
    assert card.body.count() == 0
    card.set_title("别的", "0 件")
    assert card.title() == "别的"
