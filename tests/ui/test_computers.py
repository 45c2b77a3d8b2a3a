"""The coordinator's list of computers: one that waits is approved by the fingerprint that was heard."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gridapp.server import centre
from gridapp.sync import fingerprints, heads
from tests.office import COORDINATOR, VOLUNTEER, Office
from tests.ui.conftest import signed_in
from ui.pages.computers import ComputerCard, ComputersPage
from ui.widgets.pills import Pill


def cards(page: ComputersPage) -> list[ComputerCard]:
    return list(page._shown.values())


def pills(page: ComputersPage) -> list[str]:
    return [pill._spec.text for card in cards(page) for pill in card.findChildren(Pill)]


def test_one_that_waits_is_approved_by_what_was_heard(small_office: Office, qtbot: QtBot) -> None:
    with small_office.online() as url:
        staff = small_office.enrolled_over(url, COORDINATOR)
        centre.set_approvals(small_office.centre, True)
        new = small_office.enrolled_over(url, VOLUNTEER)
        session = signed_in(staff, qtbot)
        try:
            page = ComputersPage(session)
            qtbot.addWidget(page)
            page.show()
            qtbot.waitUntil(lambda: len(cards(page)) == 2, timeout=30_000)
            assert pills(page) == ["Waits to be approved", "Enrolled"]
            card = cards(page)[0]
            for heard in ("", "0000 0000"):
                card.heard.set_value(heard)
                card.button.click()
                qtbot.waitUntil(lambda: bool(card._row.error()) and card.button.isEnabled(), timeout=30_000)
            assert "another key than the one you were read" in card._row.error()
            card.heard.set_value(fingerprints.of_key(heads.public_key(new.identity.key)))
            with qtbot.waitSignal(page.said, timeout=30_000):
                card.button.click()
            qtbot.waitUntil(lambda: pills(page) == ["Enrolled", "Enrolled"], timeout=30_000)
        finally:
            session.close()


def test_without_a_server_it_says_so(small_office: Office, qtbot: QtBot) -> None:
    with small_office.online() as url:
        staff = small_office.enrolled_over(url, COORDINATOR)
    session = signed_in(staff, qtbot)
    try:
        page = ComputersPage(session)
        qtbot.addWidget(page)
        page.show()
        qtbot.waitUntil(lambda: "cannot be reached" in page._said.text(), timeout=30_000)
        assert cards(page) == []
    finally:
        session.close()
