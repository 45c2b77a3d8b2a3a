"""Pages made of the widgets, saved as pictures to look at beside the mock-ups. Not shipped, and not a test.

QT_QPA_PLATFORM=offscreen python -m tests.ui.gallery FOLDER [light|dark] [1|1.13|1.27]
"""

# ruff: noqa: E501 (the rows of a mock-up read better whole)

import sys
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets import roles
from ui.widgets.art import Art
from ui.widgets.banner import Banner
from ui.widgets.buttons import AmberButton, Button, IconButton
from ui.widgets.calendar_popup import CalendarPopup
from ui.widgets.chips import Chips
from ui.widgets.combo_field import ComboField
from ui.widgets.compare import CompareCard, Difference, Side
from ui.widgets.date_field import DateTimeField, PeriodField
from ui.widgets.deadline import DeadlineBar
from ui.widgets.dialog import AppDialog
from ui.widgets.drop_zone import DropZone
from ui.widgets.empty import EmptyState
from ui.widgets.filters import FilterButton
from ui.widgets.focus import FocusRing, show_focus
from ui.widgets.footer import StickyFooter
from ui.widgets.form_row import FormRow
from ui.widgets.header import PageHeader
from ui.widgets.hero import Hero
from ui.widgets.labels import IconLabel, Label
from ui.widgets.levels import LevelMark
from ui.widgets.line_field import LineField, TextArea
from ui.widgets.lines_editor import FieldGroup, LinesEditor
from ui.widgets.name_tile import NameTile
from ui.widgets.number_field import NumberField
from ui.widgets.photos import Photo, PhotoStrip
from ui.widgets.picker import PickerField
from ui.widgets.picker_list import PickRow
from ui.widgets.pills import Pill
from ui.widgets.pin_field import PinField
from ui.widgets.popover import Popover
from ui.widgets.progress import ProgressBar
from ui.widgets.quick_tile import QuickTile
from ui.widgets.rail import NavRail
from ui.widgets.rows import FactRow, ListRow, SettingsRow
from ui.widgets.search import SearchField
from ui.widgets.segmented import SegmentedControl
from ui.widgets.side_menu import SideMenu
from ui.widgets.split import MasterDetail, ScrollPage
from ui.widgets.status_bar import StatusBar32
from ui.widgets.surface import Card, Panel, Rule
from ui.widgets.sync_status import SyncState, SyncStatusButton
from ui.widgets.table import EntryTable
from ui.widgets.tally import TallyPad
from ui.widgets.tiles import CheckTiles, Choice, ChoiceTiles
from ui.widgets.timeline import Step, StepBar, Timeline
from ui.widgets.toast import Toast
from ui.widgets.toggle import CheckBox, RadioButton, Toggle

