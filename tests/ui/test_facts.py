"""Masked values on a page: shown when asked for, after it was noted who asked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import WorldFailed
from gridapp.domain.record import record_type
from gridapp.store.lists import Query
from tests.ui.forms.signed_in import answer
from ui.pages.facts import Facts
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

MATTER = {"channel": "phone", "nature": "help", "topic": "0302", "summary": "路灯不亮", "place": "集市东口",
          "contact_phone": "13866665521"}  # fmt: skip


def opened(session: Session, qtbot: QtBot) -> tuple[Entry, Facts]:
    case = answer(qtbot, session, lambda desk: entries.add(desk, "case", MATTER))
    facts = Facts(case, session, frozenset())
    qtbot.addWidget(facts)
    facts.show()
    return case, facts


def texts(facts: Facts) -> list[str]:
    return [each.text() for each in facts.findChildren(Label)]


def notes(session: Session, qtbot: QtBot) -> list[Entry]:
    found: list[Entry] = answer(
        qtbot, session, lambda desk: entries.find(desk, Query(record_type("disclosure")))
    )
    return found


def test_a_number_is_shown_by_a_key_and_the_look_is_noted(session: Session, qtbot: QtBot) -> None:
    case, facts = opened(session, qtbot)
    assert "13866665521" not in texts(facts)
    assert notes(session, qtbot) == []
    (button,) = facts.findChildren(Button)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "13866665521" in texts(facts), timeout=10_000)
    (note,) = notes(session, qtbot)
    assert case.number in note.body["chosen"]
    again = Facts(case, session, frozenset())
    qtbot.addWidget(again)
    assert "13866665521" not in texts(again), "another window is masked again"


def test_what_cannot_be_noted_is_not_shown(session: Session, qtbot: QtBot, monkeypatch) -> None:
    _, facts = opened(session, qtbot)

    def full(desk: Desk, entry: Entry) -> None:
        raise WorldFailed("Full", "The disk is full.")

    monkeypatch.setattr("ui.pages.facts.reveal", full)
    (button,) = facts.findChildren(Button)
    with qtbot.waitSignal(session.failed, timeout=10_000):
        button.click()
    assert "13866665521" not in texts(facts)
    assert button.isEnabled()
