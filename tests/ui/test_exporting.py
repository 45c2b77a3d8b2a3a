"""The dialog that asks a second person for an export of many people's data."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.actions.export_request import FREE
from gridapp.domain.record import example, record_type
from gridapp.store.lists import Query
from tests.office import COORDINATOR, Office
from tests.ui.conftest import computer_of, enter, start
from tests.ui.test_window import list_page
from ui.widgets.dialog import AppDialog
from ui.widgets.line_field import LineField


@pytest.fixture
def crowd(small_office: Office) -> Desk:
    """A coordinator's computer that knows more people than go out without asking."""
    desk = small_office.desk(COORDINATOR)
    body = example(record_type("member"), desk.world, small_office.dice)
    entries.add_all(desk, "member", [entries.New(body) for _ in range(FREE + 1)])
    return desk


def test_an_export_of_many_people_asks_instead(
    crowd: Desk, qtbot, qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(computer_of(crowd), qtbot, qapp)
    enter(program, qtbot)
    page = list_page(program, "member", qtbot)
    file = tmp_path / "out.csv"
    monkeypatch.setattr("ui.pages.exporting.QFileDialog.getSaveFileName", lambda *_: (str(file), ""))
    page._export.click()
    qtbot.waitUntil(lambda: program.window.findChild(AppDialog) is not None, timeout=10_000)
    dialog = program.window.findChild(AppDialog)
    assert isinstance(dialog, AppDialog)
    assert not file.exists()
    dialog.chosen.emit("do")
    assert not _asked(crowd), "what for was not said"
    dialog.findChild(LineField).set_value("核对保险")
    with qtbot.waitSignal(page.said, timeout=10_000):
        dialog.chosen.emit("do")
    assert [each.body["rows_n"] for each in _asked(crowd)] == [FREE + 1]
    assert not file.exists()
    program.window.close()


def _asked(desk: Desk) -> list[object]:
    return entries.find(desk, Query(record_type("export_request")))