LEVELS = {
    "重大": roles.LevelSpec("triangle", "red", "重大"),
    "较大": roles.LevelSpec("diamond", "orange", "较大"),
    "一般": roles.LevelSpec("disc", "yellow", "一般"),
    "轻微": roles.LevelSpec("ring", "blue", "轻微"),
}
PILLS = {
    "草稿": roles.PillSpec("草稿", "pencil", "grey", dashed=True),
    "待受理": roles.PillSpec("待受理", "clock", "yellow"),
    "已分流": roles.PillSpec("已分流", "arrows-split-2", "blue"),
    "办理中": roles.PillSpec("办理中", "progress", "blue"),
    "待复查": roles.PillSpec("待复查", "eye-check", "yellow"),
    "被退回": roles.PillSpec("被退回", "arrow-back-up", "red"),
    "已办结": roles.PillSpec("已办结", "check", "green"),
    "已归档": roles.PillSpec("已归档", "archive", "grey"),
    "待回访": roles.PillSpec("待回访", "phone-call", "blue"),
}
ROWS = [
    ("较大", "河堤护栏缺口约 2 米", "北河沿线·便民桥东侧", "办理中", "超期 1 天", 1.0, "red", "alert-circle-filled", "水务站"),
    ("重大", "2 号楼楼道堆放电动车并飞线充电", "九龙花园 2 号楼 1 单元", "待复查", "今天 18:00", 0.88, "orange", "clock-exclamation", "消防工作站"),
    ("较大", "独居老人燃煤炉无烟道，室内取暖", "九龙村二组 17 号", "办理中", "剩 1 天", 0.74, "orange", "clock", "民政办"),
    ("一般", "巷口污水井盖破损", "南街巷 6 号门前", "已分流", "剩 2 天", 0.6, "yellow", "clock", "住建站"),
    ("一般", "低垂通信线缆挂住屋檐", "九龙村三组路口", "已分流", "剩 3 天", 0.46, "grey", "clock", "通信运营商"),
    ("轻微", "学校围墙外路灯不亮（3 盏）", "九龙小学东门", "待受理", "剩 4 天", 0.3, "grey", "clock", "待分流"),
    ("一般", "废品收购点占道堆放", "东城路 41 号", "办理中", "剩 5 天", 0.28, "grey", "clock", "执法队"),
    ("轻微", "商铺灭火器压力不足", "九龙市场 B 区 12 号", "草稿", "未提交", 0.0, "grey", "pencil", "—"),
]  # fmt: skip
Index = QModelIndex | QPersistentModelIndex


class Hazards(QAbstractTableModel):
    """The list of the mock-up, as a model gives it."""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(ROWS)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        wanted = role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal
        return ("级别", "隐患", "状态", "期限", "责任单位")[section] if wanted else None

    def data(self, index: Index, role: int = 0) -> object:
        level, title, place, state, due, part, tone, icon, unit = ROWS[index.row()]
        cells: list[dict[int, object]] = [
            {roles.LevelRole: LEVELS[level]},
            {roles.TitleRole: title, roles.CaptionRole: place},
            {roles.PillRole: PILLS[state]},
            {roles.DeadlineRole: roles.DeadlineSpec(due, part, tone, icon)},
            {Qt.ItemDataRole.DisplayRole: unit, roles.SmallRole: True},
        ]
        return cells[index.column()].get(role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutChanged.emit()


def photo(colour: str) -> QPixmap:
    picture = QPixmap(400, 300)
    picture.fill(QColor(colour))
    painter = QPainter(picture)
    painter.fillRect(0, 180, 400, 120, QColor(colour).darker(140))
    painter.end()
    return picture


def row(*widgets: QWidget, spacing: int = 8, stretch: bool = True) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme.px(spacing))
    for widget in widgets:
        line.addWidget(widget)
    if stretch:
        line.addStretch(1)
    return line


def caption(text: str) -> Label:
    return Label(text, "caption", "ink3")


def rail(current: str, name: str = "马晓霞", role: str = "网格员") -> NavRail:
    made = NavRail("平安网格", "记一笔", "换人")
    for key, icon, text in (
        ("today", "home", "今日"),
        ("hazards", "alert-triangle", "隐患"),
        ("roster", "calendar-event", "排班"),
        ("events", "speakerphone", "宣传"),
        ("hours", "clock-heart", "时长"),
        ("map", "map-2", "地图"),
    ):
        made.add_item(key, icon, text)
    made.add_separator()
    made.add_item("attention", "inbox", "待处理")
    made.add_item("settings", "settings", "设置")
    made.set_badge("attention", "2", "2 条")
    made.set_current(current)
    made.set_person(name, role)
    return made


OFFLINE = SyncState("cloud-off", "ink2", "离线·12 条待同步", "都已存在本机，联网后自动上传")


def window(current: str, page: QWidget, with_rail: bool = True) -> QWidget:
    whole = QWidget()
    bar = StatusBar32(SyncStatusButton(OFFLINE))
    for text, icon in (("字号 标准", "text-size"), ("浅色", "sun"), ("帮助 F1", "help-circle")):
        bar.add_button(text, icon)
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(0)
    if with_rail:
        grid.addWidget(rail(current), 0, 0, 2, 1)
    grid.addWidget(page, 0, 1)
    grid.addWidget(bar, 1, 1)
    whole.resize(1366, 736)
    return whole


