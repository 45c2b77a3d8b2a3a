"""An event by itself: opened by keys, ticked, its brief kept only when nobody can be told from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.record import record_type
from tests.ui.conftest import computer_of
from tests.ui.test_window import enter, start
from ui.pages.activity import ListPage
from ui.pages.event_view import EventView
from ui.targets import Go

EVENT = {
    "name": "冬季防火宣传",
    "period": "2026-11-14 09:00 ~ 11:30",
    "place": "和盛镇集市东口",
    "audience": "赶集群众",
    "tasks": [{"what": "借帐篷"}, {"what": "备折页"}],
    "materials": [{"name": "防火折页", "prepared": 300, "given": 268}],
    "reach_target": 100,
}


@pytest.fixture
def event(coordinator: Desk) -> Entry:
    record = record_type("activity")
    kind = next(iter(record.field("kind").table.leaves())).code  # type: ignore[attr-defined]
    audience = next(iter(record.field("reached").table.codes))  # type: ignore[attr-defined]
    values = {**EVENT, "kind": kind, "reached": {audience: 148}}
    return entries.add(coordinator, "activity", values)


@pytest.fixture
def page(coordinator: Desk, event: Entry, qtbot, qapp: QApplication) -> ListPage:
    program = start(computer_of(coordinator), qtbot, qapp, "en")
    enter(program, qtbot)
    program.window.go(Go("activity"))
    page = program.window.page("activity")
    assert isinstance(page, ListPage)
    qtbot.waitUntil(lambda: page.detail.entry is not None, timeout=10_000)
    page.program = program  # type: ignore[attr-defined]  # keeps it alive as long as its page
    return page


def opened(page: ListPage, qtbot) -> EventView:
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.whole.isVisible() and bool(page.whole.header.title()), timeout=10_000)
    return page.whole


def test_enter_opens_it_and_escape_goes_back(page: ListPage, event: Entry, qtbot) -> None:
    view = opened(page, qtbot)
    assert view.header.title() == "冬季防火宣传"
    assert not page.header.isVisible()
    qtbot.keyClick(view.header.back, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.table.isVisible(), timeout=5_000)
    assert page.header.isVisible()


def test_a_tick_says_that_something_is_prepared(
    page: ListPage, event: Entry, coordinator: Desk, qtbot
) -> None:
    view = opened(page, qtbot)
    second = list(view.tasks.boxes)[1]
    view.tasks.boxes[second].setFocus()
    qtbot.keyClick(view.tasks.boxes[second], Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: "1 of 2" in view.tasks.beside(),
        timeout=10_000,
    )
    assert view.tasks.boxes[second].hasFocus(), "the next key goes where the last one went"
    tasks = entries.get(coordinator, event.id).body["tasks"]
    assert [each.get("done", {}).get("code") for each in tasks] == [None, "yes"]


def test_the_brief_is_drafted_looked_through_covered_and_kept(
    page: ListPage, event: Entry, coordinator: Desk, qtbot, tmp_path: Path
) -> None:
    view = opened(page, qtbot)
    qtbot.waitUntil(lambda: "148" in view.brief.text.value(), timeout=10_000)
    view.brief.copy.click()
    assert "148" in QGuiApplication.clipboard().text()
    view.brief.text.edit.appendPlainText("联系电话13812345678。")
    view.brief.save.click()
    qtbot.waitUntil(lambda: view.brief.banner.isVisible(), timeout=10_000)
    assert "13812345678" in view.brief.banner.text()
    assert "brief" not in entries.get(coordinator, event.id).body
    view.brief.banner.link_clicked.emit("cover")
    qtbot.waitUntil(lambda: "brief" in entries.get(coordinator, event.id).body, timeout=10_000)
    assert "13812345678" not in entries.get(coordinator, event.id).body["brief"]
    qtbot.waitUntil(lambda: view.word.isVisible(), timeout=10_000)
    file = tmp_path / "brief.docx"
    view.papers.save_word(event.id, file)
    qtbot.waitUntil(file.exists, timeout=10_000)
    assert "148" in "".join(each.text for each in Document(str(file)).paragraphs)


def test_what_is_being_typed_stays_when_something_changes(page: ListPage, event: Entry, qtbot) -> None:
    view = opened(page, qtbot)
    qtbot.waitUntil(lambda: "148" in view.brief.text.value(), timeout=10_000)
    view.brief.text.edit.appendPlainText("还没写完")
    next(iter(view.tasks.boxes.values())).click()
    qtbot.waitUntil(
        lambda: "1 of 2" in view.tasks.beside(),
        timeout=10_000,
    )
    assert view.brief.text.value().endswith("还没写完")


def test_a_brief_from_the_records_is_not_pushed_out_by_the_kept_one(
    page: ListPage, event: Entry, qtbot
) -> None:
    view = opened(page, qtbot)
    qtbot.waitUntil(lambda: "148" in view.brief.text.value(), timeout=10_000)
    view.brief.text.edit.appendPlainText("手写一句")
    view.brief.save.click()
    qtbot.waitUntil(lambda: view.word.isVisible(), timeout=10_000)
    view.brief.again.click()
    qtbot.waitUntil(lambda: "手写一句" not in view.brief.text.value(), timeout=10_000)
    next(iter(view.tasks.boxes.values())).click()
    qtbot.waitUntil(lambda: "1 of 2" in view.tasks.beside(), timeout=10_000)
    assert "手写一句" not in view.brief.text.value()
