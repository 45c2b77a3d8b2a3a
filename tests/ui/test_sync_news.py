"""How far a first start has come, and what a round put right, is told: the one while it goes on, the other once."""

from __future__ import annotations

import random

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy import text

from gridapp.actions.desk import Desk
from gridapp.actions.status import status
from gridapp.server import snapshots
from gridapp.store import settings
from gridapp.sync.round import Report
from tests.office import COORDINATOR, VOLUNTEER, Office, make
from tests.ui.conftest import FRESH, signed_in
from ui import words
from ui.pages.loading_line import LoadingLine
from ui.pages.sync_details import SyncDetails
from ui.session import Session
from ui.sync_news import SyncNews
from ui.widgets.sync_status import SyncStatusButton


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def a_round(session: Session, qtbot) -> None:
    with qtbot.waitSignal(session.synced, timeout=20_000):
        session.sync(asked=True)


def said(shown: SyncDetails) -> list[str]:
    return [each.text() for each in shown.popover.findChildren(QLabel)]


def details_of(session: Session, news: SyncNews, window: QWidget) -> SyncDetails:
    assert session.status is not None
    return SyncDetails(window, session.status, session.world, failed=False, news=news)


def test_a_first_start_shows_how_far_it_has_come(
    small_office: Office, window: QWidget, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "WORTH_IT", 2)  # so few are ready in chunks too
    monkeypatch.setattr(snapshots, "CHUNK_ROWS", 2)
    with small_office.online() as url:
        volunteer = small_office.enrolled_over(url, VOLUNTEER)
        for seed in range(5):
            make(volunteer, "hazard", random.Random(seed), **FRESH)
        small_office.sync(volunteer)
        session = signed_in(small_office.enrolled_over(url, COORDINATOR), qtbot)
        news = SyncNews(session)
        shown = details_of(session, news, window)
        line = shown.popover.findChild(LoadingLine)
        assert line is not None
        assert line.isHidden()
        seen: list[tuple[words.Loading | None, str, bool]] = []
        news.changed.connect(lambda: seen.append((news.loading, line.words.text(), line.isHidden())))
        a_round(session, qtbot)
        session.close()
    assert [each[0] for each in seen] == [(2, 5), (4, 5), (5, 5), None]
    assert seen[0][1:] == ("Loading the records of your units: 2 of 5", False)
    assert seen[-1][0] is None
    assert seen[-1][2], "away when everything is here"


def test_the_status_bar_shows_it_with_a_bar(volunteer: Desk, qtbot) -> None:
    state = words.sync_state(status(volunteer), True, False, volunteer.world, (12_000, 50_000))
    assert state.bold == "Loading the records of your units: 12,000 of 50,000"
    assert state.fraction == pytest.approx(0.24)
    plain = words.sync_state(status(volunteer), True, False, volunteer.world)
    assert plain.fraction is None
    button, without = SyncStatusButton(state), SyncStatusButton(plain)
    for each in (button, without):
        qtbot.addWidget(each)
    assert button.sizeHint().width() > without.sizeHint().width()
    assert "12,000 of 50,000" in button.accessibleName()


def test_a_restored_server_is_told_of_once(small_office: Office, window: QWidget, qtbot) -> None:
    with small_office.online() as url:
        desk = small_office.enrolled_over(url, VOLUNTEER)
        small_office.sync(desk)
        before = small_office.backup()
        make(desk, "hazard", random.Random(1), **FRESH)
        small_office.sync(desk)
        small_office.restore(before)
        session = signed_in(desk, qtbot)
        news = SyncNews(session)
        a_round(session, qtbot)
        told = "The server was set back to an older state; what it had lost has been sent again"
        assert told in said(details_of(session, news, window))
        assert told not in said(details_of(session, news, window)), "once"
        a_round(session, qtbot)
        assert news.take() == []
        session.close()


def test_a_copied_computer_is_told_that_it_has_a_number_of_its_own(small_office: Office, qtbot) -> None:
    with small_office.online() as url:
        desk = small_office.enrolled_over(url, VOLUNTEER)
        make(desk, "hazard", random.Random(1), **FRESH)
        small_office.sync(desk)
        copy = small_office.copied(desk)
        make(desk, "hazard", random.Random(2), **FRESH)
        small_office.sync(desk)
        make(copy, "hazard", random.Random(3), **FRESH)
        session = signed_in(copy, qtbot)
        news = SyncNews(session)
        number = session.status.device if session.status else ""
        a_round(session, qtbot)
        assert session.status is not None
        assert session.status.device != number
        assert news.take() == ["This computer was a copy of another; it now works under a number of its own"]
        session.close()


def test_what_differed_from_the_server_is_counted(small_office: Office, qtbot) -> None:
    with small_office.online() as url:
        desk = small_office.enrolled_over(url, VOLUNTEER)
        entry = make(desk, "hazard", random.Random(1), **FRESH)
        small_office.sync(desk)
        with desk.vault.writing() as connection:
            damage = "UPDATE entry SET body = json_set(body, '$.description', '错') WHERE id = :id"
            connection.execute(text(damage), {"id": entry.id})
            settings.put(connection, "compared_at", None)
        session = signed_in(desk, qtbot)
        news = SyncNews(session)
        a_round(session, qtbot)
        assert news.take() == ["1 entry differed from the server's and was fetched again"]
        session.close()


def test_somebody_else_is_not_told_what_was_meant_for_who_was_here_before(
    volunteer: Desk, session: Session, qtbot
) -> None:
    news = SyncNews(session)
    session.synced.emit(Report(repaired=3))
    with qtbot.waitSignal(session.signed_out, timeout=10_000):
        session.sign_out()
    assert news.take() == []
