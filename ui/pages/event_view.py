"""One event by itself: its figures, plan, tasks, materials, people, photos and brief (mock-up 06)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gridapp.actions import activities, details
from gridapp.actions.activities import Event
from gridapp.actions.desk import Desk
from gridapp.actions.details import Details
from gridapp.domain.entry import Entry
from gridapp.domain.workflow import Move
from gridapp.i18n import tr
from ui import theme
from ui.pages.entry_photos import EntryPhotos
from ui.pages.event_brief import BriefCard
from ui.pages.event_lists import MaterialsCard, PeopleCard, PlanCard, TasksCard
from ui.pages.event_papers import EventPapers
from ui.pages.event_strip import EventStrip
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.buttons import Button
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.split import ScrollPage
from ui.widgets.surface import Card
from ui.widgets.timeline import Step, StepBar

_THREE_COLUMNS = 1000  # px at scale 1 below which the brief stands under the rest


class EventView(QWidget):
    """Reads by itself what `open` names, and again by `read`. Signals: `back()`, `said(str)`, `edit_wanted(id)`,
    `move_wanted(Entry, Move)`."""

    back = Signal()
    said = Signal(str)
    edit_wanted = Signal(str)
    move_wanted = Signal(object, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._entry = ""
        self._move: Move | None = None
        self._event: Event | None = None
        self.papers = EventPapers(self, session, self.said.emit)
        self.header = PageHeader("", back_text=tr("Back"))
        self.header.back_clicked.connect(self.back)
        self.word = Button(tr("As a Word document"), icon="file-text")
        self.word.clicked.connect(lambda _checked: self.papers.ask_word(self._entry))
        self.next = Button("", "primary", icon="send")
        self.next.clicked.connect(lambda _checked: self._step())
        for each in (self.word, self.next):
            self.header.add_action(each)
        self.steps = StepBar()
        self.strip = EventStrip()
        self.plan = PlanCard(session)
        self.plan.edit.clicked.connect(lambda _checked: self.edit_wanted.emit(self._entry))
        self.tasks = TasksCard(session, self.said.emit)
        self.materials = MaterialsCard()
        self.materials.sheet.clicked.connect(lambda _checked: self.papers.ask_sheet(self._event))
        self.people = PeopleCard(session, self.said.emit)
        self.photos = Card(tr("Photos"))
        self.brief = BriefCard(session, self.said.emit)
        self._grid = QGridLayout()
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.addWidget(self.steps)
        self._column.addWidget(self.strip)
        self._column.addLayout(self._grid, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addWidget(ScrollPage(inside), 1)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.back.emit)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        theme.follow(self._restyle)
        theme.signals.theme_changed.connect(self._again)

    def is_open(self) -> bool:
        return bool(self._entry)

    def open(self, entry: str) -> None:
        """Show the event with this id."""
        self._entry, self._event = entry, None
        self.brief.forget()
        self.read()

    def close_event(self) -> None:
        self._entry, self._event = "", None

    def read(self) -> None:
        """Look again at what is open."""
        if wanted := self._entry:

            def both(desk: Desk) -> tuple[Event, Details]:
                return activities.read(desk, wanted), details.details(desk, wanted)

            run_for(self, self.session, both, lambda found: self._show(*found))

    def _show(self, event: Event, found: Details) -> None:
        first = self._event is None
        if event.entry.id != self._entry:
            return
        self._event, entry = event, event.entry
        state = entry.record.workflow.state(entry.state)
        self.header.set_title(entry.record.title(entry.body, self.session.world), tr(state.label))
        forward = [each for each in found.moves if not each.backwards]
        self._move = forward[0] if forward else None
        self.next.setVisible(self._move is not None)
        self.next.set_words(tr(self._move.label) if self._move else "")
        self.word.setVisible(bool(entry.body.get("brief")))
        self.steps.set_steps(_steps(entry))
        self.strip.show_event(event)
        self.plan.show_event(event, found.may_edit)
        self.tasks.show_event(event, found.may_edit)
        self.materials.show_event(event)
        self.people.show_event(event, found.may_edit)
        self._show_photos(event, found)
        self.brief.show_event(event, found.may_edit)
        if first:
            self.header.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_photos(self, event: Event, found: Details) -> None:
        body = event.entry.body
        count = len(body.get("photos") or [])
        self.photos.set_title(tr("Photos"), str(count) if count else "")
        self.photos.clear()
        if EntryPhotos.any_of(event.entry):
            self.photos.add(EntryPhotos(self.session, event.entry, found.standing, body["name"]))
        words = body.get("photo_consent") or (
            tr("Nothing is noted of what was agreed: none goes into the brief.")
            if count
            else tr("None so far.")
        )
        self.photos.add(Label(words, "caption", "ink2", wrap=True))

    def _step(self) -> None:
        if self._event is not None and self._move is not None:
            self.move_wanted.emit(self._event.entry, self._move)

    def _again(self) -> None:
        """Sizes are taken when the rows are made."""
        if self._event is not None:
            self.read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _restyle(self) -> None:
        px = theme.px
        self._column.setContentsMargins(0, 0, 0, px(8))
        self._column.setSpacing(px(16))
        self._grid.setSpacing(px(16))
        self._arrange()

    def _arrange(self) -> None:
        """Three columns where there is room, else the brief under the other two."""
        wide = self.width() >= theme.px(_THREE_COLUMNS)
        places = {
            self.plan: (0, 0, 1, 1),
            self.tasks: (1, 0, 1, 1),
            self.materials: (2, 0, 1, 1),
            self.people: (0, 1, 3, 1),
            self.photos: (0, 2, 1, 1) if wide else (3, 0, 1, 1),
            self.brief: (1, 2, 2, 1) if wide else (3, 1, 1, 1),
        }
        for card, (row, column, rows, columns) in places.items():
            self._grid.addWidget(card, row, column, rows, columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if wide or column < 2 else 0)
        self._grid.setRowStretch(2, 1)


def _steps(entry: Entry) -> list[Step]:
    """The way from the plan to the end; what was called off ends there."""
    workflow = entry.record.workflow
    way = [workflow.start]
    while forward := [each for each in workflow.moves_from(way[-1]) if not each.backwards]:
        way.append(forward[0].target)
    if entry.state not in way:
        way = [workflow.start, entry.state]
    here = way.index(entry.state)
    return [
        Step(tr(workflow.state(name).label), "done" if place < here else "now" if place == here else "later")
        for place, name in enumerate(way)
    ]
