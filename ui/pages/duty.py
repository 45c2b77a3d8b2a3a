"""Who is on duty today: for whoever leads, everybody of a shift by name, with what happened of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions import duty
from gridapp.actions.duty import Roll
from gridapp.domain.entry import Entry
from gridapp.domain.fields.time import show_day
from gridapp.domain.meeting import Meeting
from gridapp.domain.permissions import may_with_own
from gridapp.domain.policy import move_act
from gridapp.domain.record import record_types
from gridapp.domain.workflow import Move
from gridapp.i18n import tr
from ui import theme, words
from ui.pages.page import Page
from ui.pages.records import AskMove
from ui.session import Session
from ui.targets import Go, New
from ui.waiting import run_for
from ui.widgets.buttons import Button, IconButton
from ui.widgets.dialog import AppDialog
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.pills import Pill
from ui.widgets.rows import ListRow
from ui.widgets.split import ScrollPage
from ui.widgets.surface import Card

AskExtra = Callable[[QWidget, Session, Entry, Callable[[Entry], None]], AppDialog]
"""Asks who came to a shift without having signed up."""


class DutyPage(Page):
    """The shifts of a day, a card each. Coming and leaving are one press; what is filled in later says why."""

    def __init__(
        self, session: Session, ask_move: AskMove, ask_extra: AskExtra, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, parent)
        self._ask_move, self._ask_extra = ask_move, ask_extra
        of = duty.kind()
        self.types = frozenset((of.record.type, of.places.type))
        self._days = 0  # from today
        self._rolls: list[Roll] = []
        self.cards: list[Card] = []
        self._header = PageHeader("", back_text=tr("Back"))
        self._header.back_clicked.connect(lambda: self.wanted.emit(Go("today")))
        for record in record_types().values():
            if record.repeats():
                note = Button(tr(record.singular), icon=record.icon)
                note.clicked.connect(lambda _checked, name=record.type: self.wanted.emit(New(name)))
                self._header.add_action(note)
        for icon, text, step in (
            ("chevron-left", tr("The day before"), -1),
            ("chevron-right", tr("The next day"), 1),
        ):
            turn = IconButton(icon, text)
            turn.clicked.connect(lambda _checked, step=step: self.turn(step))
            self._header.add_action(turn)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._header)
        outer.addWidget(ScrollPage(inside), 1)
        theme.follow(self._restyle)
        theme.signals.theme_changed.connect(self._again)

    def load(self) -> None:
        day = self.session.world.now() + timedelta(days=self._days)
        self._header.set_title(tr("On duty"), show_day(day.date(), self.session.world))
        run_for(self, self.session, lambda desk: duty.rolls(desk, day), self._show)

    def turn(self, days: int) -> None:
        """Show a day further on or back."""
        self._days += days
        self.load()

    def _restyle(self) -> None:
        px = theme.px
        self._column.setContentsMargins(px(20), 0, px(20), px(16))
        self._column.setSpacing(px(16))

    def _again(self) -> None:
        """Sizes are taken when rows are made."""
        self._show(self._rolls)

    def _show(self, rolls: list[Roll]) -> None:
        self._rolls, self.cards = rolls, []
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for roll in rolls:
            card = self._card(roll)
            self.cards.append(card)
            self._column.addWidget(card)
        if not rolls:
            nothing = Card()
            nothing.add(Label(tr("No shifts that day."), tone="ink3", wrap=True))
            self._column.addWidget(nothing)
        self._column.addStretch(1)

    def _card(self, roll: Roll) -> Card:
        at, world = roll.at, self.session.world
        when = at.record.field(at.record.when).show(at.body.get(at.record.when), world)
        count = tr(
            "{present} of {needed} there",
            present=roll.present,
            needed=at.body.get(duty.kind().placing.places),
        )
        title = at.record.title(at.body, world)
        card = Card(title, f"{when} · {count}", divider=True, padding=0)
        if self._leads():
            extra = Button(tr("Somebody else came…"), size="small", icon="user-plus")
            extra.clicked.connect(lambda _checked: self._ask_extra(self, self.session, at, self._noted))
            card.add_action(extra)
        card.body.setSpacing(0)  # rows stand edge to edge
        for place, line in enumerate(roll.lines):
            card.add(self._row(line, place > 0))
        if not roll.lines:
            note = Label(tr("Nobody has signed up."), tone="ink3")
            note.setContentsMargins(theme.px(18), theme.px(16), theme.px(18), theme.px(16))
            card.add(note)
        return card

    def _row(self, line: Entry, ruled: bool) -> ListRow:
        state = line.record.workflow.state(line.state)
        right = QWidget()
        row = QHBoxLayout(right)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(Pill(tr(state.label), state.icon, state.tone))
        for move in self._moves(line):
            button = Button(_words_of(move), size="small")
            button.setAccessibleDescription(self._name(line))
            button.clicked.connect(lambda _checked, move=move: self._do(line, move))
            row.addWidget(button)
        return ListRow(self._name(line), self._said(line), "user", right=right, line=ruled)

    def _name(self, line: Entry) -> str:
        return line.record.field(line.record.subject).show(
            line.body.get(line.record.subject), self.session.world
        )

    def _said(self, line: Entry) -> str:
        of, world = duty.kind().duty, self.session.world
        came, left = (words.time_or_moment(line.body.get(each), world) for each in (of.came_at, of.left_at))
        shown = [
            tr("came {time}", time=came) if came else "",
            tr("left {time}", time=left) if left else "",
            *(line.record.field(each).show(line.body.get(each), world)
              for each in (of.attendance, of.kit_out, of.reason, of.note)),
        ]  # fmt: skip
        return " · ".join(each for each in shown if each)

    def _moves(self, line: Entry) -> list[Move]:
        """What can be done with it now; what is said afterwards only once the shift has begun."""
        of, times, session = duty.kind().duty, Meeting(line).times, self.session
        begun = times is None or times[0] <= session.world.now()
        names = (of.come, of.leave, of.back_fill, of.miss) if begun else (of.come, of.leave)
        return [
            each
            for each in line.record.workflow.moves_from(line.state)
            if each.name in names
            and may_with_own(session.person, move_act(each.name), line.record, line.state)
        ]

    def _leads(self) -> bool:
        return may_with_own(self.session.person, "speak", duty.kind().record)

    def _do(self, line: Entry, move: Move) -> None:
        of = duty.kind().duty
        if move.name == of.come:
            self._run(lambda desk: duty.check_in(desk, line.id))
        elif move.name == of.leave:
            self._run(lambda desk: duty.check_out(desk, line.id))
        else:
            self._ask_move(self, self.session, line, move, self._noted)

    def _run(self, action: duty.Act) -> None:
        run_for(self, self.session, action, self._noted)

    def _noted(self, after: Entry) -> None:
        state = tr(after.record.workflow.state(after.state).label)
        self.said.emit(tr("{name}: {state}", name=self._name(after), state=state))


def _words_of(move: Move) -> str:
    of = duty.kind().duty
    named = {
        of.come: tr("Is here"),
        of.leave: tr("Has left"),
        of.back_fill: tr("Fill in…"),
        of.miss: tr("Absent…"),
    }
    return named[move.name]