def page(header: QWidget, *bodies: QWidget) -> tuple[QWidget, QVBoxLayout]:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(header)
    inner = QVBoxLayout()
    inner.setContentsMargins(theme.px(20), 0, theme.px(20), theme.px(16))
    inner.setSpacing(theme.px(12))
    column.addLayout(inner, 1)
    for body in bodies:
        inner.addWidget(body)
    return made, inner


def hazards() -> QWidget:
    header = PageHeader("隐患", "九龙社区·第三网格")
    header.add_action(Button("导出 Excel", icon="file-spreadsheet"))
    header.add_action(Button("上报隐患", icon="plus"))
    made, column = page(header)
    tabs = SegmentedControl()
    tabs.add("all", "全部 86")
    tabs.add("mine", "我上报的 14")
    tabs.add("soon", "快到期 5")
    tabs.add("late", "已超期 2", "alert-circle-filled")
    state = FilterButton("状态", [(None, "全部"), ("open", "未办结")], "{name}：{value}")
    state.set_value("open")
    tools = row(tabs, stretch=False)
    tools.addStretch(1)
    for part in (
        SearchField("找地点、人、编号", "清除"),
        state,
        FilterButton("级别", [(None, "全部")], "{name}：{value}"),
        FilterButton("近 30 天", [(None, "全部")], "{name}：{value}", "calendar"),
    ):
        tools.addWidget(part)
    column.addLayout(tools)
    table = EntryTable("隐患")
    table.setModel(Hazards(table))
    table.set_columns([86, None, 104, 124, 100], least=200, drop=(4, 2))
    table.allow_sorting(3)
    table.select_row(1)
    card = Card(padding=1)
    card.add(table)
    card.add_footer(caption("共 31 条未办结"), 1)
    detail = Card(scroll=True)
    detail.body.setContentsMargins(18, 16, 18, 12)
    detail.body.addLayout(row(LevelMark(LEVELS["重大"], True), Pill("待复查", "eye-check", "yellow")))
    detail.add(Label("2 号楼楼道堆放电动车并飞线充电", "title", wrap=True))
    detail.body.addLayout(
        row(IconLabel("map-pin", "ink2", 16), Label("九龙花园 2 号楼 1 单元一层", tone="ink2"))
    )
    strip = PhotoStrip()
    strip.set_photos([Photo(n, photo(c), f"照片 {n}") for n, c in enumerate(("#8aa", "#998", "#9a8"), 1)])
    detail.add(strip)
    detail.add(FactRow("类别", "0302 消防安全 › 占用疏散通道"))
    detail.add(FactRow("责任单位", "新宁镇消防工作站"))
    detail.add(Rule())
    detail.add(Timeline(STEPS))
    detail.body.addStretch(1)
    detail.add_footer(Button("去复查", "primary", "large", "camera"), 1)
    detail.add_footer(Button("催办", size="large"))
    detail.add_footer(IconButton("dots", "更多", 44, outlined=True))
    split = MasterDetail(card, detail)
    column.addWidget(split, 1)
    return window("hazards", made)


STEPS = [
    Step("上报", "done", "马晓霞", "11月17日 16:42"),
    Step("受理", "done", "周桂芳", "11月17日 16:58"),
    Step("分流", "done", "消防工作站，限 1 天", "11月17日 17:20"),
    Step("办理", "done", "清走 4 辆，拆除飞线", "今天 08:35"),
    Step("复查", "now", "", "今天 18:00 前", "请到现场看一眼，拍 1 张照片", "orange"),
    Step("办结·归档·回访"),
]
KINDS = [
    PickRow("0302", "占用、堵塞疏散通道", "0302", "消防安全", "1 天内办理"),
    PickRow("0303", "安全出口上锁、疏散门打不开", "0303", "消防安全", "1 天内办理"),
    PickRow("0307", "缺疏散指示、应急照明不亮", "0307", "消防安全", "3 天内办理"),
]
TILES = [
    Choice("a", "重大", "马上要出事", "triangle", "red"),
    Choice("b", "较大", "几天内会出事", "diamond", "orange"),
    Choice("c", "一般", "要整改", "disc", "yellow"),
    Choice("d", "轻微", "提醒一下", "ring", "blue"),
]


