"""The picker, chips, photos and the drop zone."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPixmap

from ui import theme
from ui.widgets.chips import Chips
from ui.widgets.drop_zone import DropZone
from ui.widgets.labels import PictureLabel
from ui.widgets.line_field import LineField
from ui.widgets.photos import Photo, PhotoStrip
from ui.widgets.picker import PickerField
from ui.widgets.picker_list import PickRow

ROWS = [
    PickRow("k2", "占用、堵塞疏散通道", "0302", "消防安全", "1 天内办理"),
    PickRow("k3", "安全出口上锁", "0303", "消防安全", "1 天内办理"),
    PickRow("k7", "缺疏散指示", "0307", "消防安全"),
]


def search(text: str) -> list[PickRow]:
    return [row for row in ROWS if text in row.name or row.code.startswith(text)]


def test_type_walk_and_take(qtbot, stage) -> None:
    field = PickerField("代码、名称", search, lambda count: f"找到 {count} 类")
    stage.put(field)
    field.setFocus()
    qtbot.keyClicks(field.edit, "03")
    qtbot.waitUntil(lambda: not field.list.isHidden(), timeout=1000)
    assert field.edit.tail == "找到 3 类"
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    field.grab()
    with qtbot.waitSignal(field.picked) as caught:
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert caught.args == [ROWS[1]]
    assert field.value() == "k3"
    assert field.edit.text() == "0303 安全出口上锁"
    assert field.list.isHidden()


def test_enter_before_the_pause_is_over_takes_the_best(qtbot, stage) -> None:
    field = PickerField("代码、名称", search)
    stage.put(field)
    field.setFocus()
    qtbot.keyClicks(field.edit, "0307")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.value() == "k7"


def test_typing_over_a_pick_unpicks_it(qtbot, stage) -> None:
    field = PickerField("代码、名称", search)
    field.set_value(ROWS[0])
    stage.put(field)
    assert field.value() == "k2"
    field.setFocus()
    field.edit.setCursorPosition(len(field.edit.text()))
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.value() is None
    assert field.text()


def test_escape_and_leaving_close_the_list_and_keep_the_words(qtbot, stage) -> None:
    field, other = PickerField("代码、名称", search), LineField()
    stage.put(field, other)
    field.setFocus()
    qtbot.keyClicks(field.edit, "0")
    field.open()
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.list.isHidden()
    field.open()
    other.setFocus()
    assert field.list.isHidden()
    assert field.text() == "0"


def test_a_click_takes_a_row(qtbot, stage) -> None:
    field = PickerField("代码、名称", search)
    stage.put(field)
    field.setFocus()
    field.open()
    stage.window.grab()
    spot = field.list.visualRect(field.list.model().index(2, 0)).center()
    qtbot.mouseClick(field.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert field.value() == "k7"


def test_a_slow_search_answers_later(qtbot, stage) -> None:
    field = PickerField("姓名")
    stage.put(field)
    with qtbot.waitSignal(field.asked) as caught:
        qtbot.keyClicks(field.edit, "z")
    assert caught.args == ["z"]
    assert field.list.isHidden()
    field.set_rows(ROWS[:1])
    assert not field.list.isHidden()


def test_nothing_found_hides_the_list_and_says_so(qtbot, stage) -> None:
    field = PickerField("姓名", lambda _text: [], lambda count: f"找到 {count} 人")
    stage.put(field)
    field.edit.setText("没有")
    field.open()
    assert field.list.isHidden()
    assert field.edit.tail == "找到 0 人"
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.value() is None


def test_picking_people_one_after_the_other(qtbot, stage) -> None:
    field, chips = PickerField("姓名", search, stay=True), Chips("去掉{name}", people=True)
    field.picked.connect(lambda row: chips.add(row.key, row.name))
    stage.put(field, chips)
    field.setFocus()
    for _ in range(2):
        qtbot.keyClicks(field.edit, "0303")
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.text() == ""
    assert chips.keys() == ["k3"]


def test_chips_go_by_cross_and_by_delete_not_by_name(qtbot, stage) -> None:
    chips, gone = Chips("去掉{name}"), []
    chips.set_chips([(1, "李秀兰"), (2, "王德顺")])
    chips.removed.connect(gone.append)
    chips.removed.connect(chips.remove)
    stage.put(chips)
    chip = chips.chip(1)
    assert chip.toolTip() == "去掉李秀兰"
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(20, 16))
    assert gone == []
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 14, 16))
    qtbot.keyClick(chips.chip(2), Qt.Key.Key_Delete)
    assert gone == [1, 2]
    assert chips.keys() == []


def photos() -> list[Photo]:
    picture = QPixmap(400, 100)
    picture.fill(QColor("#336699"))
    return [Photo(1, picture, "照片 1"), Photo(2, QPixmap(), "照片 2")]


def test_photos_open_and_are_removed(qtbot, stage) -> None:
    strip = PhotoStrip("去掉")
    strip.set_photos(photos())
    stage.put(strip)
    with qtbot.waitSignal(strip.opened) as caught:
        qtbot.mouseClick(strip.thumb(2), Qt.MouseButton.LeftButton)
    assert caught.args == [2]
    with qtbot.waitSignal(strip.remove_clicked) as caught:
        qtbot.mouseClick(strip.cross(1), Qt.MouseButton.LeftButton)
    assert caught.args == [1]
    with qtbot.waitSignal(strip.remove_clicked) as caught:
        qtbot.keyClick(strip.thumb(2), Qt.Key.Key_Delete)
    assert caught.args == [2]
    assert strip.cross(1).accessibleName() == "去掉 照片 1"
    assert strip.cross(1).width() == 40
    assert strip.thumb(1).size().toTuple() == (112, 84)


def test_a_wide_photo_is_cropped_to_fill(stage) -> None:
    strip = PhotoStrip()
    strip.set_photos(photos())
    stage.put(strip)
    image = strip.thumb(1).grab().toImage()
    assert image.pixelColor(56, 2).name() == "#336699"
    assert image.pixelColor(56, 81).name() == "#336699"


def test_a_single_photo_can_change(stage) -> None:
    label = PictureLabel(QPixmap(), 56, 40)
    stage.put(label)
    assert label.grab().toImage().pixelColor(28, 20).name().upper() == theme.current().hex("track")
    label.set_pixmap(photos()[0].picture)
    assert label.grab().toImage().pixelColor(28, 20).name() == "#336699"


def drop(zone: DropZone, *names: str) -> list[list[Path]]:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(name) for name in names])
    got: list[list[Path]] = []
    zone.files_dropped.connect(got.append)
    copy, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(10, 10), copy, mime, button, keys)
    zone.dragEnterEvent(enter)
    if enter.isAccepted():
        zone.grab()
        zone.dropEvent(QDropEvent(QPointF(10, 10), copy, mime, button, keys))
    return got


def test_files_that_fit_are_taken(qtbot, stage, tmp_path) -> None:
    zone = DropZone("把照片拖到这里", "会自动压小", "选照片", suffixes=(".jpg",))
    stage.put(zone)
    assert drop(zone, str(tmp_path / "a.JPG"), str(tmp_path / "b.exe")) == [[tmp_path / "a.JPG"]]


def test_a_drop_of_nothing_useful_is_refused(stage, tmp_path) -> None:
    zone = DropZone("把照片拖到这里", "会自动压小", "选照片", suffixes=(".jpg",))
    stage.put(zone)
    enter = drop(zone, str(tmp_path / "b.exe"))
    assert enter == []


def test_there_is_always_a_button_too(qtbot, stage, app) -> None:
    zone = DropZone("把照片拖到这里", "会自动压小", "选照片")
    stage.put(zone)
    with qtbot.waitSignal(zone.choose_clicked):
        qtbot.mouseClick(zone.button, Qt.MouseButton.LeftButton)
    theme.apply(app, theme.Theme("dark"))
    zone.grab()
