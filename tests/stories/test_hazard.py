"""A hazard is found and reported, with its photos."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from gridapp.actions import photos
from tests.ui.forms.signed_in import Stage, answer, write
from ui.targets import Go, New

GATE = Path(__file__).parents[2] / "resources" / "demo" / "photos" / "gate.jpg"

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def phone_photo(folder: Path) -> Path:
    """The demonstration's photo as a phone writes it: lying on its side, with time and place."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:17 08:05:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (35.0, 30.0, 0.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (107.0, 55.0, 12.0),
        }
    )
    file = folder / "IMG_0001.jpg"
    with Image.open(GATE) as image:
        image.save(file, "JPEG", exif=exif)
    return file


def drop(target: Any, *files: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    here = QPointF(target.rect().center())
    keys = Qt.KeyboardModifier.NoModifier
    target.dropEvent(QDropEvent(here, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, keys))


def fill_by_keyboard(stage: Stage) -> Any:
    """From the first field to the last as somebody at the keyboard does."""
    form = stage.open(New("hazard"))
    keys = stage.qtbot
    stage.pick(form.editors["kind"], "0101")
    keys.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    keys.keyClicks(QApplication.focusWidget(), "2")  # the second level
    keys.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    while not form.rows["place"].field.isAncestorOf(QApplication.focusWidget()):
        keys.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    write(QApplication.focusWidget(), "九龙花园2号楼1单元")
    write(form.editors["description"].inner.edit, "一层楼梯口停了 4 辆电动车，疏散通道只剩半米宽。")
    return form


def test_a_hazard_is_reported_by_keyboard_alone(stage: Stage) -> None:
    fill_by_keyboard(stage)
    stage.press_submit()
    entry = stage.entry(stage.saved())
    assert entry.body["kind"]["code"] == "0101"
    assert entry.body["suspected_level"]["code"] == "major_suspected"
    assert entry.body["place"] == {"text": "九龙花园2号楼1单元"}
    assert entry.body["due_at"], "its kind has a deadline"
    assert entry.state == "found"


def test_whom_to_phone_comes_first(stage: Stage) -> None:
    form = stage.open(New("hazard"))
    stage.pick(form.editors["kind"], "0201")
    assert form.alarm.isVisible()
    assert "119" in form.alarm.text()
    form.alarm.link_clicked.emit("called")
    calls = form.editors["emergency_called"].clean(stage.session.world)
    assert [each["service"]["code"] for each in calls] == ["119"]
    assert not form.rows["kind"].error()


def test_a_photo_is_turned_upright_stripped_and_its_facts_only_offered(stage: Stage, tmp_path: Path) -> None:
    form = fill_by_keyboard(stage)
    found_at = form.editors["found_at"].value()
    editor = form.editors["photos"]
    drop(editor.inner.zone, phone_photo(tmp_path))
    stage.qtbot.waitUntil(lambda: len(editor.value() or []) == 1)
    assert form.editors["found_at"].value() == found_at, "nothing is filled in by itself"
    assert editor.inner.offer.isVisible()
    stage.qtbot.mouseClick(editor.inner.offer, Qt.MouseButton.LeftButton)
    form.submit()
    body = stage.entry(stage.saved()).body
    assert body["found_at"] == "2026-11-17T08:05:00+08:00"
    assert (body["place"]["lat"], body["place"]["lon"], body["place"]["source"]) == (35.5, 107.92, "photo")
    assert body["place"]["text"] == "九龙花园2号楼1单元"
    kept = answer(stage.qtbot, stage.session, lambda desk: photos.read(desk, body["photos"][0]["sha"]))
    with Image.open(GATE) as before, Image.open(io.BytesIO(kept)) as after:
        assert (after.width > after.height) != (before.width > before.height)
        assert not after.getexif()


def test_a_broken_photo_is_said_and_loses_nothing(stage: Stage, tmp_path: Path) -> None:
    form = fill_by_keyboard(stage)
    editor = form.editors["photos"]
    half = tmp_path / "half.jpg"
    half.write_bytes(GATE.read_bytes()[: GATE.stat().st_size // 2])
    drop(editor.inner.zone, half, GATE)
    stage.qtbot.waitUntil(lambda: len(editor.value() or []) == 1 and not editor.busy())
    assert "half.jpg" in editor.inner.problems.text()
    form.submit()
    body = stage.entry(stage.saved()).body
    assert len(body["photos"]) == 1
    assert body["place"]["text"] == "九龙花园2号楼1单元"


def test_submitting_while_a_photo_is_prepared_waits_for_it(stage: Stage) -> None:
    form = fill_by_keyboard(stage)
    drop(form.editors["photos"].inner.zone, GATE)
    assert form.editors["photos"].busy()
    form.submit()
    assert len(stage.entry(stage.saved()).body["photos"]) == 1


def test_a_photo_can_be_taken_away_again(stage: Stage) -> None:
    form = fill_by_keyboard(stage)
    editor = form.editors["photos"]
    drop(editor.inner.zone, GATE)
    stage.qtbot.waitUntil(lambda: len(editor.value() or []) == 1)
    sha = editor.value()[0]["sha"]
    stage.qtbot.mouseClick(editor.inner.strip.cross(sha), Qt.MouseButton.LeftButton)
    form.submit()
    assert "photos" not in stage.entry(stage.saved()).body


def test_closing_the_window_keeps_what_was_typed(stage: Stage) -> None:
    form = stage.open(New("hazard"))
    write(form.editors["description"].inner.edit, "楼道堆放杂物")
    stage.window.close()
    stage.settle()
    stage.window.show()
    again = stage.open(New("hazard"))
    assert again.editors["description"].value() == "楼道堆放杂物"


def test_going_elsewhere_by_the_rail_keeps_what_was_typed(stage: Stage) -> None:
    form = stage.open(New("hazard"))
    write(form.editors["description"].inner.edit, "楼道堆放杂物")
    stage.window.go(Go("today"))
    stage.settle()
    again = stage.open(New("hazard"))
    assert again.editors["description"].value() == "楼道堆放杂物"
    again.banner.link_clicked.emit("afresh")
    stage.qtbot.waitUntil(lambda: stage.form is not again)
    stage.settle()
    assert stage.form.editors["description"].is_empty()


def test_a_group_is_a_search_and_not_an_answer(stage: Stage) -> None:
    form = stage.open(New("hazard"))
    write(form.editors["kind"].inner.edit, "燃气")
    form.editors["place"].inner.edit.setFocus()
    assert form.rows["kind"].error()