def date_field() -> DateTimeField:
    field = DateTimeField(["%Y-%m-%d %H:%M", "%m-%d %H:%M", "%H:%M"], "打开日历", "好了", UTC)
    field.set_value(datetime(2026, 11, 18, 16, 30, tzinfo=UTC))
    return field


def form() -> QWidget:
    header = PageHeader("上报隐患", "新宁镇·九龙社区·第三网格", "返回")
    header.add_action(IconLabel("device-floppy", "green", 18))
    header.add_action(Label("草稿已存在本机", tone="green"))
    header.add_action(Label("16:41:12", tone="ink3"))
    made, column = page(header)
    kind = PickerField("代码、名称", lambda _text: KINDS, lambda n: f"找到 {n} 类")
    kind.edit.setText("疏散")
    level = ChoiceTiles(TILES)
    level.set_value("a")
    place = LineField()
    place.set_value("九龙花园")
    what = TextArea(lines=2, max_length=300)
    what.set_value(
        "一层楼梯口停了 4 辆电动车，从二楼拉插线板下来充电，疏散通道只剩半米宽。已当面劝说，住户答应今晚前挪走。"
    )
    left = Card(padding=20)
    left.add(FormRow("是什么隐患", kind, True, "输代码、名称或拼音首字母都行"))
    left.add(FormRow("有多严重", level, True))
    where = FormRow("在哪里", place, True)
    where.set_error("请写到楼号、单元或门牌，办理的人才找得到")
    both = row(where, FormRow("什么时候发现", date_field()), spacing=12, stretch=False)
    both.setStretch(0, 2)
    both.setStretch(1, 1)
    both.setAlignment(where, Qt.AlignmentFlag.AlignTop)
    left.body.addLayout(both)
    left.add(FormRow("看到了什么", what, True))
    left.body.addStretch(1)
    right = Card("照片", "至少 1 张，已有 2 张")
    strip = PhotoStrip("去掉", small=True)
    strip.set_photos([Photo(n, photo(c), f"照片 {n}") for n, c in enumerate(("#8aa", "#998"), 1)])
    right.add(strip)
    right.add(DropZone("把照片拖到这里", "手机、U 盘里的都行，会自动压小", "选照片"))
    right.body.addLayout(row(IconLabel("lock", "ink3", 16), caption("照片先存本机，联网后随记录一起上传")))
    right.body.addStretch(1)
    body = row(left, right, spacing=16, stretch=False)
    body.setStretch(0, 716)
    body.setStretch(1, 442)
    column.addLayout(body, 1)
    foot = StickyFooter()
    foot.set_message("还差 1 处：在哪里", "red", "alert-circle-filled", "按 Ctrl+Enter 提交")
    foot.add_button("以后再填")
    foot.add_button("提交", "primary", "send")
    outer = made.layout()
    assert outer is not None
    outer.addWidget(foot)
    kind.open()
    return window("hazards", made)


