"""What a person is reminded of: by one index, each only once, also after the clock was set and after a restart."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from gridapp.actions import entries, reminders
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.record import record_type
from gridapp.domain.reminder import Reminder
from gridapp.store import indexes, reminding
from tests.conftest import FakeClock
from tests.office import COORDINATOR, GRID_WORKER, PASSWORD, VOLUNTEER, Office, make

HAZARD = record_type("hazard")
OPEN = tuple(name for name, state in HAZARD.workflow.states.items() if not state.final)


@pytest.fixture(autouse=True)
def deadlines_remind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any type with a moment can say so: here the one with deadlines, whose author is reminded. Of deadlines themselves
    nothing is said here (see test_deadlines)."""
    monkeypatch.setattr(HAZARD, "reminds", Reminder("due_at", (24 * 60, 60), OPEN))
    monkeypatch.setattr(reminders, "warnings", lambda _desk, _connection: ())


@pytest.fixture
def desk(small_office: Office) -> Desk:
    return small_office.desk(GRID_WORKER)


def hazard(desk: Desk, **ahead: float) -> Entry:
    due = desk.world.now() + timedelta(**ahead)
    return make(desk, "hazard", random.Random(1), due_at=due.isoformat(), closed_at=None, rechecks=None)


def said(desk: Desk) -> list[str]:
    return [each.entry.id for each in reminders.take(desk).due]


def test_each_word_comes_once_and_at_its_time(desk: Desk, clock: FakeClock) -> None:
    made = hazard(desk, hours=30)
    outlook = reminders.take(desk)
    assert outlook.due == ()
    assert outlook.next is not None
    clock.now = outlook.next - timedelta(seconds=1)
    assert said(desk) == []
    clock.pass_by(seconds=1)
    assert said(desk) == [made.id]
    assert said(desk) == []
    outlook = reminders.take(desk)
    assert outlook.next is not None
    clock.now = outlook.next
    assert said(desk) == [made.id]
    assert reminders.take(desk).next is None


def test_a_computer_that_slept_says_the_latest_word_only(desk: Desk, clock: FakeClock) -> None:
    made = hazard(desk, hours=30)
    clock.pass_by(hours=29, minutes=30)
    assert said(desk) == [made.id]
    assert said(desk) == []


def test_what_has_passed_is_not_spoken_of(desk: Desk, clock: FakeClock) -> None:
    hazard(desk, hours=30)
    clock.pass_by(hours=31)
    assert reminders.take(desk) == reminders.Outlook((), None)


def test_a_clock_that_is_set_back_and_forth_repeats_nothing(desk: Desk, clock: FakeClock) -> None:
    made = hazard(desk, hours=30)
    clock.pass_by(hours=29, minutes=30)
    assert said(desk) == [made.id]
    clock.pass_by(hours=-10)
    assert said(desk) == []
    clock.pass_by(hours=10)
    assert said(desk) == []


def test_it_is_remembered_beyond_the_end_of_the_program(
    small_office: Office, desk: Desk, clock: FakeClock
) -> None:
    made = hazard(desk, hours=30)
    clock.pass_by(hours=7)
    assert said(desk) == [made.id]
    desk.vault.close()
    again = Desk(small_office.home_of(desk).open_vault(desk.vault.name, PASSWORD), desk.shared)
    try:
        assert said(again) == []
    finally:
        again.vault.close()


def test_another_time_is_another_word(desk: Desk, clock: FakeClock) -> None:
    made = hazard(desk, hours=30)
    clock.pass_by(hours=7)
    assert said(desk) == [made.id]
    sooner = desk.world.now() + timedelta(minutes=30)
    entries.edit(desk, made.id, {"due_at": sooner.isoformat()})
    assert said(desk) == [made.id]


def test_nobody_is_reminded_of_anothers_or_of_what_is_over(
    small_office: Office, desk: Desk, clock: FakeClock
) -> None:
    kept, gone = hazard(desk, hours=2), hazard(desk, hours=2)
    other = small_office.desk(COORDINATOR)
    small_office.sync(desk)
    small_office.sync(other)
    entries.delete(desk, gone.id)
    clock.pass_by(hours=1, minutes=30)
    assert said(other) == []
    assert said(desk) == [kept.id]


def test_the_next_moment_is_found_by_the_types_own_index(desk: Desk) -> None:
    reminder: Any = HAZARD.reminds
    with desk.vault.writing() as connection:
        indexes.ensure(connection)
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN SELECT * FROM entry WHERE type = 'hazard' AND deleted = 0 "
            f"AND {reminding.whose(HAZARD)} = 'x' AND {reminding.moment(HAZARD, reminder)} > '2026' "
            f"ORDER BY {reminding.moment(HAZARD, reminder)} LIMIT 1"
        ).all()
    assert len(plan) == 1
    assert "USING INDEX entry_hazard_reminds" in plan[0][-1]


def test_a_volunteer_without_anything_to_come_has_nothing_to_wait_for(small_office: Office) -> None:
    assert reminders.take(small_office.desk(VOLUNTEER)) == reminders.Outlook((), None)
