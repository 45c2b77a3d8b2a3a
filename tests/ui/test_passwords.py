"""Passwords in the window: signing in, choosing and changing one, locking the desk, leaving it."""

from __future__ import annotations

import random
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.record import record_type
from gridapp.server import sign_in, totp
from gridapp.store import grants
from gridapp.store.lists import Query
from gridapp.store.vault import put_identity
from gridapp.sync.client import Client
from tests.office import PASSWORD, VOLUNTEER, Office, make
from tests.ui.conftest import choose_password, computer_of, enter, start
from ui.opening import make_window
from ui.pages.settings import SettingsPage
from ui.pages.today import TodayPage
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


def test_a_code_that_comes_to_nothing_leaves_nobody_here(program: Program, qtbot) -> None:
    """Somebody new gave a code, there is no network, and a colleague signs in after them."""
    before = program.session.home.vaults()
    page = program.sign_in
    page.newcomer_button.click()
    page.form.address.set_value("http://127.0.0.1:9")
    page.form.code.set_value("AAAAA-AAAAA")
    page.form.button.click()
    choose_password(program)
    qtbot.waitUntil(lambda: page.form.isVisible() and page.form.button.isEnabled(), timeout=20_000)
    assert page.form.code.value() == "AAAAA-AAAAA"
    assert program.session.home.vaults() == before
    page.show_people(page._people, page._server)
    enter(program, qtbot)


def test_on_a_computer_of_a_server_the_first_time_of_anybody_needs_it(program: Program, qtbot) -> None:
    page = program.sign_in
    page.newcomer_button.click()
    assert page.form.isVisible()
    assert page.form.address.value() == "direct", "the server it belongs to"
    assert not page.start_button.isVisible()
    with qtbot.waitSignal(program.session.failed, timeout=10_000) as failed:
        program.session.sign_in(None, PASSWORD)
    assert "belongs to a server" in failed.args[0].message


@pytest.mark.parametrize("second", [False, True])
def test_a_forgotten_password_is_replaced_with_a_coordinators_code(
    small_office: Office, qtbot, qapp: QApplication, second: bool
) -> None:
    with small_office.online() as url:
        desk = small_office.enrolled_over(url, VOLUNTEER)
        small_office.sync(desk, Client.of(desk.identity))
        make(desk, "hazard", random.Random(9))
        if second:
            secret, _ = sign_in.set_up_totp(small_office.centre, VOLUNTEER[0])
        program = start(computer_of(desk), qtbot, qapp)
        page = program.sign_in
        page.tiles()[0].click()
        page.unlock.forgotten_button.click()
        form = page.recovery_form
        form.code.set_value("AAAAA-AAAAA")
        for field in (form.passwords.first, form.passwords.second):
            field.set_value("three owls on a barn")
        form.passwords.button.click()
        qtbot.waitUntil(lambda: "mistyped" in form.passwords.said(), timeout=20_000)
        form.code.set_value(sign_in.recovery_code(small_office.centre, VOLUNTEER[0])[0])
        form.passwords.button.click()
        if second:
            qtbot.waitUntil(form.digits.isVisible, timeout=20_000)
            form.digits.set_value(totp.code_at(secret, small_office.clock()))
            form.passwords.button.click()
        qtbot.waitUntil(lambda: program.is_in, timeout=20_000)
        assert program.session.status is not None
        assert program.session.status.unsent_total == 1
        program.window.close()


def test_when_the_grant_is_over_today_says_so_and_recording_goes_on(
    volunteer: Desk, qtbot, qapp: QApplication
) -> None:
    with volunteer.vault.writing() as connection:
        grants.begin(connection, datetime.now(UTC) - timedelta(days=11, hours=12))
    program = start(computer_of(volunteer), qtbot, qapp)
    enter(program, qtbot)
    page = program.window.page("today")
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(page.banner.isVisible, timeout=10_000)
    assert "close in 3 days" in page.banner.text()
    with volunteer.vault.writing() as connection:
        grants.begin(connection, datetime.now(UTC) - timedelta(days=15))
    program.session._look()
    qtbot.waitUntil(lambda: "closed until it answers" in page.banner.text(), timeout=10_000)
    make(volunteer, "patrol", random.Random(8))
    listed: list[int] = []
    program.session.run(
        lambda desk: [entries.count(desk, Query(record_type(each))) for each in ("hazard", "patrol")],
        listed.extend,
    )
    qtbot.waitUntil(lambda: bool(listed), timeout=10_000)
    assert listed == [0, 1]
    program.window.close()