def fields() -> QWidget:
    made, column = page(PageHeader("字段", "所有的填写控件"))
    one, two, three = Card(), Card(), Card()
    one.add(FormRow("数量", NumberField("少一个", "多一个", "小时", decimals=1), help_text="可以留空"))
    combo = ComboField([("a", "新宁镇"), ("b", "和盛镇")], "选一个")
    one.add(FormRow("乡镇", combo, True))
    one.add(FormRow("时段", PeriodField(date_field(), date_field())))
    people = PickerField("姓名或拼音", lambda _t: [])
    one.add(FormRow("同岗", people))
    chips = Chips("去掉{name}", people=True)
    chips.set_chips([(1, "李秀兰"), (2, "王德顺"), (3, "张春燕"), (4, "马晓霞"), (5, "欧阳")])
    one.add(chips)
    locked = LineField()
    locked.set_value("不能改")
    locked.set_read_only(True)
    one.add(FormRow("编号", locked))
    one.body.addStretch(1)
    checks = CheckTiles(
        [(n, t) for n, t in enumerate(("电动车", "消防", "道路", "学校", "河道水库", "其他"))]
    )
    checks.set_value([0, 3])
    two.add(FormRow("涉及", checks, hint="可多选"))
    tally = TallyPad([("a", "劝导"), ("b", "违停"), ("c", "未戴头盔")], "少一个{name}", 2)
    tally.set_value({"a": 12, "b": 3})
    two.add(FormRow("计数", tally))
    lines = LinesEditor(
        lambda: FieldGroup({"name": LineField("资料名"), "n": NumberField("少", "多")}, (1, 0)),
        "再加一样",
        "去掉",
        1,
    )
    lines.set_value([{"name": "反诈折页", "n": 120}, {"name": "消防手册", "n": 40}])
    two.add(FormRow("发了什么", lines))
    two.body.addStretch(1)
    three.add(FormRow("密码", pin := PinField("密码")))
    pin.set_value("1234")
    three.body.addLayout(
        row(
            CheckBox("选中", True),
            CheckBox("没选"),
            RadioButton("单选", True),
            Toggle("开", True),
            Toggle("关"),
        )
    )
    three.add(ProgressBar("上传", 0.6, 10))
    parts = ProgressBar("存储", 0, 12)
    parts.set_parts([(0.05, "primary"), (0.14, "h4"), (0.06, "amber")])
    three.add(parts)
    three.add(
        StepBar(
            [
                Step("受理", "done"),
                Step("分流", "done"),
                Step("办理", "now"),
                Step("办结"),
                Step("归档"),
                Step("回访"),
            ]
        )
    )
    panel = Panel("red")
    panel.body.addWidget(Label("周桂芳（县综治中心）退回", "caption", "red"))
    panel.body.addWidget(Label("在主路上，级别改“一般”，再补 1 张门牌照。", wrap=True))
    three.add(panel)
    three.body.addStretch(1)
    cards = QWidget()
    inside = row(one, two, three, spacing=16, stretch=False)
    inside.setContentsMargins(0, 0, 0, 0)
    cards.setLayout(inside)
    column.addWidget(ScrollPage(cards), 1)
    return window("", made, with_rail=False)


def today() -> QWidget:
    made, column = page(PageHeader("张春燕，早上好", "11月18日 星期三"))
    column.addLayout(row(
        QuickTile("巡逻", "走到哪、看到啥", "walk", "blue"),
        QuickTile("隐患", "拍照上报", "alert-triangle", "orange"),
        QuickTile("护校", "上下学护学岗", "school", "yellow"),
        QuickTile("宣传", "发资料、讲安全", "speakerphone", "green"),
        QuickTile("诉求", "群众要办的事", "message-2", "grey"),
        spacing=12, stretch=False,
    ))  # fmt: skip
    left, right = Card(padding=1), Card("要办的事", "4 件", divider=True, padding=0)
    duty = Hero("scene-card", "scene-card-dark")
    duty.body.addLayout(
        row(Pill("现在的勤务", "circle-filled", "blue"), Label("还有 12 分钟上岗", tone="ink2"))
    )
    duty.body.addWidget(Label("护校岗·九龙小学东门", "title"))
    duty.body.addWidget(Label("07:10 – 08:10　同岗：李秀兰", tone="ink2"))
    duty.body.addStretch(1)
    duty.body.addLayout(
        row(Button("签到上岗", "primary", "large", "login"), Button("我去不了", size="large"))
    )
    left.add(duty)
    left.body.addStretch(1)
    right.add_action(Button("全部", "text", "small"))
    right.body.setSpacing(0)
    for icon, tone, title, words, shade in (
        ("alert-circle-filled", "red", "复查：河堤护栏缺口", "超期 1 天·北河沿线", "red"),
        ("clock-exclamation", "orange", "补拍照片：楼道堆放电动车", "今天 18:00 前·九龙社区", "orange"),
        ("clipboard-check", "ink2", "确认下周护校班次", "还有 2 天·何立群发来", "ink3"),
    ):
        right.add(ListRow(title, words, icon, tone, shade, Button("去办", size="small"), line=tone != "red"))
    right.body.addStretch(1)
    body = row(left, right, spacing=16, stretch=False)
    body.setStretch(0, 708)
    body.setStretch(1, 450)
    column.addLayout(body, 1)
    whole = window("today", made)
    Toast(whole, 10**6).show_message("已存在本机", "撤销")
    return whole


