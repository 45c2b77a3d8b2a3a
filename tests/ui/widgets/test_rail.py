"""The rail, the header, segments, filters, search and the side menu."""

from PySide6.QtCore import Qt

from ui import theme
from ui.widgets.filters import FilterButton
from ui.widgets.header import PageHeader
from ui.widgets.rail import NavRail
from ui.widgets.search import SearchField
from ui.widgets.segmented import SegmentedControl
from ui.widgets.side_menu import SideMenu


def rail() -> NavRail:
    made = NavRail("平安网格", "记一笔", "换人")
    made.add_item("today", "home", "今日")
    made.add_item("hazards", "alert-triangle", "隐患")
    made.add_separator()
    made.add_item("attention", "inbox", "待处理")
    made.set_current("today")
    made.set_person("张春燕", "义警")
    return made


def test_a_click_navigates_but_the_window_decides(qtbot, stage) -> None:
    bar = rail()
    stage.put(bar)
    with qtbot.waitSignal(bar.navigated) as caught:
        qtbot.mouseClick(bar.item("hazards"), Qt.MouseButton.LeftButton)
    assert caught.args == ["hazards"]
    assert bar.current() == "today"
    bar.set_current("hazards")
    assert bar.current() == "hazards"


def test_arrows_and_enter_walk_the_rail(qtbot, stage) -> None:
    bar = rail()
    stage.put(bar)
    bar.item("today").setFocus()
    qtbot.keyClick(bar.item("today"), Qt.Key.Key_Down)
    assert bar.item("hazards").hasFocus()
    with qtbot.waitSignal(bar.navigated) as caught:
        qtbot.keyClick(bar.item("hazards"), Qt.Key.Key_Return)
    assert caught.args == ["hazards"]
    bar.grab()


def test_record_and_switch_have_signals_without_arguments(qtbot, stage) -> None:
    bar = rail()
    stage.put(bar)
    with qtbot.waitSignal(bar.record_clicked):
        qtbot.mouseClick(bar.record_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.switch_clicked):
        qtbot.mouseClick(bar.person_block, Qt.MouseButton.LeftButton)


def test_the_width_does_not_change_with_the_selection(stage) -> None:
    bar = rail()
    bar.set_badge("attention", "2", "2 条")
    stage.put(bar)
    before = bar.sizeHint().width()
    bar.set_current("attention")
    assert bar.sizeHint().width() == before == 152
    assert bar.item("attention").accessibleDescription() == "2 条"


def test_english_makes_the_rail_wider_instead_of_cutting(stage) -> None:
    bar = rail()
    bar.add_item("long", "map-2", "A remarkably long label")
    assert bar.sizeHint().width() > 152


def test_eleven_items_fit_a_low_screen_at_the_largest_text(app, stage) -> None:
    bar = rail()
    for number in range(8):
        bar.add_item(f"more{number}", "map-2", "地图")
    theme.apply(app, theme.Theme(scale=1.27))
    stage.window.resize(800, 655)
    stage.put(bar)
    assert bar.minimumSizeHint().height() <= 696 - theme.px(32)
    assert bar.item("today").height() >= theme.px(24)


def test_the_rail_can_be_filled_again(stage) -> None:
    bar = rail()
    stage.put(bar)
    bar.clear()
    bar.add_item("settings", "settings", "设置")
    assert bar.keys() == ["settings"]


def test_the_header_has_a_back_arrow_only_on_sub_pages(qtbot, stage) -> None:
    top, sub = PageHeader("隐患", "九龙社区"), PageHeader("上报隐患", "", "返回")
    stage.put(top, sub)
    assert top.back.isHidden()
    assert sub.back.accessibleName() == "返回"
    with qtbot.waitSignal(sub.back_clicked):
        qtbot.mouseClick(sub.back, Qt.MouseButton.LeftButton)
    assert top.height() == 68


def test_segments_say_only_changes_by_hand(qtbot, stage) -> None:
    tabs, said = SegmentedControl(), []
    for key, text in (("all", "全部 86"), ("mine", "我的 14"), ("soon", "快到期 5")):
        tabs.add(key, text)
    tabs.changed.connect(said.append)
    stage.put(tabs)
    assert tabs.current() == "all"
    tabs.set_current("soon")
    assert said == []
    tabs.set_current("all")
    first, second, _ = (tabs.layout().itemAt(n).widget() for n in range(3))
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Space)
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert said == ["mine"]
    assert tabs.current() == "mine"


def test_a_filter_shows_its_value(qtbot, stage) -> None:
    button = FilterButton("状态", [(None, "全部"), ("open", "未办结")], "{name}：{value}")
    stage.put(button)
    assert button.words() == "状态"
    menu = button.menu()
    with qtbot.waitSignal(button.changed) as caught:
        menu.actions()[1].trigger()
    assert caught.args == ["open"]
    assert button.words() == "状态：未办结"
    assert not button.menu().actions()[1].icon().isNull()
    button.set_value(None)
    assert button.words() == "状态"


def test_the_filter_menu_opens_by_key(qtbot, stage, app) -> None:
    button = FilterButton("状态", [(None, "全部")], "{name}：{value}")
    stage.put(button)
    qtbot.keyClick(button, Qt.Key.Key_Down)
    assert app.activePopupWidget() is not None
    app.activePopupWidget().close()


def test_search_waits_for_a_pause(qtbot, stage) -> None:
    field, said = SearchField("找地点、人、编号", "清除"), []
    field.searched.connect(said.append)
    stage.put(field)
    qtbot.keyClicks(field, "abc")
    assert said == []
    qtbot.waitUntil(lambda: said == ["abc"], timeout=1000)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert said == ["abc", ""]
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert said == ["abc", "", "x"]
    with qtbot.waitSignal(field.go_down):
        qtbot.keyClick(field, Qt.Key.Key_Down)


def test_the_side_menu_marks_where_one_is(qtbot, stage, app) -> None:
    menu = SideMenu([("a", "star", "常用"), ("b", "user", "账号")])
    stage.put(menu)
    with qtbot.waitSignal(menu.navigated) as caught:
        qtbot.mouseClick(menu.item("b"), Qt.MouseButton.LeftButton)
    assert caught.args == ["b"]
    assert menu.current() == "b"
    theme.apply(app, theme.Theme("dark", 1.27))
    menu.grab()
