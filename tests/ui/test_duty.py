"""On duty in the window: the card of one's own next shift, and the leader's list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gridapp.actions import duty, entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from tests.office import COORDINATOR, VOLUNTEER, Office
from tests.stories.test_duty import NAME, both, planned, sign_up
from tests.ui.conftest import answered, computer_of, enter, signed_in, start
from ui import theme
from ui.forms.duty import ask_extra
from ui.forms.moves import ask_move
from ui.pages.calendar_card import CalendarCard
from ui.pages.duty import DutyPage
from ui.pages.duty_card import DutyCard
from ui.program import Program
from ui.session import Session
from ui.targets import Go, New
from ui.widgets.buttons import Button
from ui.widgets.rows import ListRow


@pytest.fixture
def desks(small_office: Office) -> tuple[Desk, Desk, Entry]:
    """A leader, a volunteer, and the volunteer's place at a shift that began by the computers' real clock too."""
    small_office.clock.now = _real_now()  # type: ignore[attr-defined]
    leader, volunteer = small_office.desk(COORDINATOR), small_office.desk(VOLUNTEER)
    shift = planned(small_office, leader, hours=-0.02)
    both(small_office, leader, volunteer)
    made = sign_up(volunteer, shift)
    both(small_office, volunteer, leader)
    return leader, volunteer, entries.get(volunteer, made.id)


def _real_now() -> Any:
    from gridapp.domain.world import system_clock

    now = system_clock()
    return now if 1 <= (now.hour + 8) % 24 <= 22 else now.replace(hour=4)  # not around midnight in Beijing


def opened(desk: Desk, office: Office, qtbot: Any) -> Session:
    session = signed_in(desk, qtbot)
    session.home.clock = office.clock
    session.run(lambda desk: setattr(desk.vault, "clock", office.clock))
    settle(session, qtbot)
    return session


def settle(session: Session, qtbot: Any) -> None:
    for _ in range(4):
        came: list[None] = []
        session.run(lambda desk: None, came.append)
        qtbot.waitUntil(lambda came=came: bool(came), timeout=10_000)


@pytest.fixture
def own(desks: tuple[Desk, Desk, Entry], small_office: Office, qtbot: Any) -> Iterator[Session]:
    found = opened(desks[1], small_office, qtbot)
    yield found
    found.close()


@pytest.fixture
def leading(desks: tuple[Desk, Desk, Entry], small_office: Office, qtbot: Any) -> Iterator[Session]:
    found = opened(desks[0], small_office, qtbot)
    yield found
    found.close()


def state_of(session: Session, entry: str, qtbot: Any) -> str:
    found: list[Entry] = []
    session.run(lambda desk: entries.get(desk, entry), found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    return found[0].state


def test_one_press_to_come_and_one_to_leave(
    own: Session, desks: tuple[Desk, Desk, Entry], qtbot: Any
) -> None:
    card = DutyCard(own)
    qtbot.addWidget(card)
    said: list[str] = []
    card.said.connect(said.append)
    card.load()
    qtbot.waitUntil(lambda: card.button is not None, timeout=10_000)
    assert card.button is not None
    assert card.button.words() == "I’m here"
    card.button.click()
    card.button.click()  # a shaking hand notes nothing twice
    qtbot.waitUntil(lambda: bool(card.button and card.button.words() == "Go off duty"), timeout=10_000)
    assert state_of(own, desks[2].id, qtbot) == "on_duty"
    card.note.set_value("东门护栏松动")
    card.button.click()
    qtbot.waitUntil(lambda: card.button is None, timeout=10_000)
    assert card.isHidden()
    assert state_of(own, desks[2].id, qtbot) == "served"
    assert [each.split(" at ")[0].split(" since ")[0] for each in said] == ["On duty", "Off duty"]


def test_whoever_has_nothing_to_come_and_leads_nobody_sees_no_card(
    volunteer: Desk, small_office: Office, qtbot: Any
) -> None:
    session = opened(volunteer, small_office, qtbot)
    card = DutyCard(session)
    qtbot.addWidget(card)
    card.load()
    settle(session, qtbot)
    assert card.isHidden()
    session.close()


def test_a_leader_gets_from_the_card_to_the_list_and_a_hazard_from_both(leading: Session, qtbot: Any) -> None:
    card, page = DutyCard(leading), DutyPage(leading, ask_move, ask_extra)
    for each in (card, page):
        qtbot.addWidget(each)
    wanted: list[Any] = []
    for each in (card, page):
        each.wanted.connect(wanted.append)
    card.load()
    settle(leading, qtbot)
    buttons = {each.words(): each for each in card.findChildren(Button)}
    buttons["Who is there"].click()
    {each.words(): each for each in page.findChildren(Button)}["Hazard"].click()
    assert wanted == [Go("duty"), New("hazard")]


def test_the_list_notes_coming_by_one_press_and_asks_why_afterwards(
    leading: Session, desks: tuple[Desk, Desk, Entry], qtbot: Any
) -> None:
    page = DutyPage(leading, ask_move, ask_extra)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: bool(page.cards), timeout=10_000)
    (row,) = page.findChildren(ListRow)
    buttons = {each.words(): each for each in row.findChildren(Button)}
    assert list(buttons) == ["Is here", "Fill in…", "Absent…"]
    buttons["Is here"].click()
    qtbot.waitUntil(lambda: [r.present for r in page._rolls] == [1], timeout=10_000)
    assert state_of(leading, desks[2].id, qtbot) == "on_duty"


def test_a_day_without_shifts_says_so(leading: Session, qtbot: Any) -> None:
    page = DutyPage(leading, ask_move, ask_extra)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: bool(page.cards), timeout=10_000)
    page.turn(1)
    qtbot.waitUntil(lambda: not page.cards, timeout=10_000)


def test_somebody_else_who_came_is_noted(leading: Session, qtbot: Any) -> None:
    page = DutyPage(leading, ask_move, ask_extra)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: bool(page.cards), timeout=10_000)
    leading.run(lambda desk: duty.add_extra(desk, page._rolls[0].at, "李秀兰"))
    qtbot.waitUntil(lambda: len(page._rolls) == 1 and len(page._rolls[0].lines) == 2, timeout=10_000)
    dialog = ask_extra(page, leading, page._rolls[0].at, page._noted)
    dialog.chosen.emit("do")  # nobody named: it says so and stays open
    assert dialog.isVisible()
    dialog.close_dialog()


def test_the_card_in_the_settings_writes_the_file(
    own: Session, desks: tuple[Desk, Desk, Entry], tmp_path: Path, qtbot: Any
) -> None:
    card = CalendarCard(own)
    qtbot.addWidget(card)
    file = tmp_path / "班次.ics"
    card.write(file)
    qtbot.waitUntil(lambda: "1 appointments" in card.words.text(), timeout=10_000)
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert (str(event["uid"]), str(event["summary"])) == (f"{desks[2].id}@gridapp", NAME)


def test_the_address_is_copied_renewed_and_withdrawn(small_office: Office, qtbot: Any) -> None:
    with small_office.online() as url:
        desk = small_office.enrolled_over(url, VOLUNTEER)
        session = signed_in(desk, qtbot)
        card = CalendarCard(session)
        qtbot.addWidget(card)
        copied = []
        for button in (card.copy_button, card.copy_button, card.renew_button):
            button.click()
            qtbot.waitUntil(button.isEnabled, timeout=10_000)
            copied.append(QGuiApplication.clipboard().text())
        assert copied[0] == copied[1] != copied[2]
        assert copied[0].startswith(f"{url}/feeds/")
        assert not any(copied[2][-20:] in each.text() for each in (card.words,))
        card.withdraw_button.click()
        qtbot.waitUntil(card.withdraw_button.isEnabled, timeout=10_000)
        assert "leads nowhere" in card.words.text()
        session.close()


def test_the_pages_are_in_the_program(
    desks: tuple[Desk, Desk, Entry], qtbot: Any, qapp: QApplication
) -> None:
    desks[0].put_tile()
    program: Program = start(computer_of(desks[0]), qtbot, qapp)
    enter(program, qtbot)
    program.window.go(Go("duty"))
    answered(program, qtbot)
    assert isinstance(program.window.page("duty"), DutyPage)
    program.window.go(Go("today"))
    answered(program, qtbot)
    assert program.window.page("today").duty.isVisible()  # type: ignore[attr-defined]
    program.window.close()
    theme.apply(qapp, theme.Theme())
