"""The card of somebody else's act that the server held: a supervisor lets it through, or returns it with words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions.attention import Matter
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui import theme, words
from ui.pages.matters import MatterCard, act_of, filled_in, given, head, label_of, panel, reason, shown
from ui.widgets.buttons import Button
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.line_field import LineField, TextArea
from ui.widgets.pills import Pill
from ui.widgets.surface import Rule

_NO_RIGHT_HELPS = ("invalid", "too_large")
"""Why the server held it, where a supervisor's rights change nothing: only its author can mend it."""


class SupervisorCard(MatterCard):
    """Who did what, and why the server held it.

    Signals: `released()`, `returned(dict)`: words by field, "" for the whole.
    """

    released = Signal()
    returned = Signal(object)

    def __init__(self, matter: Matter, world: World, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._matter, self._world = matter, world
        name = matter.op.author_name
        note = tr("{name} · {moment}", name=name, moment=words.moment(matter.op.at, world))
        self.body.addLayout(head(matter, world, Pill(tr("Held by the server"), "clock", "yellow"), note))
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        everything = filled_in(matter, world, most=len(matter.op.fields) + 1)  # who decides sees all of it
        row.addWidget(panel("", "user", self._did(name), everything), 1)
        why = panel("yellow", "server-2", tr("Why it is held"), self._why())
        row.addWidget(why, 1, Qt.AlignmentFlag.AlignTop)
        self.form = _ReturnForm(matter, world)
        row.addLayout(self._buttons())
        self.body.addLayout(row)
        self.add(self.form)
        self.form.hide()
        self.form.returned.connect(self.returned)
        self.form.given_up.connect(self._close_form)

    def _did(self, name: str) -> str:
        """Who did what to which kind of record."""
        return tr("{name}: {act}", name=name, act=act_of(self._matter))

    def _why(self) -> str:
        fields = [
            tr("{label}: {value}", label=label_of(self._matter, name), value=said)
            for name, said in (self._matter.item.detail.get("fields") or {}).items()
        ]
        return "\n".join([reason(self._matter), *fields])

    def _buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self.return_button = Button(tr("Return…"), icon="arrow-back-up")
        self.return_button.clicked.connect(lambda _checked: self._open_form())
        self.main = self.return_button
        if self._matter.item.detail.get("code") not in _NO_RIGHT_HELPS:
            self.main = let = Button(tr("Let it through"), icon="check")
            let.clicked.connect(lambda _checked: self.released.emit())
            column.addWidget(let)
        column.addWidget(self.return_button)
        column.addStretch(1)
        return column

    def _open_form(self) -> None:
        self.form.show()
        self.form.whole.go()

    def _close_form(self) -> None:
        self.form.hide()
        self.return_button.setFocus()


class _ReturnForm(QWidget):
    """A comment for the whole, and one for each field that is wrong. Signals: `returned(dict)`, `given_up()`."""

    returned = Signal(object)
    given_up = Signal()

    def __init__(self, matter: Matter, world: World) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(Rule())
        comment = tr("To {name}: what is to be mended", name=matter.op.author_name)
        area = TextArea(lines=2)
        area.edit.setMaximumHeight(area.edit.minimumHeight())
        self.whole = FormRow(comment, area)
        column.addWidget(self.whole)
        self.rows = {name: self._row(matter, name, world) for name in given(matter)}
        if self.rows:
            column.addWidget(Label(tr("Where one field is wrong, say so beside it"), "caption", "ink3"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(10))
        for place, row in enumerate(self.rows.values()):
            grid.addWidget(row, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        column.addLayout(grid)
        column.addLayout(self._foot())

    def words(self) -> dict[str, str]:
        """What was written, by field, "" for the whole; nothing for what was left empty."""
        every = {"": self.whole, **self.rows}
        return {name: row.field.value() for name, row in every.items() if row.field.value()}

    def _row(self, matter: Matter, name: str, world: World) -> FormRow:
        value = shown(matter, name, matter.op.fields[name], world)
        return FormRow(label_of(matter, name), LineField(tr("What is wrong here?")), help_text=value)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        back = Button(tr("Not now"))
        back.clicked.connect(lambda _checked: self.given_up.emit())
        row.addWidget(back)
        self.button = Button(tr("Return it"), icon="arrow-back-up")
        self.button.clicked.connect(lambda _checked: self._return())
        row.addWidget(self.button)
        return row

    def _return(self) -> None:
        found = self.words()
        if found:
            self.returned.emit(found)
        else:
            self.whole.set_error(tr("Please tell the author what to mend."))
            self.whole.go()
