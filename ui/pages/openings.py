"""My shifts: what can be taken, what one has, and who is to stand in for whom. All of it works without a network."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gridapp.actions import duty, openings, signups
from gridapp.actions.openings import Look, Own
from gridapp.domain.entry import Entry
from gridapp.domain.permissions import may_with_own
from gridapp.domain.workflow import Move
from gridapp.i18n import tr
from ui import theme
from ui.pages.openings_list import OpeningsList
from ui.pages.own_shifts import OwnShifts, Requests, giving_up
from ui.pages.page import Page
from ui.pages.records import AskMove
from ui.session import Session
from ui.targets import Go, Show
from ui.waiting import run_for
from ui.widgets.dialog import AppDialog
from ui.widgets.header import PageHeader
from ui.widgets.segmented import SegmentedControl

OPEN, MINE, REQUESTS = "open", "mine", "requests"

AskCover = Callable[[QWidget, Session, Entry, Move, Callable[[str], None]], AppDialog]
"""Asks why somebody cannot go, and whom to ask to stand in."""


class OpeningsPage(Page):
    """Three parts, by Ctrl+1 to Ctrl+3. What can be taken is ticked by Space and signed up for by Ctrl+Enter."""

    def __init__(
        self, session: Session, ask_move: AskMove, ask_cover: AskCover, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, parent)
        self._ask_move, self._ask_cover = ask_move, ask_cover
        self._look = Look((), (), ())
        self.parts = SegmentedControl()
        for key, text in (
            (OPEN, tr("Shifts I can take")),
            (MINE, tr("My shifts")),
            (REQUESTS, tr("Hand-overs")),
        ):
            self.parts.add(key, text)
        self.parts.changed.connect(self._turn)
        self.open, self.mine = OpeningsList(session.world), OwnShifts(session.world)
        self.requests = Requests(session.world)
        self.open.sign_up_wanted.connect(self._sign_up)
        self.open.said.connect(self.said)
        self.mine.cannot_go.connect(self._cannot_go)
        self.mine.shown.connect(lambda entry: self.wanted.emit(Show(entry.type, entry.id)))
        self.requests.answered.connect(self._answer)
        self._build()
        for place, key in enumerate((OPEN, MINE, REQUESTS), 1):
            QShortcut(QKeySequence(f"Ctrl+{place}"), self, lambda key=key: self.stand_on(key))
        theme.signals.theme_changed.connect(self._again)

    def load(self) -> None:
        run_for(self, self.session, openings.look, self._show)

    def stand_on(self, part: str) -> None:
        """Show one of the three parts, the keys in it."""
        self.parts.set_current(part)
        self._turn(part)

    def _build(self) -> None:
        header = PageHeader(tr("My shifts"), tr("The server gives places in order of arrival."), tr("Back"))
        header.back_clicked.connect(lambda: self.wanted.emit(Go("today")))
        header.add_action(self.parts)
        self._stack = QStackedWidget()
        self._widgets: dict[str, OpeningsList | OwnShifts | Requests] = {
            OPEN: self.open,
            MINE: self.mine,
            REQUESTS: self.requests,
        }
        for widget in self._widgets.values():
            self._stack.addWidget(widget)
        self._row = QHBoxLayout()
        self._row.addWidget(self._stack)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(header)
        outer.addLayout(self._row, 1)
        theme.follow(self._restyle)

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(20), 0, theme.px(20), theme.px(16))

    def _again(self) -> None:
        """Sizes are taken when rows are made."""
        self._show(self._look)

    def _turn(self, part: str) -> None:
        self._stack.setCurrentWidget(self._widgets[part])
        self._widgets[part].focus_list()

    def _show(self, look: Look) -> None:
        here = self._stack.currentWidget()
        inside = here is not None and here.isAncestorOf(self.focusWidget() or self)
        self._look = look
        self.open.show_openings(look.openings)
        self.mine.show_own(look.own)
        leads = may_with_own(self.session.person, "speak", duty.kind().record)
        self.requests.show_requests(look.requests, leads)
        answers = sum(each.for_me or each.to_approve for each in look.requests)
        for key, text, count in (
            (MINE, tr("My shifts"), len(look.own)),
            (REQUESTS, tr("Hand-overs"), answers),
        ):
            self.parts.set_text(key, f"{text} {count}" if count else text)
        if inside:  # rows are made anew: the keys stay where they were
            self._widgets[self.parts.current()].focus_list()

    # --- acts ---

    def _sign_up(self, shifts: list[str]) -> None:
        def signed(made: list[Entry]) -> None:
            self.open.model.clear_ticks()
            self.said.emit(
                tr(
                    "Signed up: {count}. The server decides with the next connection.",
                    count=len(made),
                )
            )
            self.load()

        run_for(self, self.session, lambda desk: signups.sign_up(desk, shifts), signed)

    def _cannot_go(self, own: Own) -> None:
        move = giving_up(own.entry)
        if move is not None:
            self._ask_cover(self, self.session, own.entry, move, self._noted)

    def _answer(self, entry: Entry, move: Move) -> None:
        def done(after: Entry) -> None:
            self._noted(tr(after.record.workflow.state(after.state).label))

        self._ask_move(self, self.session, entry, move, done)

    def _noted(self, words: str) -> None:
        self.said.emit(words)
        self.load()
