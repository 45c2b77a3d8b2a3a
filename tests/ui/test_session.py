"""The session: actions on the store's thread, rounds that can be stopped, an end that loses nothing."""

from __future__ import annotations

import random
import threading

import pytest

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.errors import NotFound, WorldFailed
from tests.office import PASSWORD, VOLUNTEER, Office, make
from tests.ui.conftest import computer_of, signed_in
from ui.session import Session


def test_an_action_runs_elsewhere_and_answers_here(session: Session, qtbot) -> None:
    threads: list[str] = []
    answers: list[str] = []
    session.run(
        lambda desk: threads.append(threading.current_thread().name),
        lambda _none: answers.append(threading.current_thread().name),
    )
    qtbot.waitUntil(lambda: bool(answers))
    assert threads[0].startswith("store")
    assert answers == [threading.main_thread().name]


def test_what_changed_is_told_once_with_its_type(session: Session, qtbot) -> None:
    with qtbot.waitSignal(session.changed) as heard:
        session.run(lambda desk: make(desk, "patrol", random.Random(1)))
    assert heard.args == [{"patrol"}]
    assert session.status is not None
    assert session.status.unsent == {"patrol": 1}


def test_an_error_goes_to_whoever_asked_else_to_the_session(session: Session, qtbot) -> None:
    caught: list[Exception] = []
    session.run(lambda desk: entries.get(desk, "nothing"), failed=caught.append)
    qtbot.waitUntil(lambda: bool(caught))
    assert isinstance(caught[0], NotFound)
    with qtbot.waitSignal(session.failed) as heard:
        session.run(lambda desk: entries.get(desk, "nothing"))
    assert isinstance(heard.args[0], NotFound)


def test_a_round_over_http_sends_what_waits(small_office: Office, qtbot) -> None:
    with small_office.online() as url:
        desk = small_office.enrolled_over(url, VOLUNTEER)
        make(desk, "patrol", random.Random(1))
        session = signed_in(desk, qtbot)
        with qtbot.waitSignal(session.synced, timeout=20_000) as heard:
            session.sync(asked=True)
        assert heard.args[0].pushed == 1
        qtbot.waitUntil(lambda: session.status is not None and session.status.unsent_total == 0)
        session.close()


@pytest.mark.parametrize("asked", [True, False])
def test_without_a_network_a_round_fails_and_says_whether_it_was_asked_for(
    small_office: Office, qtbot, asked: bool
) -> None:
    with small_office.online() as url:
        desk = small_office.enrolled_over(url, VOLUNTEER)
    session = signed_in(desk, qtbot)
    session.auto_sync = True
    with qtbot.waitSignal(session.sync_failed, timeout=30_000) as heard:
        session.sync(asked=asked)
    assert isinstance(heard.args[0], WorldFailed)
    assert heard.args[1] is asked
    assert session.last_sync_failed
    session.close()


def test_closing_during_a_round_loses_nothing(small_office: Office, qtbot) -> None:
    with small_office.online() as url:
        desk = small_office.enrolled_over(url, VOLUNTEER)
        made = [make(desk, "patrol", random.Random(seed)) for seed in range(5)]
        session = signed_in(desk, qtbot)
        session.sync(asked=True)
        session.close()
    assert all(entries.get(desk, each.id).body == each.body for each in made)
    again = Session(computer_of(desk))
    tiles: list[object] = []
    again.tiles(tiles.extend)
    qtbot.waitUntil(lambda: bool(tiles))
    again.close()


def test_signing_out_and_in_again(volunteer: Desk, session: Session, qtbot) -> None:
    with qtbot.waitSignal(session.signed_out, timeout=10_000):
        session.sign_out()
    with qtbot.waitSignal(session.signed_in, timeout=10_000):
        session.sign_in(volunteer.vault.name, PASSWORD)
    assert session.person.name == "张春燕"
