"""A notice is said on its first day, once, also without a network; its author and a draft are left in peace."""

from __future__ import annotations

from datetime import timedelta

from pytestqt.qtbot import QtBot

from gridapp.actions import entries, reminders
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from tests.conftest import FakeClock
from tests.office import COORDINATOR, VOLUNTEER, Office
from tests.ui.conftest import signed_in
from ui.reminders import said

WORDS = "周五大雪，校门口护学提前二十分钟"


def published(office: Office, leader: Desk, volunteer: Desk, day: int) -> Entry:
    """A notice from so many days ahead on, known to both."""
    first = leader.world.now().date() + timedelta(days=day)
    values = {"title_line": WORDS, "on": first.isoformat()}
    made = entries.add(leader, "notice", values | {"kind": _kind()}, "新宁镇")
    entries.add(leader, "notice", values | {"kind": _kind(), "title_line": "草稿"}, "新宁镇")
    entries.move(leader, made.id, "publish")
    for desk in (leader, volunteer):
        office.sync(desk)
    return made


def _kind() -> str:
    from gridapp.domain import codes

    return next(iter(codes.table("notice_kind").codes))


def test_a_notice_of_tomorrow_is_said_tomorrow_and_once(office: Office, clock: FakeClock) -> None:
    leader, volunteer = office.desk(COORDINATOR), office.desk(VOLUNTEER)
    made = published(office, leader, volunteer, 1)
    outlook = reminders.take(volunteer)
    assert outlook.due == ()
    assert outlook.next is not None
    assert outlook.next.hour == 8
    clock.now = outlook.next
    (notice,) = reminders.take(volunteer).due
    assert notice.entry.id == made.id
    assert reminders.take(volunteer).due == ()
    assert reminders.take(leader).due == (), "who wrote it knows"
    clock.now += timedelta(days=70)
    assert reminders.take(volunteer).due == (), "nor when what was said is forgotten"


def test_one_that_is_over_is_not_spoken_of(office: Office, clock: FakeClock) -> None:
    leader, volunteer = office.desk(COORDINATOR), office.desk(VOLUNTEER)
    made = published(office, leader, volunteer, 1)
    entries.move(leader, made.id, "end")
    for desk in (leader, volunteer):
        office.sync(desk)
    clock.now += timedelta(days=2)
    assert reminders.take(volunteer).due == ()


def test_the_window_says_its_words_and_whose_they_are(
    volunteer: Desk, small_office: Office, qtbot: QtBot
) -> None:
    leader = small_office.desk(COORDINATOR)
    made = published(small_office, leader, volunteer, 0)
    session = signed_in(volunteer, qtbot)
    title, sentence = said(reminders.Notice(made, leader.world.now()), session)
    assert title.startswith(WORDS)
    assert "新宁镇" in sentence
    session.close()
