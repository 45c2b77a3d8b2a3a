"""A deadline on the page of an entry: why it is due, and letting it stand still."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from gridapp.actions import details, entries
from gridapp.actions.desk import Desk
from gridapp.actions.reminders import Notice
from gridapp.domain.entry import Entry
from tests.office import Office
from tests.stories.test_deadlines import CENTRE, HAZARD
from tests.ui.conftest import computer_of
from ui.pages.detail import EntryDetail
from ui.reminders import said_of_deadlines
from ui.session import Session
from ui.widgets.dialog import AppDialog


def shown(qtbot: Any, desk: Desk, entry: Entry) -> tuple[Session, EntryDetail]:
    session = Session(computer_of(desk))
    session.auto_sync = False
    with qtbot.waitSignal(session.signed_in, timeout=10_000):
        session.sign_in(desk.vault.name, "orchard-tricycle-7")
    pane = EntryDetail(session)
    qtbot.addWidget(pane)
    pane.resize(420, 900)
    pane.show()
    pane.show_details(details.details(desk, entry.id))
    return session, pane


def words(pane: EntryDetail) -> str:
    return "\n".join(each.text() for each in pane.findChildren(QLabel))


def test_the_page_says_why_and_lets_it_stand_still(small_office: Office, qtbot: Any) -> None:
    centre = small_office.desk(CENTRE)
    hazard = entries.add(centre, "hazard", {**HAZARD, "found_at": "2026-11-16 09:00"})
    session, pane = shown(qtbot, centre, hazard)
    try:
        assert "within 24 h" in words(pane)
        assert "takes it in hand" in words(pane), "it is late since yesterday"
        menu = pane.whole_menu()
        assert menu is not None
        next(each for each in menu.actions() if "stand still" in each.text()).trigger()
        qtbot.waitUntil(lambda: bool(pane.window().findChildren(AppDialog)), timeout=5_000)
        (dialog,) = pane.window().findChildren(AppDialog)
        field = dialog.findChild(QLineEdit)
        assert field is not None
        qtbot.keyClick(field, Qt.Key.Key_Return)
        field.setText("等待第三方鉴定")
        dialog.chosen.emit("do")
        qtbot.waitUntil(lambda: entries.get(centre, hazard.id).pause is not None, timeout=10_000)
        pane.show_details(details.details(centre, hazard.id))
        assert "等待第三方鉴定" in words(pane)
        qtbot.waitUntil(lambda: "takes it in hand" not in words(pane), timeout=5_000)
        again = pane.whole_menu()
        assert again is not None
        next(each for each in again.actions() if "run again" in each.text()).trigger()
        qtbot.waitUntil(lambda: entries.get(centre, hazard.id).pause is None, timeout=10_000)
    finally:
        session.close()


def test_several_deadlines_are_one_word(small_office: Office, qtbot: Any) -> None:
    centre = small_office.desk(CENTRE)
    hazard = entries.add(centre, "hazard", HAZARD)
    session, _pane = shown(qtbot, centre, hazard)
    try:
        now = session.world.now()
        coming, late = (Notice(hazard, now + timedelta(hours=each), about="deadline") for each in (2, -2))
        assert said_of_deadlines([coming], session)[1].startswith("Is due")
        assert said_of_deadlines([late], session)[1].startswith("Is late")
        assert "2" in said_of_deadlines([coming, late], session)[0]
    finally:
        session.close()
