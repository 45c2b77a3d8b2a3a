"""While a connection is there, others' changes come and own saves go out by themselves."""

from __future__ import annotations

import random
from pathlib import Path

from pytestqt.qtbot import QtBot

from gridapp.actions import entries
from gridapp.domain.record import example, record_type
from gridapp.store.lists import Query
from gridapp.sync.client import Client
from gridapp.sync.enrolment import enrol
from tests.office import COORDINATOR, PASSWORD, VOLUNTEER, Office, computer, make
from ui.session import Session

HAZARD = record_type("hazard")


def signed_in(qtbot: QtBot, office: Office, folder: Path, url: str) -> Session:
    home = computer(folder)
    shared = home.shared()
    vault = home.create_vault(shared, PASSWORD)
    enrol(vault, Client(url), office.code(COORDINATOR), "desk")
    name = vault.name
    vault.close()
    shared.close()
    session = Session(folder)
    with qtbot.waitSignal(session.synced):
        session.sign_in(name, PASSWORD)
    return session


def test_others_changes_show_by_themselves(
    qtbot: QtBot, small_office: Office, tmp_path: Path, dice: random.Random
) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    with small_office.online() as url:
        session = signed_in(qtbot, small_office, tmp_path / "desk", url)
        for _ in range(2):  # and again: it goes on listening
            with qtbot.waitSignal(session.changed, timeout=10_000):
                make(volunteer, "hazard", dice)
                small_office.sync(volunteer)
        session.close()


def test_own_saves_go_out_by_themselves(
    qtbot: QtBot, small_office: Office, tmp_path: Path, dice: random.Random
) -> None:
    volunteer = small_office.desk(VOLUNTEER)
    with small_office.online() as url:
        session = signed_in(qtbot, small_office, tmp_path / "desk", url)
        body = example(HAZARD, session.world, dice)
        with qtbot.waitSignal(session.synced, check_params_cb=lambda report: report.pushed == 1):
            session.run(lambda desk: entries.add(desk, "hazard", body, "新宁镇"))
        session.close()
    small_office.sync(volunteer)
    assert len(entries.find(volunteer, Query(HAZARD))) == 1


def test_it_notices_the_connection_coming_back(
    qtbot: QtBot, small_office: Office, tmp_path: Path, dice: random.Random
) -> None:
    from gridapp.server import serve

    volunteer = small_office.desk(VOLUNTEER)
    with small_office.online() as url:
        session = signed_in(qtbot, small_office, tmp_path / "desk", url)
    with qtbot.waitSignal(session.sync_failed):
        session.sync(asked=True)
    make(volunteer, "hazard", dice)
    small_office.sync(volunteer)
    with qtbot.waitSignal(session.changed, timeout=15_000), serve.running(small_office.centre, _port(url)):
        qtbot.waitSignal(session.synced, timeout=15_000).wait()
    session.close()


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])
