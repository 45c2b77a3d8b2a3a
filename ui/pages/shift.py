"""The roster: the board of a week first; behind it the plain list of shifts, with search, import and export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from gridapp.actions import shifts
from gridapp.domain.entry import Entry
from gridapp.domain.fields.time import show_day
from gridapp.domain.permissions import may_with_own
from gridapp.domain.record import RecordType, record_type
from gridapp.domain.workflow import Move
from gridapp.i18n import tr
from ui.pages.records import AskMove, RecordsPage
from ui.pages.shift_board import ShiftBoard
from ui.pages.shift_papers import Papers
from ui.session import Session
from ui.targets import Edit, Go, New
from ui.waiting import run_for
from ui.widgets.buttons import Button


class ListPage(RecordsPage):
    """The roster."""

    def __init__(
        self, session: Session, record: RecordType, ask_move: AskMove, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, record, ask_move, parent)
        self.types = frozenset({record.type, "signup", "member"})
        self._may_fill = may_with_own(session.person, "speak", record_type("signup"))
        self.board = ShiftBoard(session, self._may_fill, self._may_add())
        self.papers = Papers(self, session, self.board.narrowed, self.said.emit)
        self._inner.addWidget(self.board, 1)
        self._build_actions()
        self._connect_board()
        self._shows_board = True
        self._turn(board=True)

    def _build_actions(self) -> None:
        self.copy = Button(tr("Copy last week"), icon="copy")
        self.take = Button(tr("Print or save"), icon="printer")
        self.toggle = Button(tr("List"), icon="list-details")
        self.publish = Button(tr("Publish week"), "primary", icon="send")
        for button in (self.copy, self.take, self.toggle, self.publish):
            self.header.add_action(button)
        self.copy.clicked.connect(lambda _checked: self.copy_week())
        self.take.clicked.connect(lambda _checked: self.papers.offer(self.take))
        self.toggle.clicked.connect(lambda _checked: self._turn(board=not self._shows_board))
        self.publish.clicked.connect(lambda _checked: self.publish_week())
        QShortcut(QKeySequence("Ctrl+P"), self, self._ask_print)

    def _connect_board(self) -> None:
        board, pane = self.board, self.board.pane
        board.said.connect(self.said)
        board.shown.connect(lambda _week: self._show_actions())
        board.new_wanted.connect(self._ask_new)
        board.copy_wanted.connect(self.copy_week)
        board.plans_wanted.connect(lambda: self.wanted.emit(Go("plan")))
        pane.move_wanted.connect(self._ask)
        pane.edit_wanted.connect(lambda entry: self.wanted.emit(Edit(entry.type, entry.id)))
        pane.sheet_wanted.connect(lambda slot: self.papers.ask_sheets([slot]))
        pane.list_wanted.connect(lambda entry: self.stand_on(entry.id))

    # --- what the window asks for ---

    def load(self) -> None:
        if self._shows_board:
            self.board.load()
        else:
            super().load()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._shows_board:
            self.board.focus_grid()

    def stand_on(self, entry: str) -> None:
        self._turn(board=False)
        super().stand_on(entry)

    # --- the board and the list ---

    def _turn(self, board: bool) -> None:
        changed, self._shows_board = board != self._shows_board, board
        self.board.setVisible(board)
        self._stack.setVisible(not board)
        self.toggle.set_words(tr("List") if board else tr("Board"))
        self.toggle.set_icon("list-details" if board else "table")
        for button in (self._import, self._export):
            button.setVisible(not board)
        self._new.setVisible(self._may_add())
        self._new.set_kind("outlined")
        self._show_actions()
        if changed:
            self.load()

    def _show_actions(self) -> None:
        board, week = self._shows_board, self.board.week
        filled = week is not None and bool(week.lines)
        self.copy.setVisible(board and filled and self._may_add())
        self.take.setVisible(board and filled and self._may_fill)
        self.publish.setVisible(board and self._may_add() and week is not None and bool(week.drafts()))

    def _show_counts(self, counts: dict[str, int], here: int) -> None:
        super()._show_counts(counts, here)
        if self._shows_board:  # the answer to what the list asked before it was left
            self._turn(board=True)

    def _next_pane(self) -> None:
        if self._shows_board:
            self.board.next_pane()
        else:
            super()._next_pane()

    def _to_search(self) -> None:
        if self._shows_board:
            self._turn(board=False)
        super()._to_search()

    def _ask_export(self) -> None:
        if not self._shows_board:
            super()._ask_export()
        elif self.take.isVisible():
            self.papers.offer(self.take)

    def _ask_print(self) -> None:
        if self.take.isVisible():
            self.papers.ask_print()

    # --- acting ---

    def publish_week(self) -> None:
        """Publish every draft of the week that is shown."""
        day = self.board.day

        def said(published: list[Entry]) -> None:
            self.said.emit(tr("{count} shifts are published.", count=len(published)))

        run_for(self, self.session, lambda desk: shifts.publish_week(desk, day), said)

    def copy_week(self) -> None:
        """Make drafts like the shifts of the week before."""
        day = self.board.day

        def said(copied: shifts.Copied) -> None:
            words = (
                tr("{count} drafts were made.", count=len(copied.made))
                if copied.made
                else tr("There is nothing in the week before that is not here already.")
            )
            if copied.off:
                days = tr(", ").join(show_day(each, self.session.world) for each in copied.off)
                words = tr(
                    "{count} drafts were made. Left out, a day off: {days}.",
                    count=len(copied.made),
                    days=days,
                )
            self.said.emit(words)

        run_for(self, self.session, lambda desk: shifts.copy_week(desk, day), said)

    def _ask(self, entry: Entry, move: Move) -> None:
        self._ask_move(self, self.session, entry, move, self._moved)

    def _ask_new(self, values: Mapping[str, Any]) -> None:
        self.wanted.emit(New(self.record.type, values))

    def widths(self) -> dict[str, int]:
        return {"period": 190, "needed": 72, "kind": 96}
