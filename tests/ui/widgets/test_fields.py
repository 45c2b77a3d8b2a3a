"""Fields and form rows: values in Python, changes by a person's act only, errors seen and said."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.widgets.calendar_popup import CalendarPopup
from ui.widgets.combo_field import ComboField
from ui.widgets.date_field import DateTimeField, PeriodField
from ui.widgets.form_row import FormRow
from ui.widgets.line_field import LineField, TextArea
from ui.widgets.lines_editor import FieldGroup, LinesEditor
from ui.widgets.number_field import NumberField
from ui.widgets.pin_field import PinField
from ui.widgets.split import ScrollPage
from ui.widgets.tally import TallyPad
from ui.widgets.tiles import CheckTiles, Choice, ChoiceTiles

BEIJING = timezone(timedelta(hours=8))
FORMATS = ["%Y-%m-%d %H:%M", "%m-%d %H:%M", "%H:%M"]
MORNING = datetime(2026, 11, 18, 7, 10, tzinfo=BEIJING)


def number(**more) -> NumberField:
    return NumberField("少一个", "多一个", **more)


def moment(**more) -> DateTimeField:
    return DateTimeField(FORMATS, "打开日历", "好了", BEIJING, **more)


CHOICES = [Choice("a", "重大", "马上要出事", "triangle", "red"), Choice("b", "一般", "", "disc", "yellow")]


def every_field() -> list[tuple[object, object]]:
    """A field of every kind, and a value that it must give back."""
    return [
        (LineField(), "九龙花园"),
        (TextArea(max_length=300), "第一行\n第二行"),
        (PinField("密码"), "123456"),
        (number(), 12),
        (number(decimals=1), 2.5),
        (TallyPad([("a", "劝导"), ("b", "违停")], "少一个{name}"), {"a": 2, "b": 0}),
        (ChoiceTiles(CHOICES), "b"),
        (CheckTiles([(1, "消防"), (2, "道路"), (3, "学校")]), [1, 3]),
        (ComboField([("x", "新宁镇"), ("y", "和盛镇")], "选一个"), "y"),
        (moment(), MORNING),
        (PeriodField(moment(), moment()), (MORNING, MORNING + timedelta(hours=1))),
        (FieldGroup({"name": LineField(), "n": number()}), {"name": "折页", "n": 3}),
        (LinesEditor(LineField, "再加一行", "去掉"), ["甲", "乙"]),
    ]


@pytest.mark.parametrize(("place"), range(13))
def test_every_field_gives_back_what_it_was_given(stage, app, place) -> None:
    field, value = every_field()[place]
    said: list[int] = []
    field.changed.connect(lambda: said.append(1))
    stage.put(FormRow("名称", field))
    assert field.is_empty()
    field.set_value(value)
    assert field.value() == value
    assert not field.is_empty()
    field.set_error(True)
    theme.apply(app, theme.Theme("dark", 1.27))
    assert not field.grab().isNull()
    field.set_error(False)
    field.set_read_only(True)
    field.set_value(None)
    assert field.is_empty()
    assert said == [], "only a person changes a field"


def test_typing_is_a_change_and_leaving_is_said_once(qtbot, stage) -> None:
    first, second = LineField(), LineField()
    left, changed = [], []
    first.left.connect(lambda: left.append(1))
    first.changed.connect(lambda: changed.append(first.value()))
    stage.put(first, second)
    first.setFocus()
    qtbot.keyClicks(first.edit, "ab ")
    qtbot.keyClick(first.edit, Qt.Key.Key_Tab)
    assert second.edit.hasFocus()
    assert (changed, left) == (["a", "ab", "ab"], [1])


def test_moving_inside_a_field_does_not_leave_it(qtbot, stage) -> None:
    field, other, left = number(), LineField(), []
    field.left.connect(lambda: left.append(1))
    stage.put(field, other)
    field.setFocus()
    qtbot.keyClick(field.edit, Qt.Key.Key_Tab)
    assert left == []
    other.setFocus()
    assert left == [1]


def test_an_error_replaces_the_help_and_is_read_aloud(stage) -> None:
    field = LineField()
    row = FormRow("在哪里", field, required=True, help_text="写到门牌")
    stage.put(row)
    plain = field.edit.grab().toImage().pixelColor(1, 20).name().upper()
    row.set_error("请写到楼号或门牌")
    assert row.error() == "请写到楼号或门牌"
    assert field.accessibleDescription() == "请写到楼号或门牌"
    assert field.edit.accessibleName() == "在哪里"
    assert field.edit.grab().toImage().pixelColor(1, 20).name().upper() == theme.current().hex("red") != plain
    row.clear_error()
    assert not field.has_error()
    assert field.edit.grab().toImage().pixelColor(1, 20).name().upper() != theme.current().hex("red")


def test_no_part_of_a_row_opens_as_a_window(qtbot, app) -> None:
    row = FormRow("在哪里", LineField(), required=True)
    qtbot.addWidget(row)
    assert [w for w in app.topLevelWidgets() if w.isVisible()] == []


def test_go_scrolls_to_the_row_and_focuses_it(qtbot, stage) -> None:
    content = QWidget()
    column = QVBoxLayout(content)
    rows = [FormRow(f"第 {n} 项", LineField()) for n in range(30)]
    for row in rows:
        column.addWidget(row)
    page = ScrollPage(content)
    stage.put(page)
    rows[25].go()
    assert rows[25].field.edit.hasFocus()
    spot = rows[25].field.mapTo(page.viewport(), QPoint(0, 0))
    assert page.viewport().rect().contains(spot)


def test_a_text_area_counts_and_never_cuts(qtbot, stage) -> None:
    field = TextArea(max_length=5)
    stage.put(FormRow("看到了什么", field))
    field.setFocus()
    qtbot.keyClicks(field.edit, "abcdefg")
    assert field.value() == "abcdefg"
    assert field.is_too_long()
    assert field.corner.text() == "7 / 5"
    assert field.corner.isVisible()


def test_numbers_are_counted_within_their_limits(qtbot, stage) -> None:
    field = number(least=0, most=3)
    stage.put(field)
    qtbot.keyClick(field.edit, Qt.Key.Key_Up)
    assert field.value() == 1
    for _ in range(5):
        field.count(1)
    assert field.value() == 3
    field.count(-9)
    assert field.value() == 0
    qtbot.keyClicks(field.edit, "x")
    assert field.value() == 0


def test_a_pin_takes_digits_only_and_says_when_it_is_full(qtbot, stage) -> None:
    field = PinField("密码", 4)
    stage.put(field)
    field.setFocus()
    with qtbot.waitSignal(field.filled):
        qtbot.keyClicks(field.edit, "1a2b34")
    assert field.value() == "1234"
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.value() == "123"
    assert field.edit.echoMode() == field.edit.EchoMode.Password
    field.set_error(True)
    field.grab()


def test_tally_counts_by_press_and_by_key(qtbot, stage) -> None:
    pad = TallyPad([("a", "劝导"), ("b", "违停")], "少一个{name}")
    stage.put(pad)
    button = pad.button("a")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    button.setFocus()
    qtbot.keyClicks(button, "++-")
    assert pad.value() == {"a": 2, "b": 0}
    assert button.accessibleName() == "劝导 2"
    pad.count("b", -1)
    assert pad.value()["b"] == 0


def test_tiles_choose_by_click_arrow_space_and_digit(qtbot, stage) -> None:
    tiles, said = ChoiceTiles(CHOICES), []
    tiles.changed.connect(lambda: said.append(tiles.value()))
    stage.put(tiles)
    qtbot.mouseClick(tiles.tile("a"), Qt.MouseButton.LeftButton)
    tiles.tile("a").setFocus()
    qtbot.keyClick(tiles.tile("a"), Qt.Key.Key_Right)
    assert tiles.tile("b").hasFocus()
    assert tiles.value() == "a"
    qtbot.keyClick(tiles.tile("b"), Qt.Key.Key_Space)
    qtbot.keyClick(tiles.tile("b"), Qt.Key.Key_1)
    assert tiles.tile("a").hasFocus()
    assert said == ["a", "b", "a"]
    qtbot.mouseClick(tiles.tile("a"), Qt.MouseButton.LeftButton)
    assert tiles.value() == "a", "a second press does not take the answer away"


def test_check_tiles_wrap_and_hold_several(qtbot, stage, app) -> None:
    tiles = CheckTiles([(n, f"第 {n} 种隐患") for n in range(12)])
    stage.put(tiles)
    qtbot.mouseClick(tiles.tile(3), Qt.MouseButton.LeftButton)
    qtbot.keyClick(tiles.tile(5), Qt.Key.Key_Space)
    assert tiles.value() == [3, 5]
    assert tiles.tile(11).y() > tiles.tile(0).y()


def test_a_combo_keeps_its_value_among_new_options(stage) -> None:
    field = ComboField([("x", "新宁镇")], "选一个")
    stage.put(field)
    assert field.value() is None
    field.set_value("x")
    field.set_options([("w", "春荣镇"), ("x", "新宁镇")])
    assert (field.value(), field.text()) == ("x", "新宁镇")
    field.set_options([("w", "春荣镇")])
    assert field.value() is None


def test_the_wheel_does_not_change_an_answer(qtbot, stage) -> None:
    field = ComboField([("x", "甲"), ("y", "乙")])
    field.set_value("x")
    stage.put(field)
    field.combo.setFocus()
    qtbot.keyClick(field.combo, Qt.Key.Key_Down)
    assert field.value() == "y"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-01 09:30", datetime(2026, 12, 1, 9, 30, tzinfo=BEIJING)),
        ("12-01 09：30", datetime(2026, 12, 1, 9, 30, tzinfo=BEIJING)),
        ("9:05", datetime(2026, 11, 18, 9, 5, tzinfo=BEIJING)),
        ("后天", None),
        ("", None),
    ],
)
def test_a_moment_may_be_typed_in_short(qtbot, stage, typed, meant) -> None:
    field, other = moment(), LineField()
    field.set_base(MORNING)
    stage.put(field, other)
    field.edit.setFocus()
    field.edit.insert(typed)  # Qt's test keys know no Chinese
    assert field.value() == meant
    assert field.is_valid() == (meant is not None or typed == "")
    other.setFocus()
    assert field.edit.text() == (meant.strftime(FORMATS[0]) if meant else typed)


def test_a_moment_is_shown_in_the_zone_of_the_field() -> None:
    field = moment()
    field.set_value(datetime(2026, 11, 17, 23, 10, tzinfo=UTC))
    assert field.edit.text() == "2026-11-18 07:10"
    assert field.value() == MORNING


def test_the_calendar_opens_by_key_picks_by_enter(qtbot, stage, app) -> None:
    field = moment()
    field.set_value(MORNING)
    stage.put(field)
    field.edit.setFocus()
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    popup = field.findChild(CalendarPopup)
    assert popup.isVisible()
    days = app.focusWidget()
    qtbot.keyClick(days, Qt.Key.Key_Right)
    with qtbot.waitSignal(field.changed):
        qtbot.keyClick(days, Qt.Key.Key_Return)
    assert field.value() == MORNING + timedelta(days=1)
    assert field.value().tzinfo is not None


def test_a_preset_of_the_calendar_is_one_press(qtbot, stage) -> None:
    now = datetime(2026, 11, 18, 16, 30, tzinfo=BEIJING)
    field = moment(presets=[("现在", lambda: now)])
    stage.put(field)
    field.open_calendar()
    popup = field.findChild(CalendarPopup)
    popup.picked.emit(now)
    assert field.value() == now
    popup.close()


def test_the_end_of_a_period_belongs_to_its_start_day(qtbot, stage) -> None:
    field = PeriodField(moment(), moment())
    stage.put(field)
    qtbot.keyClicks(field.start.edit, "2026-11-20 07:10")
    qtbot.keyClicks(field.end.edit, "8:10")
    start, end = field.value()
    assert end - start == timedelta(hours=1)


def test_rows_are_added_and_removed_by_keyboard(qtbot, stage, app) -> None:
    editor = LinesEditor(LineField, "再加一行", "去掉", least=1, most=3)
    stage.put(editor)
    assert len(editor.rows()) == 1
    editor._add.setFocus()
    qtbot.keyClick(editor._add, Qt.Key.Key_Space)
    second = editor.rows()[1]
    assert second.edit.hasFocus()
    qtbot.keyClicks(second.edit, "ab")
    assert editor.value() == ["ab"]
    editor.add_row()
    assert editor._add.isHidden()
    editor.remove_row(1)
    assert len(editor.rows()) == 2
    assert editor.value() == []
    editor.set_value(["一", "二", "三"])
    editor.set_value([])
    app.processEvents()
    assert len(editor.rows()) == 1


def test_leaving_a_row_of_an_editor_is_leaving_the_editor(qtbot, stage) -> None:
    editor, left = (
        LinesEditor(lambda: FieldGroup({"a": LineField(), "b": LineField()}), "再加", "去掉", 1),
        [],
    )
    editor.left.connect(lambda: left.append(1))
    other = LineField()
    stage.put(editor, other)
    group = editor.rows()[0]
    group.fields["a"].setFocus()
    other.setFocus()
    assert left == [1]
