"""The pane beside a list: one entry, how it came to be, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from gridapp.actions.details import Details
from gridapp.actions.past import Step as PastStep
from gridapp.actions.standing import Standings, standing
from gridapp.domain.entry import Entry
from gridapp.domain.workflow import Move
from gridapp.i18n import tr
from ui import theme, words
from ui.pages.due_lines import DueLines, stop_or_start
from ui.pages.entry_photos import EntryPhotos
from ui.pages.facts import Facts
from ui.pages.same_panel import SamePanel
from ui.pages.standing_line import StandingLine
from ui.session import Session
from ui.targets import Go
from ui.waiting import run_for
from ui.widgets.action_row import ActionRow
from ui.widgets.buttons import Button, IconButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import IconLabel, Label
from ui.widgets.levels import LevelMark
from ui.widgets.pills import Pill
from ui.widgets.surface import Card, Rule, clear_layout
from ui.widgets.timeline import Step, Timeline

_MOST_STEPS = 10


class EntryDetail(Card):
    """Shows `Details`; a type of its own adds to it with `extra` and `later`.

    Signals: `move_wanted(Move)`, `edit_wanted()`, `delete_wanted()`; each is about `entry`. `wanted(Target)` to go
    somewhere, `said(str)` words for the toast.
    """

    move_wanted = Signal(object)
    edit_wanted = Signal()
    delete_wanted = Signal()
    wanted = Signal(object)
    said = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(scroll=True, parent=parent)
        self.session = session
        self.entry: Entry | None = None
        self._details: Details | None = None
        self._actions: ActionRow | None = None
        session.synced.connect(self._note_round)
        theme.signals.theme_changed.connect(self._again)

    def has_next_step(self) -> bool:
        """Whether it offers something to do that is the next thing to do."""
        return self._details is not None and any(not each.backwards for each in self._details.moves)

    def show_nothing(self) -> None:
        self.entry = self._details = self._actions = None
        self.clear()
        clear_layout(self.footer)
        self.add(Label(tr("Choose a line to see all of it."), tone="ink3", wrap=True))
        self.body.addStretch(1)

    def show_details(self, found: Details) -> None:
        self.entry, self._details = found.entry, found
        self.clear()
        clear_layout(self.footer)
        entry = found.entry
        self.add(self._headline(entry))
        self.add(Label(self.title_words(entry), "title", wrap=True))
        self.add(self._standing(found))
        self._add_place(entry)
        self._add_photos(found)
        for widget in self.extra(entry):
            self.add(widget)
        facts = Facts(entry, self.session, self.shown_elsewhere(entry))
        if not facts.is_bare():
            self.add(facts)
        self._add_same(entry)
        self.add(Rule())
        self.add(Timeline(self._steps(found)))
        self.body.addStretch(1)
        self._add_buttons(found)

    # --- what a type can add ---

    def extra(self, entry: Entry) -> list[QWidget]:
        """Widgets above the facts."""
        return []

    def later(self, entry: Entry) -> list[str]:
        """Words for the steps that are still to come: where the usual next move leads."""
        workflow = entry.record.workflow
        forward = [each for each in workflow.moves_from(entry.state) if not each.backwards]
        target = workflow.state(forward[0].target) if forward else None
        return [tr(target.label)] if target is not None and target.final else []

    def shown_elsewhere(self, entry: Entry) -> frozenset[str]:
        """Fields that the facts leave out because they are shown another way."""
        record = entry.record
        return frozenset({record.heading, record.where, record.level, record.due} - {""})

    def title_words(self, entry: Entry) -> str:
        record = entry.record
        return record.field(record.heading).show(entry.body.get(record.heading), self.session.world)

    # --- the parts ---

    def _headline(self, entry: Entry) -> QWidget:
        head = QWidget()
        row = FlowLayout(head)  # a long state in English sends the number to the next line
        spec = words.level(entry, self.session.world)
        if spec:
            row.addWidget(LevelMark(spec, bold=True))
        pill = words.state_pill(entry.record.workflow.state(entry.state))
        row.addWidget(Pill(pill.text, pill.icon, pill.tone))
        number = Label(entry.number, "caption", "ink3")
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        number.setFixedHeight(theme.px(24))
        row.addWidget(number)
        return head

    def _standing(self, found: Details) -> StandingLine:
        line = StandingLine(found.standing.entry)
        line.decision_wanted.connect(lambda: self.wanted.emit(Go("attention")))
        return line

    def _add_place(self, entry: Entry) -> None:
        record = entry.record
        place = record.where != record.heading and entry.body.get(record.where)
        due = words.due(entry, self.session.world)
        if place:
            row = QHBoxLayout()
            row.addWidget(IconLabel("map-pin", "ink2", 16), 0, Qt.AlignmentFlag.AlignTop)
            shown = record.field(record.where).show(place, self.session.world)
            row.addWidget(Label(shown, tone="ink2", wrap=True), 1)
            self.body.addLayout(row)
        if due:
            self.add(DueLines(entry, due, self.session.world))

    def _add_photos(self, found: Details) -> None:
        if EntryPhotos.any_of(found.entry):
            self.add(EntryPhotos(self.session, found.entry, found.standing, self.title_words(found.entry)))

    def _add_same(self, entry: Entry) -> None:
        """Other reports of the same thing, when there are any or may be."""
        if entry.record.repeats():
            same = SamePanel(self.session, entry)
            same.wanted.connect(self.wanted)
            same.said.connect(self.said)
            self.add(same)

    def _steps(self, found: Details) -> list[Step]:
        entry, world = found.entry, self.session.world
        known = found.history[-_MOST_STEPS:]
        steps = [
            Step(
                self._step_words(entry, each),
                "done",
                each.author,
                words.moment(each.at, world),
                words.received(each.received, each.skew, world),
            )
            for each in known
        ]
        if not known or found.history[0].kind != "add":
            made = Step(tr("Recorded"), "done", entry.author.name, words.moment(entry.recorded_at, world))
            steps.insert(0, made)
        state = entry.record.workflow.state(entry.state)
        if not state.final:
            due = words.due(entry, world)
            now = Step(
                tr(state.label), "now", when=due.text if due else "", when_tone=due.tone if due else "ink3"
            )
            steps += [now] if now.title != steps[-1].title else []
            steps += [Step(each) for each in self.later(entry)]
        return steps

    def _step_words(self, entry: Entry, made: PastStep) -> str:
        move = entry.record.workflow.moves.get(made.move)
        return tr(move.label) if move else words.act(made.kind)

    def _add_buttons(self, found: Details) -> None:
        forward = [each for each in found.moves if not each.backwards]
        rest = [each for each in found.moves if each not in forward[:1]]
        row = ActionRow()
        if forward:
            button = Button(tr(forward[0].label), "primary", "large")
            button.clicked.connect(lambda _checked: self.move_wanted.emit(forward[0]))
            row.add(button)
        if found.may_edit:
            button = Button(tr("Edit"), size="large", icon="pencil")
            button.clicked.connect(lambda _checked: self.edit_wanted.emit())
            row.add(button)
        if rest or found.may_delete or found.may_pause:
            more = IconButton("dots", tr("More"), 44, outlined=True)
            more.clicked.connect(lambda _checked: self._open_more(more, rest, found.may_delete))
            row.add(more)
        self.add_footer(row, 1)
        self._actions = row
        self._foot.setVisible(bool(row.buttons()))

    def whole_menu(self) -> QMenu | None:
        """Everything that can be done with the entry, for a right click on its line."""
        found = self._details
        if found is None:
            return None
        menu = self.more_menu(list(found.moves), found.may_delete)
        if found.may_edit:
            first = menu.actions()[0] if menu.actions() else None
            edit = QAction(tr("Edit"), menu)
            edit.triggered.connect(lambda _checked: self.edit_wanted.emit())
            if first is None:
                menu.addAction(edit)
            else:
                menu.insertAction(first, edit)
        return menu

    def focus_action(self) -> None:
        """Give the focus to the first button of the foot."""
        buttons = self._actions.buttons() if self._actions is not None else []
        if buttons:
            buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _open_more(self, button: QWidget, rest: list[Move], may_delete: bool) -> None:
        menu = self.more_menu(rest, may_delete)
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def more_menu(self, rest: list[Move], may_delete: bool) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def add(text: str, act: Callable[[], object]) -> None:
            menu.addAction(text.replace("&", "&&")).triggered.connect(lambda _checked: act())

        for move in rest:
            add(tr(move.label), lambda move=move: self.move_wanted.emit(move))  # type: ignore[misc]
        entry = self.entry
        if entry is not None and self._details is not None and self._details.may_pause:
            words = tr("Let the deadline run again") if entry.pause else tr("Let the deadline stand still…")
            add(words, lambda: stop_or_start(self, self.session, entry, lambda _after: None))
        if may_delete:
            if rest:
                menu.addSeparator()
            add(tr("Delete…"), self.delete_wanted.emit)
        return menu

    def _note_round(self, _report: object) -> None:
        """Photos arrive at the server after their texts, in rounds that change no entry."""
        entry, photos = self.entry, self.findChild(EntryPhotos)
        if entry is None or photos is None:
            return

        def arrived(found: Standings) -> None:
            if self.entry is entry:
                photos.show_standing(found)

        run_for(photos, self.session, lambda desk: standing(desk, entry), arrived)

    def _again(self) -> None:
        """Sizes are taken when the parts are made, so a new text size makes them again."""
        if self._details is not None:
            self.show_details(self._details)
