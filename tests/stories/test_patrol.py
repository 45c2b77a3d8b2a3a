"""A patrol is recorded: typed, or taken over from a recorded track."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from gridapp.interop.tracks import read_track
from tests.ui.forms.signed_in import COORDINATOR, Stage, write
from ui.targets import New

DEMO = Path(__file__).parents[2] / "resources" / "demo"
TRACK = next(DEMO.glob("*.gpx"))

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_a_patrol_is_typed(stage: Stage) -> None:
    form = stage.open(New("patrol"))
    write(form.editors["route"].inner.edit, "东城片区")
    stage.qtbot.mouseClick(form.editors["mode"].inner.tile("foot"), Qt.MouseButton.LeftButton)
    period = form.editors["period"].inner
    stage.qtbot.keyClicks(period.start.edit, "2026-11-18 19:30")
    stage.qtbot.keyClicks(period.end.edit, "21:00")
    write(form.editors["members"].inner.picker.edit, "李秀兰")
    point = form.editors["checkpoints"].inner.rows()[0]
    write(point.parts["point"].inner.edit, "东门路口")
    form.submit()
    body = stage.entry(stage.saved()).body
    assert body["period"] == {"from": "2026-11-18T19:30:00+08:00", "to": "2026-11-18T21:00:00+08:00"}
    assert [each["person"]["name"] for each in body["members"]] == [COORDINATOR.name, "李秀兰"]
    assert [(each["point"], each["state"]["code"]) for each in body["checkpoints"]] == [
        ("东门路口", "normal")
    ]


@pytest.mark.parametrize("keep", [False, True])
def test_a_track_fills_what_is_empty_and_the_way_stays_out_unless_asked(stage: Stage, keep: bool) -> None:
    form = stage.open(New("patrol"))
    write(form.editors["route"].inner.edit, "我自己起的名字")
    form.keep_way.setChecked(keep)
    form.take_track(TRACK)
    stage.qtbot.waitUntil(lambda: not form.editors["checkpoints"].is_empty())
    form.submit()
    body = stage.entry(stage.saved()).body
    track = read_track(TRACK.name, TRACK.read_bytes())
    assert body["route"] == "我自己起的名字"
    assert body["distance_km"] == round(track.length_km, 2)
    assert ("track" in body) == keep


def test_a_file_that_is_no_track_is_said(stage: Stage, tmp_path: Path) -> None:
    form = stage.open(New("patrol"))
    wrong = tmp_path / "wrong.gpx"
    wrong.write_text("<gpx", "utf-8")
    form.take_track(wrong)
    stage.qtbot.waitUntil(form.track_words.isVisible)
    assert form.editors["route"].is_empty()
