"""The card of an act of mine that the server held, or that a supervisor returned."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions.attention import Matter
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui import theme, words
from ui.pages.matters import MatterCard, filled_in, head, label_of, panel, reason, shown
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label
from ui.widgets.pills import Pill
from ui.widgets.surface import Panel


class HeldCard(MatterCard):
    """What I filled in beside what is said against it, per field where a field is wrong.

    Signals: `corrected()` (go and mend it), `looked()` (go and look at the entry), `left()`.
    """

    corrected = Signal()
    looked = Signal()
    left = Signal()

    def __init__(self, matter: Matter, world: World, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._matter, self._world = matter, world
        returned = matter.item.detail.get("returned") or {}
        self._by: str = returned.get("by", "")
        said: dict[str, str] = returned.get("words") or {}
        self._whole = said.get("", "")
        against = {**(matter.item.detail.get("fields") or {}), **said}
        self._wrong = {name: str(text) for name, text in against.items() if name}
        pill = tr("Returned by {name}", name=self._by) if self._by else tr("Sent back")
        when = words.moment(matter.op.at, world)
        self.body.addLayout(head(matter, world, Pill(pill, "arrow-back-up", "red"), when))
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addLayout(self._sides(), 1)
        row.addLayout(self._buttons())
        self.body.addLayout(row)

    def _sides(self) -> QGridLayout:
        """Two columns: mine and what is said; under them a row for each field that something is said of."""
        grid = QGridLayout()
        grid.setSpacing(theme.px(10))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        mine = filled_in(self._matter, self._world, frozenset(self._wrong))
        row = 0
        if self._by:
            whole = self._whole or tr("Please mend what is marked below.")
            said = panel("red", "user", tr("What {name} says", name=self._by), whole)
        else:
            said = panel("red", "server-2", tr("What the server says"), reason(self._matter))
        grid.addWidget(said, 0, 1, Qt.AlignmentFlag.AlignTop)
        if mine:
            grid.addWidget(panel("", "device-desktop", tr("What I filled in"), mine), 0, 0)
        for row, (name, text) in enumerate(self._wrong.items(), 1):
            grid.addWidget(self._value(name), row, 0)
            grid.addWidget(_words(text), row, 1)
        if self._by and reason(self._matter):
            why = tr("The server had held it: {words}", words=reason(self._matter).replace("\n", " "))
            grid.addWidget(Label(why, "caption", "ink3", wrap=True), row + 1, 0, 1, 2)
        return grid

    def _value(self, name: str) -> Panel:
        entry = self._matter.entry
        value = self._matter.op.fields.get(name, entry.body.get(name) if entry else None)
        box = Panel()
        box.body.addWidget(Label(label_of(self._matter, name), "caption", "ink2"))
        box.body.addWidget(Label(shown(self._matter, name, value, self._world), wrap=True))
        return box

    def _buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        entry, act = self._matter.entry, self._matter.op.kind
        there = entry is not None and not entry.deleted
        if there and act == "delete":
            look = self.main = Button(tr("Look at it again"), icon="eye")
            look.clicked.connect(lambda _checked: self.looked.emit())
            column.addWidget(look)
        elif there:
            mend = self.main = Button(tr("Correct and send again"), icon="pencil")
            mend.clicked.connect(lambda _checked: self.corrected.emit())
            column.addWidget(mend)
        leave = Button(tr("Leave it"))
        leave.clicked.connect(lambda _checked: self.left.emit())
        column.addWidget(leave)
        column.addStretch(1)
        return column


def _words(text: str) -> Panel:
    """What is said of one field."""
    box = Panel("red")
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    row.addWidget(IconLabel("alert-circle-filled", "red", 18), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Label(text, wrap=True), 1, Qt.AlignmentFlag.AlignTop)
    box.body.addLayout(row)
    box.body.addStretch(1)
    return box