def attention() -> QWidget:
    made, column = page(PageHeader("待处理", "2 条要您拿主意，您填的内容一条都没丢"))
    banner = Banner()
    column.addWidget(banner)
    banner.show_message("还有 4 个空缺", "orange", "alert-triangle", [("go", "去排班")])
    card = Card("河堤护栏缺口约 2 米")
    card.add_action(Button("全用我的", size="small"))
    card.add_action(Button("全用服务器的", size="small"))
    card.add(CompareCard(
        "我改的", "今天 09:05，离线", "服务器上的", "何立群 今天 09:40",
        [
            Difference("state", "状态", Side("", pill=PILLS["办理中"]), Side("", pill=roles.PillSpec("等材料", "progress", "blue"))),
            Difference("due", "期限", Side("11月17日"), Side("11月21日", "水务站申请延期")),
            Difference("note", "情况", Side("已拉警戒绳，缺口扩大到 2.5 米，夜里没灯。"), Side("水务站已备料，周五进场焊接。")),
            Difference("photos", "照片", Side(""), Side(""), "两边都留，共 3 张"),
        ],
        "其余 9 项两边一样", [("编号", "YH-2026-1117-03")],
    ))  # fmt: skip
    card.body.addStretch(1)
    card.add_footer(IconLabel("shield-check", "green", 18))
    card.add_footer(Label("没选的那份不会删，会留底", tone="ink2"), 1)
    card.add_footer(Button("先放着", size="large"))
    card.add_footer(Button("按选好的保存", "primary", "large"))
    column.addWidget(card, 1)
    return window("attention", made)


def sign_in() -> QWidget:
    made = QWidget()
    whole = QHBoxLayout(made)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(Art("scene-signin", 480, 0, 0, True))
    column = QVBoxLayout()
    column.setContentsMargins(56, 40, 56, 20)
    column.setSpacing(12)
    whole.addLayout(column, 1)
    column.addWidget(Label("早上好，您是哪位？", "welcome"))
    column.addWidget(Label("点自己的名字，再输密码", tone="ink2"))
    grid = QGridLayout()
    grid.setSpacing(12)
    names = ("张春燕", "李秀兰", "王德顺", "马晓霞", "陈玉梅", "何立群", "周桂芳", "吴长河")
    for place, name in enumerate(names):
        tile = NameTile(name, name, "义警·今天 07:10 护校")
        tile.setChecked(place == 0)
        grid.addWidget(tile, *divmod(place, 3))
    grid.addWidget(NameTile("", "全部 46 人", icon="users"), 2, 2)
    column.addLayout(grid)
    card = Card(padding=24)
    card.add(Label("张春燕，请输入 6 位数字密码", "card"))
    card.body.addLayout(row(PinField("密码")))
    column.addWidget(card)
    column.addStretch(1)
    return window("", made, with_rail=False)


