"""Passwords in the window: signing in, choosing and changing one, locking the desk, leaving it."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gridapp.actions.desk import Desk
from gridapp.store.computer_secret import FileKeeper
from gridapp.store.home import Home
from gridapp.store.vault import put_identity
from tests.office import PASSWORD
from tests.ui.conftest import choose_password, computer_of, enter, start
from ui.opening import make_window
from ui.pages.settings import SettingsPage
from ui.preferences import Preferences
from ui.program import Program
from ui.targets import Go
from ui.widgets.dialog import AppDialog


def test_a_wrong_password_is_said_beside_it_and_the_right_one_opens(program: Program, qtbot) -> None:
    page = program.sign_in
    page.tiles()[0].click()
    page.unlock.password.set_value("not the password")
    page.unlock.button.click()
    qtbot.waitUntil(lambda: page.unlock.isEnabled() and not program.is_in, timeout=10_000)
    qtbot.waitUntil(lambda: "does not fit" in page.unlock.said(), timeout=10_000)
    assert page.unlock.said().endswith("You can try 4 more times before you have to wait.")
    assert page.unlock.password.value() == ""
    assert program.window.findChild(AppDialog) is None
    enter(program, qtbot)


def test_somebody_new_chooses_a_password_that_is_not_guessed_first(
    tmp_path: Path, qtbot, qapp: QApplication
) -> None:
    program = start(tmp_path / "new", qtbot, qapp)
    program.sign_in.start_button.click()
    form = program.sign_in.password_form
    for first, second in (("1234567890", "1234567890"), (PASSWORD, "another one")):
        form.first.set_value(first)
        form.second.set_value(second)
        form.button.click()
        assert program.sign_in.isVisible()
    assert not program.is_in
    choose_password(program)
    qtbot.waitUntil(lambda: program.is_in, timeout=10_000)
    program.window.close()


def test_nobody_there_for_a_while_locks_it_at_the_same_person(program: Program, qtbot) -> None:
    enter(program, qtbot)
    vault = program.session.vault_name
    program.idle.start(0.0005)
    qtbot.waitUntil(lambda: not program.is_in, timeout=10_000)
    page = program.sign_in
    qtbot.waitUntil(
        lambda: page.isVisible() and page.unlock.isVisible() and page.unlock.isEnabled(), timeout=10_000
    )
    assert [tile.key for tile in page.tiles() if tile.isChecked()] == [vault]


def test_a_touch_begins_the_counting_anew(program: Program, qtbot) -> None:
    enter(program, qtbot)
    program.idle.start(1)
    began = program.idle.left_ms()
    qtbot.waitUntil(lambda: program.idle.left_ms() < began - 300)
    passed = program.idle.left_ms()
    qtbot.keyClick(program.window, Qt.Key.Key_Shift)
    assert program.idle.left_ms() > passed


def test_the_password_is_changed_in_the_settings(program: Program, qtbot) -> None:
    enter(program, qtbot)
    program.window.go(Go("settings"))
    page = program.window.page("settings")
    assert isinstance(page, SettingsPage)
    page.change_password()
    form = page.password_form
    form.present.set_value("not the password")
    form.first.set_value("three owls on a barn")
    form.second.set_value("three owls on a barn")
    form.button.click()
    qtbot.waitUntil(form.button.isEnabled, timeout=10_000)
    form.present.set_value(PASSWORD)
    form.button.click()
    home, name = program.session.home, program.session.vault_name
    qtbot.waitUntil(lambda: not page.findChildren(type(form)), timeout=10_000)
    home.open_vault(name, "three owls on a barn").close()


def test_leaving_the_desk_ends_the_process_where_it_can(volunteer: Desk, qtbot, qapp: QApplication) -> None:
    asked: list[str] = []
    preferences = Preferences(computer_of(volunteer), qapp, "en")
    preferences.set("auto_sync", "off")
    window = make_window()
    qtbot.addWidget(window)
    window.show()
    program = Program(computer_of(volunteer), preferences, window, renew=asked.append)
    qtbot.waitUntil(lambda: bool(program.sign_in.tiles()), timeout=10_000)
    enter(program, qtbot)
    vault = program.session.vault_name
    program.lock()
    qtbot.waitUntil(lambda: bool(asked), timeout=10_000)
    assert asked == [vault]
    page = program.sign_in  # where no new process could be started, this one goes on, at the same person
    qtbot.waitUntil(lambda: page.unlock.isVisible() and page.unlock.isEnabled(), timeout=10_000)
    window.close()


def test_it_locks_at_once_while_the_server_does_not_answer(
    volunteer: Desk, qtbot, qapp: QApplication
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with volunteer.vault.writing() as connection:
            address = f"http://127.0.0.1:{silent.getsockname()[1]}"
            put_identity(connection, replace(volunteer.identity, server=address, token="token"))
        program = start(computer_of(volunteer), qtbot, qapp)
        enter(program, qtbot)
        program.session.sync(asked=True)
        asking, _ = silent.accept()  # and now it waits for an answer that never comes
        dialog = AppDialog(program.window, "Somebody's record")
        dialog.add_button("ok", "OK", "primary")
        dialog.open()
        with qtbot.waitSignal(program.session.signed_out, timeout=5_000):
            program.lock()
        assert program.window.findChild(AppDialog) is None or not dialog.isVisible()
        qtbot.waitUntil(lambda: program.sign_in.unlock.isVisible(), timeout=5_000)
        asking.close()
        program.window.close()


def test_a_code_that_was_left_behind_enrols_nobody_else(program: Program, qtbot) -> None:
    """Somebody new gave a code, it came to nothing, and a colleague signs in after them."""
    before = program.session.home
    program.session.home = Home(before.folder, keeper=FileKeeper(Path("/dev/null/nowhere")))
    program.sign_in.enrol_wanted.emit("http://127.0.0.1:9", "AAAAA-AAAAA", None, PASSWORD)
    qtbot.waitUntil(lambda: program.window.findChild(AppDialog) is not None, timeout=10_000)
    program.session.home = before
    asked: list[str] = []
    program.session.enrol = lambda url, *rest: asked.append(url)  # type: ignore[method-assign]
    for dialog in program.window.findChildren(AppDialog):
        dialog.close_dialog()
    enter(program, qtbot)
    assert asked == []
