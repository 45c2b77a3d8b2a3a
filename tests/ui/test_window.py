"""The window as people use it: sign in, go everywhere by key, change how it looks, search, decide."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gridapp.actions import attention, entries
from gridapp.actions.desk import Desk
from gridapp.domain.record import record_types
from gridapp.i18n import language
from tests.office import VOLUNTEER, Office, make
from tests.ui.conftest import FRESH, answered, choose_password, computer_of, enter, start
from ui import theme
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.opening import make_window
from ui.pages.attention import AttentionPage
from ui.pages.conflict_card import ConflictCard
from ui.pages.held_card import HeldCard
from ui.pages.records import RecordsPage
from ui.pages.settings import SettingsPage
from ui.pages.sync_details import SyncDetails
from ui.preferences import Preferences
from ui.program import Program
from ui.rail_places import places
from ui.targets import Edit, Go, Show
from ui.widgets.buttons import Button
from ui.widgets.dialog import AppDialog

MODIFIER = Qt.KeyboardModifier


def list_page(program: Program, type_name: str, qtbot) -> RecordsPage:
    program.window.go(Go(type_name))
    page = program.window.page(type_name)
    assert isinstance(page, RecordsPage)
    qtbot.waitUntil(lambda: not page.model.waiting and page.model.rowCount() > 0, timeout=10_000)
    return page


def test_every_page_can_be_gone_to_by_key(program: Program, qtbot) -> None:
    enter(program, qtbot)
    window = program.window
    keys = window.rail.keys()
    assert keys[0] == "today"
    covered = {name for place in places() for name in place.types}
    assert covered == {name for name, record in record_types().items() if not record.under}
    for place, key in enumerate(keys[:9], 1):
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0.value + place), MODIFIER.AltModifier)
        qtbot.waitUntil(lambda key=key: window.current() == key)
        assert window.page(key).isVisible()


def test_dark_larger_and_smaller_are_kept(program: Program, qtbot, volunteer: Desk) -> None:
    enter(program, qtbot)
    window = program.window
    window.theme_button.click()
    assert theme.current().name == "dark"
    qtbot.keyClick(window, Qt.Key.Key_Equal, MODIFIER.ControlModifier)
    assert theme.current().scale == 1.13
    qtbot.keyClick(window, Qt.Key.Key_Minus, MODIFIER.ControlModifier)
    assert theme.current().scale == 1
    assert '"theme": "dark"' in (computer_of(volunteer) / "preferences.json").read_text("utf-8")


def test_another_language_makes_the_window_anew_where_it_was(
    volunteer: Desk, qtbot, qapp: QApplication
) -> None:
    preferences = Preferences(computer_of(volunteer), qapp, "en")
    program = Program(computer_of(volunteer), preferences, make_window())
    program.session.auto_sync = False
    qtbot.waitUntil(lambda: bool(program.sign_in.tiles()), timeout=10_000)
    enter(program, qtbot)
    program.window.go(Go("settings"))
    old = program.window
    preferences.set("language", "zh_CN")
    assert program.window is not old
    assert language() == "zh_CN"
    assert program.window.current() == "settings"
    program.window.close()


def test_search_narrows_and_clearing_brings_everything_back(program: Program, qtbot) -> None:
    enter(program, qtbot)
    page = list_page(program, "hazard", qtbot)
    qtbot.keyClick(page, Qt.Key.Key_F, MODIFIER.ControlModifier)
    qtbot.waitUntil(page.search.hasFocus)
    page.search.setText("没有这样的字")
    qtbot.waitUntil(lambda: not page.model.waiting and page.model.rowCount() == 0)
    page.table.reset_filters.emit()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.search.text() == ""


def test_the_window_stands_on_an_entry_that_is_asked_for(program: Program, qtbot, volunteer: Desk) -> None:
    for seed in range(120):
        make(volunteer, "hazard", random.Random(seed), **FRESH)
    oldest = make(volunteer, "hazard", random.Random(3), **{**FRESH, "found_at": "2001-01-02 03:04"})
    enter(program, qtbot)
    program.window.go(Show("hazard", oldest.id))
    page = program.window.page("hazard")
    assert isinstance(page, RecordsPage)
    qtbot.waitUntil(
        lambda: page.detail.entry is not None and page.detail.entry.id == oldest.id, timeout=10_000
    )
    assert page.table.current_key() == oldest.id


def test_deleting_asks_first(program: Program, qtbot) -> None:
    enter(program, qtbot)
    page = list_page(program, "patrol", qtbot)
    qtbot.waitUntil(lambda: page.detail.entry is not None)
    page.detail.delete_wanted.emit()
    dialog = program.window.findChild(AppDialog)
    assert dialog is not None
    dialog.chosen.emit("delete")
    qtbot.waitUntil(lambda: page.model.rowCount() == 0, timeout=10_000)


def test_the_detail_offers_only_what_this_person_may_do(program: Program, qtbot) -> None:
    enter(program, qtbot)
    page = list_page(program, "patrol", qtbot)
    qtbot.waitUntil(lambda: page.detail.entry is not None)
    menu = page.detail.whole_menu()
    assert menu is not None
    assert [each.text() for each in menu.actions() if each.text()] == ["Edit", "Delete…"], "a leader confirms"


def test_exporting_writes_what_the_list_shows(
    program: Program, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(program, qtbot)
    page = list_page(program, "hazard", qtbot)
    file = tmp_path / "out.csv"
    monkeypatch.setattr("ui.pages.exporting.QFileDialog.getSaveFileName", lambda *_: (str(file), ""))
    with qtbot.waitSignal(page.said, timeout=10_000):
        qtbot.keyClick(page, Qt.Key.Key_E, MODIFIER.ControlModifier)
    assert len(file.read_text("utf-8-sig").splitlines()) >= 2


def test_a_table_is_checked_first_and_then_taken_in(
    program: Program, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(program, qtbot)
    page = list_page(program, "patrol", qtbot)
    file = tmp_path / "in.csv"
    file.write_text(
        "route,period,mode,members,checkpoints\n"
        "东城片区,2026-11-17 20:00 ~ 21:30,步巡,张春燕,东门\n"
        ",not a time,步巡,张春燕,东门\n",
        "utf-8",
    )
    monkeypatch.setattr("ui.pages.taking_in.QFileDialog.getOpenFileName", lambda *_: (str(file), ""))
    page._import.click()
    qtbot.waitUntil(lambda: program.window.findChild(AppDialog) is not None, timeout=10_000)
    dialog = program.window.findChild(AppDialog)
    assert dialog is not None
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("1 of 2" in each for each in said)
    assert any(each.startswith("Row 3:") for each in said)
    with qtbot.waitSignal(page.said, timeout=10_000) as heard:
        dialog._choose("yes")
    assert heard.args == ["1 rows taken in"]
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    offers = [each for each in program.window.findChildren(AppDialog) if "undo" in each._buttons]
    with qtbot.waitSignal(page.said, timeout=10_000) as heard:
        offers[-1]._choose("undo")
    assert heard.args == ["1 entries were taken back."]
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)


def test_what_the_server_held_can_be_corrected_and_a_conflict_chosen(
    small_office: Office, volunteer: Desk, coordinator: Desk, qtbot, qapp: QApplication
) -> None:
    both, gone = (make(volunteer, "hazard", random.Random(seed), **FRESH) for seed in (6, 7))
    small_office.sync(volunteer)
    small_office.sync(coordinator)
    entries.edit(volunteer, both.id, {"description": "甲"})
    entries.edit(coordinator, both.id, {"description": "乙"})
    entries.move(coordinator, gone.id, "dismiss", {"close_reason": "fixed"})
    entries.move(volunteer, gone.id, "fix_on_spot", {"rectifications": "已清走"})
    small_office.sync(coordinator)
    small_office.sync(volunteer)
    assert len(attention.matters(volunteer)) == 2

    program = start(computer_of(volunteer), qtbot, qapp)
    enter(program, qtbot)
    program.window.go(Go("attention"))
    page = program.window.page("attention")
    assert isinstance(page, AttentionPage)
    qtbot.waitUntil(lambda: len(page.cards()) == 2, timeout=10_000)
    held = next(card for card in page.cards() if isinstance(card, HeldCard))
    with qtbot.waitSignal(page.wanted) as asked:
        held.corrected.emit()
    assert isinstance(asked.args[0], Edit)
    assert asked.args[0].item

    program.window.go(Go("attention"))
    conflict = next(card for card in page.cards() if isinstance(card, ConflictCard))
    assert conflict.compare is not None
    conflict.compare.choose_all("mine")
    assert conflict.choice() == {"description": "甲"}
    conflict.chosen.emit(conflict.choice())
    qtbot.waitUntil(lambda: len(page.cards()) == 1, timeout=10_000)
    assert entries.get(volunteer, both.id).body["description"] == "甲"
    program.window.close()


def test_a_failed_round_opens_a_dialog_only_when_it_was_asked_for(program: Program, qtbot) -> None:
    enter(program, qtbot)
    failure = ConnectionError("no route")
    program.session.sync_failed.emit(failure, False)
    assert program.window.findChild(AppDialog) is None
    program.session.sync_failed.emit(failure, True)
    assert program.window.findChild(AppDialog) is not None


def test_another_person_signs_in_after_this_one(program: Program, qtbot) -> None:
    enter(program, qtbot)
    qtbot.keyClick(program.window, Qt.Key.Key_L, MODIFIER.ControlModifier)
    qtbot.waitUntil(
        lambda: program.sign_in.isVisible() and program.sign_in.tiles()[0].isVisible(), timeout=10_000
    )
    qtbot.waitUntil(lambda: program.sign_in.tiles()[0].isEnabled(), timeout=10_000)
    enter(program, qtbot)
    assert program.session.person.name == VOLUNTEER[0]


def test_a_new_computer_begins_recording_at_once(tmp_path: Path, qtbot, qapp: QApplication) -> None:
    program = start(tmp_path / "new", qtbot, qapp)
    program.sign_in.start_button.click()
    choose_password(program)
    qtbot.waitUntil(lambda: program.window.current() == "today", timeout=10_000)
    program.window.close()


def test_a_new_computer_enrols_with_a_code(
    small_office: Office, tmp_path: Path, qtbot, qapp: QApplication
) -> None:
    code = small_office.code(VOLUNTEER)
    with small_office.online() as url:
        program = start(tmp_path / "new", qtbot, qapp)
        program.sign_in.code_button.click()
        program.sign_in.form.address.set_value(url)
        program.sign_in.form.code.set_value(code)
        program.sign_in.form.button.click()
        choose_password(program)
        qtbot.waitUntil(lambda: program.is_in, timeout=20_000)
        assert program.session.person.name == VOLUNTEER[0]
        program.window.close()


def test_everything_is_found_whole_from_the_settings(program: Program, qtbot) -> None:
    enter(program, qtbot)
    program.window.go(Go("settings"))
    page = program.window.page("settings")
    assert isinstance(page, SettingsPage)
    page.check_button.click()
    qtbot.waitUntil(lambda: page.check_words.text() == "Everything is as it was saved.", timeout=10_000)


def test_a_round_under_way_can_be_stopped_from_its_details(program: Program, qtbot) -> None:
    enter(program, qtbot)
    status = program.session.status
    assert status is not None
    running = SyncDetails(program.window, status, program.session.world, failed=False, syncing=True)
    with qtbot.waitSignal(running.stop_wanted):
        running.button.click()
    resting = SyncDetails(program.window, status, program.session.world, failed=False)
    with qtbot.waitSignal(resting.try_wanted):
        resting.button.click()


def test_the_first_paint_needs_neither_database_nor_network(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from ui.application import application\nfrom ui.opening import make_window\nfrom ui.frame import Frame\n"
        "from ui.preferences import Preferences\n"
        f"app = application(); Preferences(Path({str(tmp_path)!r}), app)\n"
        "frame = Frame('light'); frame.show(); app.processEvents()\n"
        "frame.hold(make_window()); app.processEvents(); frame.grab()\n"
        "heavy = {'sqlalchemy', 'requests', 'gridapp.store', 'gridapp.actions', 'gridapp.domain'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1000:]


def test_the_frame_goes_with_its_window_and_holds_another_one_in_another_language(
    volunteer: Desk, qtbot, qapp: QApplication
) -> None:
    preferences = Preferences(computer_of(volunteer), qapp, "en")
    preferences.set("auto_sync", "off")
    frame = Frame("light")
    qtbot.addWidget(frame)
    frame.hold(make_window())
    frame.show()
    program = Program(computer_of(volunteer), preferences, frame.findChild(MainWindow))
    qtbot.waitUntil(lambda: bool(program.sign_in.tiles()), timeout=10_000)
    enter(program, qtbot)
    qtbot.waitUntil(lambda: "GridApp" in frame.windowTitle())
    preferences.set("language", "zh_CN")
    qtbot.waitUntil(lambda: "平安网格" in frame.windowTitle(), timeout=10_000)
    assert program.window.parentWidget() is frame
    with qtbot.waitSignal(program.window.closing):
        frame.close()
    assert not frame.isVisible()


def test_the_start_without_a_command_needs_no_command_line() -> None:
    script = "import sys, ui.__main__; sys.exit('gridapp.cli' in sys.modules or 'PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1000:]


def test_ten_thousand_calls_that_return_nothing_keep_none_alive(qapp: QApplication) -> None:
    """PySide6 6.12.0 dropped a reference of None on each such call under Python 3.11, and aborted."""
    timer = QTimer()
    before = sys.getrefcount(None)
    for interval in range(10_000):
        timer.setInterval(interval)
    assert sys.getrefcount(None) > before - 5_000


@pytest.mark.parametrize("words", ["zh_CN", "en"])
def test_no_button_or_label_is_cut_at_the_largest_text(
    volunteer: Desk, qtbot, qapp: QApplication, words: str
) -> None:
    program = start(computer_of(volunteer), qtbot, qapp, words)
    enter(program, qtbot)
    program.preferences.set("text_size", "1.27")
    program.window.resize(1366, 768)
    for key in list(program.window.rail.keys()):
        program.window.go(Go(key))
        page = program.window.page(key)
        answered(program, qtbot)  # before the detail beside the list is there, nothing of it can be cut
        if isinstance(page, RecordsPage):
            assert page.detail.entry is not None or not page.model.rowCount()
        qtbot.waitUntil(lambda page=page: not _cut(page), timeout=20_000)
    program.window.close()
    theme.apply(qapp, theme.Theme())


def _cut(page: QWidget) -> list[str]:
    """Words of buttons and labels that have less room than they need."""
    seen = [each for kind in (Button, QLabel) for each in page.findChildren(kind) if each.isVisible()]
    return [each.text() for each in seen if _is_cut(each)]


def _is_cut(widget: QLabel | Button) -> bool:
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    return widget.width() < widget.sizeHint().width()