def settings() -> QWidget:
    made, column = page(PageHeader("设置"))
    menu = SideMenu(
        [
            ("a", "star", "常用"),
            ("b", "user", "账号"),
            ("c", "device-desktop", "本机"),
            ("d", "refresh", "同步"),
        ]
    )
    menu.set_current("a")
    server = Card("服务器", padding=0)
    server.add_action(Pill("连得上，42 毫秒", "check", "green"))
    server.body.setSpacing(0)
    auto = SettingsRow("自动同步", "联网就同步")
    auto.add(Toggle("自动同步", True))
    photos = SettingsRow("照片", "只在不按流量计费的网络上传")
    photos.add(Toggle("照片"))
    disk = SettingsRow("没有网", "用 U 盘带数据")
    disk.add(Button("导出", size="small"))
    disk.add(Button("导入", size="small"))
    name = SettingsRow("名称", "值班室 1 号机")
    name.add(Button("改名", "text", "small"))
    for part in (auto, photos, disk, name):
        server.add(part)
    server.body.addStretch(1)
    column.addLayout(row(menu, server, spacing=16, stretch=False), 1)
    return window("settings", made)


def empty() -> QWidget:
    made, _ = page(PageHeader("隐患", "九龙社区·第五网格"), EmptyState(
        "还没有隐患记录", "看到不安全的地方，拍张照片报上来。断网也能报。", "上报第一条隐患", "先看 1 分钟演示",
        [("拍照片", "远的近的各一张"), ("写清在哪", "楼号、门牌、参照物"), ("提交，等回音", "办到哪一步都看得到")],
        icon="camera",
    ))  # fmt: skip
    return window("hazards", made)


def dialog() -> QWidget:
    whole = hazards()
    asked = AppDialog(
        whole,
        "没能同步上去",
        "服务器这会儿没有应答，已经试了 3 次。",
        "您的 12 条记录都在本机，一条没丢。",
        "cloud-x",
    )
    asked.add_point("check", "green", "可以照常记录、排班、看资料")
    asked.add_point("refresh", "ink2", "每 10 分钟自动再试一次")
    asked.add_point("phone", "ink2", "明天还不行，找县综治中心周桂芳")
    asked.set_detail("给技术人员看的信息", "NET-504　10:42:07", "复制", "NET-504 gateway timeout")
    asked.add_button("later", "先忙别的")
    asked.add_button("again", "再试一次", "primary")
    FocusRing(whole)
    whole.show()
    asked.open()
    return whole


def components() -> QWidget:
    whole = QWidget()
    outer = QHBoxLayout(whole)
    outer.setContentsMargins(24, 20, 24, 20)
    outer.setSpacing(16)
    columns = [QVBoxLayout() for _ in range(3)]
    for column in columns:
        column.setSpacing(12)
        outer.addLayout(column, 1)
    buttons = Card()
    buttons.add(caption("按钮"))
    for kind, text in (("primary", "提交"), ("outlined", "导出"), ("danger", "删除"), ("text", "明细")):
        off = Button(text, kind)
        off.setEnabled(False)
        small = Button(text, kind, "small")
        buttons.body.addLayout(
            row(Button(text, kind), small, Button(text, kind, "large"), Button(text, kind, icon="plus"), off)
        )
    buttons.body.addLayout(
        row(AmberButton("记一笔"), IconButton("dots", "更多", outlined=True), stretch=False)
    )
    columns[0].addWidget(buttons)
    type_card = Card()
    for role, text in (
        ("big", "186.5"),
        ("welcome", "您是哪位？"),
        ("title", "页面标题"),
        ("card", "卡片标题"),
        ("body", "正文、表格、按钮"),
        ("caption", "说明、时间、表头"),
    ):
        type_card.add(Label(text, role))
    columns[0].addWidget(type_card)
    columns[0].addStretch(1)
    pills = Card()
    pills.add(caption("状态"))
    names = list(PILLS)
    for start in (0, 3, 6):
        pills.body.addLayout(
            row(
                *(
                    Pill(s.text, s.icon, s.tone, s.dashed)
                    for s in (PILLS[n] for n in names[start : start + 3])
                )
            )
        )
    pills.body.addLayout(
        row(*(LevelMark(level, name == "重大") for name, level in LEVELS.items()), spacing=20)
    )
    pills.body.addLayout(row(*(DeadlineBar(roles.DeadlineSpec(*spec)) for spec in (
        ("剩 4 天", 0.3, "grey", "clock"), ("今天 18:00", 0.88, "orange", "clock-exclamation"), ("超期 1 天", 1.0, "red", "alert-circle-filled"),
    ))))  # fmt: skip
    columns[1].addWidget(pills)
    sync = Card()
    for state in (
        SyncState("cloud-check", "green", "已同步 14:32"),
        SyncState("refresh", "blue", "正在同步 3 / 12", fraction=0.25),
        OFFLINE,
        SyncState("alert-circle-filled", "orange", "2 条需处理", "已同步 14:32"),
    ):
        sync.body.addLayout(row(SyncStatusButton(state)))
    columns[1].addWidget(sync)
    line = Card()
    line.add(
        Timeline(
            [
                Step("上报", "done", "", "11月17日 16:42"),
                Step("受理", "done", "", "11月17日 16:58"),
                Step("复查", "now", "", "今天 18:00 前"),
                Step("归档"),
            ],
            34,
        )
    )
    columns[1].addWidget(line)
    columns[1].addStretch(1)
    columns[2].addWidget(rail("hazards"))
    for tone, text, icon in (
        ("blue", "盖章后证明才有效", "info-circle"),
        ("orange", "还有 4 个空缺", "alert-triangle"),
    ):
        banner = Banner()
        columns[2].addWidget(banner)
        banner.show_message(text, tone, icon)
    whole.resize(1366, 768)
    return whole


