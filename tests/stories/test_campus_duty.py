"""Duty at a school gate is recorded by pressing big buttons."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.forms.signed_in import COORDINATOR, Stage, write
from ui.targets import Edit, New

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def record(stage: Stage) -> str:
    form = stage.open(New("campus_duty"))
    write(form.editors["school"].inner.edit, "九龙小学东门")
    stage.qtbot.mouseClick(form.editors["session"].inner.tile("arrival"), Qt.MouseButton.LeftButton)
    period = form.editors["period"].inner
    stage.qtbot.keyClicks(period.start.edit, "2026-11-18 07:10")
    stage.qtbot.keyClicks(period.end.edit, "08:10")
    for _ in range(3):
        stage.qtbot.mouseClick(form.editors["actions"].inner.button("helmet"), Qt.MouseButton.LeftButton)
    stage.press_submit()
    return stage.saved()


def test_duty_is_recorded_and_counted(stage: Stage) -> None:
    body = stage.entry(record(stage)).body
    assert body["school"] == {"text": "九龙小学东门"}
    assert body["actions"] == {COORDINATOR.id: {"helmet": 3}}
    assert [each["person"]["name"] for each in body["members"]] == [COORDINATOR.name]


def test_an_incident_is_added_later(stage: Stage) -> None:
    entry = record(stage)
    form = stage.open(Edit("campus_duty", entry))
    form.go_to("incidents")
    line = form.editors["incidents"].inner.add_row()
    line.parts["kind"].type_in("other")
    write(line.parts["text"].inner.edit, "电动车逆行，已劝返")
    stage.wanted.clear()
    stage.press_submit()
    body = stage.entry(stage.saved()).body
    assert [each["text"] for each in body["incidents"]] == ["电动车逆行，已劝返"]
    assert body["actions"] == {COORDINATOR.id: {"helmet": 3}}


def test_somebody_came_for_a_part_of_the_time(stage: Stage) -> None:
    entry = record(stage)
    form = stage.open(Edit("campus_duty", entry))
    people = form.editors["members"].inner
    stage.qtbot.mouseClick(people.more, Qt.MouseButton.LeftButton)
    period = people.lines.rows()[0].parts["period"].inner
    stage.qtbot.keyClicks(period.start.edit, "2026-11-18 07:30")
    stage.qtbot.keyClicks(period.end.edit, "08:00")
    stage.wanted.clear()
    stage.press_submit()
    member = stage.entry(stage.saved()).body["members"][0]
    assert member["person"]["name"] == COORDINATOR.name
    assert member["period"]["to"] == "2026-11-18T08:00:00+08:00"
