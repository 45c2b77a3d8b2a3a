"""Reminders in the window: in time, once, also after the computer slept; with nothing to come no timer runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.actions.reminders import Notice
from gridapp.domain.entry import Entry
from gridapp.store.shared import Tile
from tests.conftest import FakeClock
from tests.office import VOLUNTEER, Office
from tests.server.test_feeds import NAME, Roster
from tests.ui.conftest import computer_of, enter
from ui.alarm import LONGEST_MS
from ui.program import Program
from ui.reminders import LockedReminders, Reminders, said, said_locked
from ui.session import Session


@pytest.fixture
def placed(small_office: Office) -> Iterator[tuple[Desk, Entry]]:
    """A volunteer with a place at a shift in thirty hours."""
    with small_office.online() as url:
        roster = Roster(small_office, url)
        signup = roster.signed_up(roster.shift(days=1.25))
        assert signup.state == "placed"
        yield roster.volunteer, signup


class Watched:
    """A session under a clock that the test sets, and what it was reminded of."""

    def __init__(self, desk: Desk, clock: FakeClock, qtbot: Any, qapp: QApplication) -> None:
        self.session = Session(computer_of(desk))
        self.session.auto_sync = False
        self.session.home.clock = clock
        self.reminders = Reminders(self.session, qapp)
        self.heard: list[Notice] = []
        self.reminders.due.connect(self.heard.append)
        with qtbot.waitSignal(self.session.signed_in, timeout=10_000):
            self.session.sign_in(desk.vault.name, "orchard-tricycle-7")
        self._qtbot = qtbot

    def settle(self) -> None:
        """Until the store has answered everything that was asked of it."""
        for _ in range(3):
            came: list[None] = []
            self.session.run(lambda desk: None, came.append)
            self._qtbot.waitUntil(lambda came=came: bool(came), timeout=10_000)

    def awake(self) -> None:
        """The window comes to the front, as after the computer slept."""
        self.reminders.alarm._note_front(Qt.ApplicationState.ApplicationActive)
        self.settle()


@pytest.fixture
def watched(
    placed: tuple[Desk, Entry], clock: FakeClock, qtbot: Any, qapp: QApplication
) -> Iterator[Watched]:
    found = Watched(placed[0], clock, qtbot, qapp)
    found.settle()
    yield found
    found.reminders.stop()
    found.session.close()


def test_the_word_comes_when_it_is_time_and_once(
    watched: Watched, placed: tuple[Desk, Entry], clock: FakeClock, qtbot: Any
) -> None:
    assert watched.heard == []
    assert watched.reminders.alarm.is_running()
    assert watched.reminders.alarm._timer.remainingTime() <= LONGEST_MS * 1.05, "a coarse timer"
    assert watched.reminders.alarm.at is not None
    due = watched.reminders.alarm.at
    clock.now = due - timedelta(milliseconds=500)
    watched.reminders.alarm.look()
    assert watched.reminders.alarm._timer.remainingTime() <= 2000
    clock.now = due
    qtbot.waitUntil(lambda: len(watched.heard) == 1, timeout=20_000)
    assert [each.entry.id for each in watched.heard] == [placed[1].id]
    watched.awake()
    assert len(watched.heard) == 1


def test_after_sleep_it_looks_at_the_clock_at_once(watched: Watched, clock: FakeClock) -> None:
    watched.awake()
    assert watched.heard == []
    clock.pass_by(hours=29, minutes=30)
    watched.awake()
    assert len(watched.heard) == 1
    assert not watched.reminders.alarm.is_running(), "nothing is to come any more"
    assert watched.reminders.alarm.at is None


def test_what_was_said_is_not_said_again_after_a_restart(
    watched: Watched, placed: tuple[Desk, Entry], clock: FakeClock, qtbot: Any, qapp: QApplication
) -> None:
    clock.pass_by(hours=29, minutes=30)
    watched.awake()
    assert len(watched.heard) == 1
    with qtbot.waitSignal(watched.session.signed_out, timeout=10_000):
        watched.session.sign_out()
    again = Watched(placed[0], clock, qtbot, qapp)
    again.settle()
    assert again.heard == []
    again.reminders.stop()
    again.session.close()


def test_whoever_cannot_go_is_not_reminded(
    watched: Watched, placed: tuple[Desk, Entry], clock: FakeClock
) -> None:
    watched.session.run(lambda desk: entries.move(desk, placed[1].id, "withdraw"))
    watched.settle()
    assert not watched.reminders.alarm.is_running()
    clock.pass_by(hours=29, minutes=30)
    watched.reminders.look()
    watched.settle()
    assert watched.heard == []


def test_nobody_is_reminded_once_they_have_left(watched: Watched, clock: FakeClock, qtbot: Any) -> None:
    with qtbot.waitSignal(watched.session.signed_out, timeout=10_000):
        watched.session.sign_out()
    assert not watched.reminders.alarm.is_running()
    clock.pass_by(hours=29, minutes=30)
    watched.reminders.alarm.look()
    assert watched.heard == []


def test_what_is_said_names_the_post_and_the_time(watched: Watched, clock: FakeClock) -> None:
    clock.pass_by(hours=29, minutes=30)
    watched.awake()
    title, sentence = said(watched.heard[0], watched.session)
    assert title == NAME
    assert sentence.endswith("18:00")


def test_the_program_says_it_where_there_is_no_desktop_for_it(program: Program, qtbot: Any) -> None:
    """Offscreen there is no place for desktop messages: the window's own toast stands in."""
    enter(program, qtbot)
    hazard = program.session.world.now().isoformat()
    entry = Entry("1", "signup", "BM-1", "", None, "placed", hazard, {"name": NAME})  # type: ignore[arg-type]
    program.reminders.due.emit(Notice(entry, program.session.world.now()))
    assert program.window.toast.isVisible()
    assert NAME in program.window.toast.text()
    program.notifier.chosen.emit()
    assert program.window.current() == "today"


def test_a_locked_desk_tells_whom_but_not_what(
    watched: Watched, placed: tuple[Desk, Entry], clock: FakeClock, qtbot: Any, qapp: QApplication
) -> None:
    with qtbot.waitSignal(watched.session.signed_out, timeout=10_000):
        watched.session.sign_out()
    shown: list[list[Tile]] = []
    watched.session.tiles(lambda tiles: shown.append([tile for tile, _ in tiles]))
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    (tile,) = shown[0]
    locked, told = LockedReminders(watched.session, qapp), []
    locked.due.connect(lambda tile: told.append(said_locked(tile)))
    locked.watch([tile])
    assert locked.alarm.is_running()
    locked.alarm.look()
    assert told == []
    clock.pass_by(hours=6)
    locked.alarm.look()
    assert [name for name, _ in told] == [VOLUNTEER[0]]
    assert NAME not in told[0][1]
    assert not locked.alarm.is_running()
    locked.watch([tile])
    assert not locked.alarm.is_running(), "what has passed is said when its person signs in"


def test_a_program_with_nothing_to_come_runs_no_timer(program: Program, qtbot: Any) -> None:
    enter(program, qtbot)
    assert not program.reminders.alarm.is_running()