def record_menu(parent: QWidget) -> Popover:
    menu = Popover(parent)
    menu.add_header("记什么？", "按数字键也行")
    for number, (key, text, words, icon, tone) in enumerate((
        ("patrol", "巡逻", "走到哪、看到啥", "walk", "blue"),
        ("hazard", "隐患", "拍照上报", "alert-triangle", "orange"),
        ("campus", "护校", "上下学护学岗", "school", "yellow"),
        ("event", "宣传", "发资料、讲安全", "speakerphone", "green"),
        ("request", "诉求", "群众要办的事", "message-2", "grey"),
    ), 1):  # fmt: skip
        menu.add_row(key, text, words, icon, tone, str(number), large=True)
    menu.add_separator()
    menu.add_row("draft", "接着写草稿", "九龙市场灭火器", "pencil", right="2 份")
    return menu


def sync_details(parent: QWidget) -> Popover:
    made = Popover(parent, 420)
    made.add_header("现在没有网")
    made.add_line("circle-dashed", "ink2", "巡逻 6 条", "昨天 19:31 起")
    made.add_separator()
    made.add_line("alert-circle-filled", "orange", "2 条需处理", Button("去看看", "text", "small"))
    foot = QWidget()
    line = QHBoxLayout(foot)
    line.addWidget(caption("上次同步：昨天 18:42"), 1)
    line.addWidget(Button("用 U 盘带走", size="small"))
    line.addWidget(Button("试一次同步", size="small"))
    made.set_footer(foot)
    return made


PAGES = (components, hazards, form, fields, today, attention, sign_in, settings, empty, dialog)


def main(folder: str, name: str = "light", scale: str = "1") -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, theme.Theme(name, float(scale)))
    Path(folder).mkdir(parents=True, exist_ok=True)
    for make in PAGES:
        shown = make()
        shown.show()
        app.processEvents()
        shown.grab().save(f"{folder}/{make.__name__}-{name}-{scale}.png")
        if make is hazards:
            for pop in (record_menu(shown), sync_details(shown)):
                pop.open_at(shown)
                show_focus(pop)
                app.processEvents()
                pop.grab().save(f"{folder}/popover{pop.width()}-{name}-{scale}.png")
                pop.close()
            field = date_field()
            field.show()
            field.open_calendar()
            app.processEvents()
            popup = field.findChild(CalendarPopup)
            if popup is not None:
                popup.grab().save(f"{folder}/calendar-{name}-{scale}.png")
                popup.close()
            field.close()
        shown.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
