"""The lists of an event: its plan, what is to prepare, its materials, and who came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from gridapp.actions import activities
from gridapp.actions.activities import Event, Helper
from gridapp.domain.entry import Entry
from gridapp.domain.fields.time import show_day
from gridapp.domain.materials import left
from gridapp.domain.service_records import figure
from gridapp.i18n import tr
from ui import theme, words
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.rows import FactRow
from ui.widgets.surface import Card, Rule
from ui.widgets.toggle import CheckBox

Said = Callable[[str], None]


class PlanCard(Card):
    """When, where, for whom, and with whom."""

    def __init__(self, session: Session) -> None:
        super().__init__(tr("What is planned"))
        self._session = session
        self.edit = Button(tr("Edit"), "text", "small")
        self.add_action(self.edit)

    def show_event(self, event: Event, may_edit: bool) -> None:
        self.edit.setVisible(may_edit)
        self.clear()
        record, body, world = event.entry.record, event.entry.body, self._session.world
        for name in ("period", "place", "leader", "audience"):
            field = record.field(name)
            if shown := field.show(body.get(name), world):
                self.add(FactRow(tr(field.label), shown))
        if others := "、".join(each["name"] for each in body.get("organisers") or []):
            self.add(FactRow(tr("With"), others))


class TasksCard(Card):
    """What is to prepare; a tick says that it is done."""

    def __init__(self, session: Session, said: Said) -> None:
        super().__init__(tr("To prepare"))
        self._session, self._said = session, said
        self.boxes: dict[str, CheckBox] = {}

    def show_event(self, event: Event, may_edit: bool) -> None:
        tasks = event.entry.body.get("tasks") or []
        done = sum(_is_done(each) for each in tasks)
        self.set_title(tr("To prepare"), tr("{done} of {all}", done=done, all=len(tasks)) if tasks else "")
        focused = _focused(self.boxes)
        self.clear()
        self.boxes = {each["id"]: self._box(event.entry, each, may_edit) for each in tasks}
        _focus(self.boxes, focused)
        if not tasks:
            self.add(Label(tr("Nothing is noted."), "caption", "ink3"))

    def _box(self, entry: Entry, task: dict[str, Any], may_edit: bool) -> CheckBox:
        row = QHBoxLayout()
        box = CheckBox(task["what"], _is_done(task))
        box.setEnabled(may_edit)
        box.toggled.connect(lambda on: self._tick(entry, task["id"], on))
        row.addWidget(box)
        until, world = task.get("until"), self._session.world
        day = show_day(date.fromisoformat(until), world) if until else ""
        who = [task["person"]["name"] if task.get("person") else "", day]
        row.addWidget(Label(" · ".join(each for each in who if each), "caption", "ink3"), 1)
        self.body.addLayout(row)
        return box

    def _tick(self, entry: Entry, task: str, on: bool) -> None:
        run_for(
            self,
            self._session,
            lambda desk: activities.tick(desk, entry.id, task, on),
            lambda _after: self._said(tr("Saved on this computer")),
        )


class MaterialsCard(Card):
    """What was prepared, handed out, and is left."""

    def __init__(self) -> None:
        super().__init__(tr("Materials"))
        self.sheet = Button(tr("Hand-out sheet"), "text", "small")
        self.add_action(self.sheet)

    def show_event(self, event: Event) -> None:
        lines = event.entry.body.get("materials") or []
        self.sheet.setVisible(bool(lines))
        self.clear()
        if not lines:
            self.add(Label(tr("Nothing is noted."), "caption", "ink3"))
            return
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight
        for column, name in enumerate((tr("Name"), tr("Prepared"), tr("Handed out"), tr("Left over"))):
            grid.addWidget(
                Label(name, "caption", "ink2"), 0, column, right if column else Qt.AlignmentFlag(0)
            )
        for row, line in enumerate(lines, 1):
            grid.addWidget(ElidedLabel(line["name"]), row, 0)
            for column, count in enumerate((line["prepared"], line.get("given") or 0, left(line)), 1):
                grid.addWidget(Label(str(count), bold=column == 2), row, column, right)
        self.add(box)


class PeopleCard(Card):
    """Who signed up; a tick notes that somebody came."""

    def __init__(self, session: Session, said: Said) -> None:
        super().__init__(tr("Who came"), divider=True, scroll=True)
        self._session, self._said = session, said
        self._event = ""
        self.boxes: dict[str, CheckBox] = {}
        self._helpers: dict[str, Helper] = {}
        self.everybody = Button(tr("All came"), "text", "small")
        self.everybody.clicked.connect(lambda _checked: self._run(activities.all_came))
        self.add_action(self.everybody)
        self.hours = Button(tr("Record their hours"), size="small", icon="clock-heart")
        self.hours.clicked.connect(lambda _checked: self._run(activities.record_hours))
        self.add_footer(self.hours)

    def show_event(self, event: Event, may_edit: bool) -> None:
        self._event = event.entry.id
        missing = len(event.helpers) - event.came
        note = tr("{came} came, {missing} did not yet", came=event.came, missing=missing)
        self.set_title(tr("Who came"), note if event.helpers else "")
        self.everybody.setVisible(may_edit and missing > 0)
        self.hours.setVisible(may_edit and any(each.served is None and each.hours for each in event.helpers))
        focused = _focused(self.boxes)
        self.clear()
        self.boxes = {}
        self._helpers = {each.signup.id: each for each in event.helpers}
        for place, helper in enumerate(event.helpers):
            if place:
                self.add(Rule())
            self.body.addLayout(self._row(helper, may_edit))
        if not event.helpers:
            words_ = tr(
                "Nobody has signed up. People sign up for the shifts of an event once it is announced."
            )
            self.add(Label(words_, "caption", "ink3", wrap=True))
        self.body.addStretch(1)
        _focus(self.boxes, focused)

    def _row(self, helper: Helper, may_edit: bool) -> QHBoxLayout:
        signup, world = helper.signup, self._session.world
        row = QHBoxLayout()
        box = CheckBox(signup.body["person"]["name"], helper.came)
        box.setEnabled(may_edit)
        box.toggled.connect(lambda on: self._came(signup) if on else box.setChecked(helper.came))
        self.boxes[signup.id] = box
        row.addWidget(box)
        row.addWidget(ElidedLabel(signup.body.get("name") or "", "caption", "ink3"), 1)
        state = tr(signup.record.workflow.state(signup.state).label)
        came = words.time_or_moment(signup.body.get("came_at"), world)
        row.addWidget(Label(tr("came {time}", time=came) if came else state, "caption", "ink2"))
        row.addWidget(
            Label(tr("{hours} h", hours=figure(helper.hours)) if helper.hours else "—", tone="ink2")
        )
        return row

    def _came(self, signup: Entry) -> None:
        run_for(
            self,
            self._session,
            lambda desk: activities.came(desk, signup),
            lambda _after: self._said(tr("Saved on this computer")),
            self._failed,
        )

    def _run(self, action: Callable[[Any, str], list[Entry]]) -> None:
        event = self._event
        run_for(
            self,
            self._session,
            lambda desk: action(desk, event),
            lambda done: self._said(tr("{count} entries saved on this computer", count=len(done))),
        )

    def _failed(self, error: Exception) -> None:
        """A tick that was not taken goes out again."""
        for signup, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(self._helpers[signup].came)
            box.blockSignals(False)
        self._session.failed.emit(error)


def _focused(boxes: Mapping[str, CheckBox]) -> str:
    """Which box the keys go to, before all are made anew."""
    return next((key for key, box in boxes.items() if box.hasFocus()), "")


def _focus(boxes: Mapping[str, CheckBox], key: str) -> None:
    """The keys still go to the same one."""
    if key in boxes:
        boxes[key].show()  # what is not seen yet takes no focus
        boxes[key].setFocus(Qt.FocusReason.TabFocusReason)


def _is_done(task: dict[str, Any]) -> bool:
    return bool((task.get("done") or {}).get("code") == "yes")
