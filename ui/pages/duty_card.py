"""The person's next shift on the first page: come by one press, leave by one press, and what was to be noted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gridapp.actions import duty
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.meeting import Meeting
from gridapp.domain.permissions import may_with_own
from gridapp.domain.record import record_types
from gridapp.i18n import tr
from ui import theme, words
from ui.session import Session
from ui.targets import Go, New, Show
from ui.waiting import run_for
from ui.widgets.buttons import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.line_field import LineField
from ui.widgets.pills import Pill
from ui.widgets.surface import Card


class DutyCard(Card):
    """Hidden from whoever has no shift to come and leads nobody. Signals: `wanted(Target)`, `said(str)`."""

    wanted = Signal(object)
    said = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("My next shift"), parent=parent)
        self._session = session
        self._shown: Meeting | None = None
        self.button: Button | None = None
        self.note = LineField()
        self.hide()
        theme.signals.theme_changed.connect(self._again)

    def load(self) -> None:
        run_for(self, self._session, duty.next_own, self.show_meeting)

    def show_meeting(self, found: Meeting | None) -> None:
        """What is next for the person, or nothing."""
        leads = may_with_own(self._session.person, "speak", duty.kind().record)
        self._shown, self.button = found, None
        self.clear()
        self.setVisible(found is not None or leads)
        if found is not None:
            self._add_facts(found)
        else:
            self.add(Label(tr("You have no shift to come."), tone="ink2", wrap=True))
        self._add_buttons(found, leads)

    def _again(self) -> None:
        """Sizes are taken when it is filled; what is being written stays."""
        written = self.note.value()
        self.show_meeting(self._shown)
        self.note.set_value(written)

    def _add_facts(self, found: Meeting) -> None:
        entry, world = found.entry, self._session.world
        record, appointment = entry.record, entry.record.appointment
        assert appointment is not None
        title = str(entry.body.get(appointment.title) or tr(record.singular))
        state = record.workflow.state(entry.state)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(Label(title, "card", wrap=True), 1)
        head.addWidget(Pill(tr(state.label), state.icon, state.tone))
        self.body.addLayout(head)
        facts = [record.field(record.when).show(entry.body.get(record.when), world), found.place(world)]
        self.add(Label(" · ".join(each for each in facts if each), tone="ink2", wrap=True))

    def _add_buttons(self, found: Meeting | None, leads: bool) -> None:
        of = duty.kind()
        if found is not None:
            moves = {each.name: each for each in found.entry.record.workflow.moves_from(found.entry.state)}
            leaving = of.duty.leave in moves
            if leaving:
                self.note = LineField(tr("What is to be noted of the shift?"), max_length=500)
                self.note.set_name(tr(found.entry.record.field(of.duty.note).label))
                self.add(self.note)
            step = moves[of.duty.leave if leaving else of.duty.come]
            icon = "door-exit" if leaving else "door-enter"
            self.button = Button(tr(step.label), "primary", "large", icon)
            self.button.clicked.connect(lambda _checked: self._act(found.entry, leaving))
            self.add(self.button)
        row = QWidget()
        flow = FlowLayout(row)
        if found is not None:
            flow.addWidget(self._link(tr("Show"), "eye", Show(found.entry.type, found.entry.id)))
        for record in record_types().values():
            if found is not None and record.repeats():
                flow.addWidget(self._link(tr(record.singular), record.icon, New(record.type)))
        if leads:
            flow.addWidget(self._link(tr("Who is there"), "users", Go("duty")))
        self.add(row)

    def _link(self, text: str, icon: str, target: Go | New | Show) -> Button:
        button = Button(text, "outlined", "small", icon)
        button.clicked.connect(lambda _checked: self.wanted.emit(target))
        return button

    def _act(self, entry: Entry, leaving: bool) -> None:
        if self.button is None or not self.button.isEnabled():
            return
        self.button.setEnabled(False)
        note = str(self.note.value() or "") if leaving else ""

        def done(after: Entry) -> None:
            of = duty.kind()
            at = words.time_or_moment(
                after.body.get(of.duty.left_at if leaving else of.duty.came_at), self._session.world
            )
            self.said.emit(
                tr("Off duty at {time}", time=at) if leaving else tr("On duty since {time}", time=at)
            )
            self.load()

        def failed(error: Exception) -> None:
            self._session.failed.emit(error)
            self.load()

        def act(desk: Desk) -> Entry:
            return duty.check_out(desk, entry.id, note) if leaving else duty.check_in(desk, entry.id)

        run_for(self, self._session, act, done, failed)
