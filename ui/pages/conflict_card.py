"""The card of what was changed on both sides: each difference chosen or written anew; what was deleted, kept or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridapp.actions.attention import Matter
from gridapp.domain.errors import Problem
from gridapp.domain.permissions import may
from gridapp.i18n import tr
from ui import words
from ui.pages.anew import Anew, can_be_written
from ui.pages.matters import MatterCard, fields_of, filled_in, head, label_of, panel, shown
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.compare import CompareCard, Difference, Side
from ui.widgets.labels import IconLabel, Label
from ui.widgets.pills import Pill


class ConflictCard(MatterCard):
    """Both versions, field by field, from the side of the person who looks.

    Signals: `chosen(dict)` the values to stand by field (none: it is kept as it is), `left()`, `deleted()`.
    """

    chosen = Signal(object)
    left = Signal()
    deleted = Signal()

    def __init__(self, matter: Matter, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._matter, self._session = matter, session
        detail = matter.item.detail
        self.revived = bool(detail.get("revived"))
        self._values: dict[str, dict[str, Any]] = detail.get("values") or {}
        self._mine = matter.item.side == "mine"
        self._other = (detail.get("by") if self._mine else matter.op.author_name) or tr("somebody else")
        self.rows: dict[str, Anew] = {}
        self.compare: CompareCard | None = None
        self._add_head()
        if self.revived:
            self._add_revived()
        if self._values:
            self._add_compare()
        self._add_foot()

    def choice(self) -> dict[str, Any]:
        """By field, the value that is to stand: one of the two, or what was typed instead."""
        sides = self.compare.choices() if self.compare is not None else {}
        return {
            name: self.rows[name].value() if side == "other" else self._values[name][side]
            for name, side in sides.items()
        }

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Say what is wrong under what was typed; whether each problem found its place."""
        placed = [each for each in problems if each.field in self.rows]
        for problem in placed:
            self.rows[problem.field].set_error(problem.message)
        if placed:
            self.rows[placed[0].field].go()
        return len(placed) == len(problems)

    # --- the parts ---

    def _add_head(self) -> None:
        text = tr("Deleted and changed") if self.revived else tr("Changed on both sides")
        when = "" if self._values else words.moment(self._matter.op.at, self._session.world)
        row = head(self._matter, self._session.world, Pill(text, "git-merge", "orange"), when)
        others = tr("All the server's") if self._mine else tr("All of {name}'s", name=self._other)
        for side, words_of_side in (("mine", tr("All mine")), ("theirs", others)) if self._values else ():
            button = Button(words_of_side, size="small")
            button.clicked.connect(lambda _checked, side=side: self._choose_all(side))
            row.addWidget(button)
        self.body.addLayout(row)

    def _choose_all(self, side: str) -> None:
        if self.compare is not None:
            self.compare.choose_all(side)

    def _add_revived(self) -> None:
        """One deleted it, another changed it: who did which, and what was changed."""
        if self._mine:
            said = tr("{name} deleted it. You had changed it, so it was kept.", name=self._other)
            title = tr("What I changed")
        else:
            said = tr("You deleted it. {name} had changed it, so it was kept.", name=self._other)
            title = tr("What {name} changed", name=self._other)
        self.add(Label(said, wrap=True))
        changed = filled_in(self._matter, self._session.world, frozenset(self._values))
        if changed:
            self.add(panel("", "pencil", title, changed))

    def _add_compare(self) -> None:
        matter, world = self._matter, self._session.world
        made, arrived = words.moment(matter.op.at, world), words.moment(matter.item.at, world)
        if self._mine:
            by = matter.item.detail.get("by") or ""
            note = tr("{name} · {moment}", name=by, moment=arrived) if by else arrived
            sides = (tr("What I changed"), made, tr("On the server"), note)
        else:
            sides = (tr("What I wrote stands"), "", tr("What {name} wrote", name=self._other), made)
        self.compare = CompareCard(
            *sides,
            [self._difference(name) for name in self._values],
            *self._same(),
            mine_first=not self._mine,
            marks=("device-desktop", "server-2" if self._mine else "user"),
        )
        self.add(self.compare)

    def _difference(self, name: str) -> Difference:
        matter, world = self._matter, self._session.world
        label = label_of(matter, name)
        mine, theirs = (
            Side(shown(matter, name, self._values[name].get(each), world)) for each in ("mine", "theirs")
        )
        field = fields_of(matter).get(name)
        if field is None or not can_be_written(field):
            return Difference(name, label, mine, theirs)
        anew = tr("{label}: write it anew", label=label)
        self.rows[name] = Anew(field, anew, self._values[name].get("mine"), world)
        return Difference(name, label, mine, theirs, "", anew, self.rows[name])

    def _same(self) -> tuple[str, list[tuple[str, str]]]:
        """The words for, and the list of, the fields that are equal on both sides."""
        entry = self._matter.entry
        if entry is None:
            return "", []
        same = [
            (tr(field.label), shown(self._matter, name, entry.body[name], self._session.world))
            for name, field in entry.record.fields().items()
            if entry.body.get(name) is not None and name not in self._values
        ]
        return (tr("{count} more are the same on both sides", count=len(same)), same) if same else ("", [])

    def _add_foot(self) -> None:
        self.add_footer(IconLabel("shield-check", "green", 18))
        kept = (
            tr("The version you do not choose is kept too") if self._values else tr("Nothing was lost so far")
        )
        self.add_footer(Label(kept, tone="ink2", wrap=True), 1)
        entry = self._matter.entry
        if self.revived and entry is not None:
            world = self._session.world
            if may(self._session.person, "delete", entry, world.org):
                delete = Button(tr("Delete it after all"), "danger", "large")
                delete.clicked.connect(lambda _checked: self.deleted.emit())
                self.add_footer(delete)
        else:
            leave = Button(tr("Leave it"), size="large")
            leave.clicked.connect(lambda _checked: self.left.emit())
            self.add_footer(leave)
        self.main = save = Button(tr("Save as chosen") if self._values else tr("Keep it"), size="large")
        save.clicked.connect(lambda _checked: self.chosen.emit(self.choice()))
        self.add_footer(save)
