"""What the tests of the window share: a computer with people and work on it, and the running program."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gridapp.actions.desk import Desk
from tests.office import COORDINATOR, PASSWORD, VOLUNTEER, Office, make
from ui import theme
from ui.opening import make_window
from ui.preferences import Preferences
from ui.program import Program
from ui.session import Session

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The offscreen platform says what it cannot do; nothing of ours is wrong then.
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


FRESH = {
    "rectifications": None,
    "rechecks": None,
    "closed_at": None,
    "close_reason": None,
    "transferred_to": None,
}


@pytest.fixture
def volunteer(small_office: Office) -> Desk:
    """A volunteer's computer, in step with the server, with one entry of everything recorded day by day."""
    desk = small_office.desk(VOLUNTEER)
    dice = random.Random(5)
    make(desk, "hazard", dice, **FRESH)
    for kind in ("patrol", "campus_duty", "publicity"):
        make(desk, kind, dice)
    small_office.sync(desk)
    desk.put_tile()
    return desk


@pytest.fixture
def coordinator(small_office: Office, volunteer: Desk) -> Desk:
    """The coordinator's computer, which has the volunteer's work too."""
    desk = small_office.desk(COORDINATOR)
    small_office.sync(desk)
    desk.put_tile()
    return desk


def computer_of(desk: Desk) -> Path:
    return Path(desk.vault.files.folder).parents[2]


@pytest.fixture
def session(volunteer: Desk, qtbot) -> Iterator[Session]:
    """The volunteer, signed in; nothing is sent by itself."""
    opened = signed_in(volunteer, qtbot)
    yield opened
    opened.close()


def signed_in(desk: Desk, qtbot) -> Session:
    session = Session(computer_of(desk))
    session.auto_sync = False
    with qtbot.waitSignal(session.signed_in, timeout=10_000):
        session.sign_in(desk.vault.name, PASSWORD)
    return session


@pytest.fixture
def program(volunteer: Desk, qtbot, qapp: QApplication) -> Iterator[Program]:
    """The whole program on the volunteer's computer, at the sign-in page."""
    started = start(computer_of(volunteer), qtbot, qapp)
    yield started
    started.window.close()
    theme.apply(qapp, theme.Theme())


def start(home: Path, qtbot, qapp: QApplication, words: str = "en") -> Program:
    preferences = Preferences(home, qapp, words)
    preferences.set("auto_sync", "off")
    window = make_window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    started = Program(home, preferences, window)
    qtbot.waitUntil(
        lambda: bool(started.sign_in.tiles()) or started.sign_in.start_button.isVisible(), timeout=10_000
    )
    return started


def enter(program: Program, qtbot) -> None:
    """The first name signs in."""
    program.sign_in.tiles()[0].click()
    program.sign_in.unlock.password.set_value(PASSWORD)
    program.sign_in.unlock.button.click()
    qtbot.waitUntil(lambda: program.is_in, timeout=10_000)


def choose_password(program: Program) -> None:
    """Somebody new."""
    form = program.sign_in.password_form
    form.first.set_value(PASSWORD)
    form.second.set_value(PASSWORD)
    form.button.click()


def answered(program: Program, qtbot) -> None:
    """Wait until what the pages asked of the store has come back, and what they asked because of that."""
    for _ in range(4):
        came: list[None] = []
        program.session.run(lambda desk: None, came.append)
        qtbot.waitUntil(lambda came=came: bool(came), timeout=10_000)
