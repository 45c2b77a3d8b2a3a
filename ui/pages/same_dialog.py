"""Two reports side by side: are they the same, and what does the first one take from the other?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from gridapp.actions.candidates import Candidate
from gridapp.domain.entry import Entry
from gridapp.domain.errors import BadValue
from gridapp.domain.fields import Field
from gridapp.domain.permissions import may
from gridapp.domain.privacy import shown
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui import theme, words
from ui.session import Session
from ui.widgets.compare import CompareCard, Difference, Side
from ui.widgets.dialog import AppDialog
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.pills import Pill
from ui.widgets.split import ScrollPage

_ICONS = {"place": "map-pin", "time": "clock", "category": "tag", "words": "message-2"}
_LEAST, _MOST = 120, 400  # px at scale 1, of the part that scrolls


class SameDialog(AppDialog):
    """The later report at the left, the earlier at the right: what is linked, and what it is linked to.

    Who may change the earlier one can merge, field by field; who may change only the later one can link it; who
    may change neither can look at both. Signals: `joined(Entry, Entry, list)`, the entry to link, its main one and
    the fields to take over; `show_wanted()` the other entry.
    """

    joined = Signal(object, object, list)
    show_wanted = Signal()

    def __init__(self, parent: QWidget, session: Session, entry: Entry, found: Candidate) -> None:
        super().__init__(
            parent,
            tr("Is it the same thing?"),
            tr("Linked reports are closed together, and everyone who reported is told."),
            width=820,
        )
        self._session = session
        self._linked, self._main = _roles(session, entry, found.entry)
        self._compare: CompareCard | None = None
        self._add_reasons(found)
        self._add_sides()
        self._add_choices()
        self.chosen.connect(self._do)

    def _add_reasons(self, found: Candidate) -> None:
        pills = QWidget()
        flow = FlowLayout(pills)
        for each in found.likeness.reasons:
            flow.addWidget(Pill(each.said, _ICONS[each.what], "grey"))
        self.add_widget(pills)

    def _add_sides(self) -> None:
        world = self._session.world
        differences = list(_differences(self._linked, self._main, world))
        left, right = (_title(each, world) for each in (self._linked, self._main))
        if self._may(self._linked) and self._may(self._main):
            self._compare = CompareCard(*left, *right, differences, marks=("file-text", "file-text"))
            for name, side in _suggested(self._linked, self._main, differences).items():
                self._compare.choose(name, side)
        content = self._compare or _side_by_side(left, right, differences)
        scroll = ScrollPage(content)
        room = self.window().height() - theme.px(330)
        scroll.setFixedHeight(max(theme.px(_LEAST), min(content.sizeHint().height(), theme.px(_MOST), room)))
        self.add_widget(scroll)

    def _add_choices(self) -> None:
        self.add_button("back", tr("Not the same"))
        self.add_button("show", tr("Show it"))
        if self._may(self._linked):
            self.add_button("link", tr("Only link"), "outlined" if self._compare else "primary")
        if self._compare is not None:
            self.add_button("merge", tr("Merge as chosen"), "primary")

    def _may(self, entry: Entry) -> bool:
        return may(self._session.person, "set", entry, self._session.world.org)

    def _do(self, key: str) -> None:
        if key == "show":
            self.show_wanted.emit()
        elif key in ("link", "merge"):
            picked = self._compare.choices() if self._compare is not None and key == "merge" else {}
            taken = [name for name, side in picked.items() if side != "theirs"]
            self.joined.emit(self._linked, self._main, taken)


def _roles(session: Session, entry: Entry, other: Entry) -> tuple[Entry, Entry]:
    """What is linked and what it is linked to: the later to the earlier, unless only the other way is possible."""
    earlier, later = sorted((entry, other), key=lambda each: (each.recorded_at, each.id))
    possible = [
        (linked, main)
        for linked, main in ((later, earlier), (earlier, later))
        if "same_as" not in linked.body and may(session.person, "set", linked, session.world.org)
    ]
    return possible[0] if possible else (later, earlier)


def _differences(linked: Entry, main: Entry, world: World) -> Iterator[Difference]:
    """What the later report says otherwise, or beyond the earlier; lists and photos are kept from both.

    The deadline stays the main entry's.
    """
    record = main.record
    for name, field in record.fields().items():
        mine, theirs = linked.body.get(name), main.body.get(name)
        if mine in (None, theirs) or field.fixed or name == record.due:
            continue
        sides = Side(_said(field, mine, world)), Side(_said(field, theirs, world) or tr("(nothing)"))
        if not field.merges:
            if sides[0] != sides[1]:
                yield Difference(name, tr(field.label), *sides)
            continue
        try:
            both = field.merge(None, theirs, mine)
        except BadValue:
            continue
        if both != theirs:
            said = tr("Keep both: {value}", value=_said(field, both, world))
            yield Difference(name, tr(field.label), *sides, both=said)


def _suggested(linked: Entry, main: Entry, differences: list[Difference]) -> dict[str, str]:
    """What is chosen before anybody chose: all that the main entry has, and from the other what it lacks. What a
    step of the workflow asked for since it was reported belongs to each one's own way."""
    workflow = linked.record.workflow
    moved = linked.state != workflow.start
    asked = {name for move in workflow.moves.values() for name in move.asks if moved}
    return {
        each.key: "theirs" if each.key in asked else "both" if each.both else "mine"
        for each in differences
        if each.both or each.key not in main.body
    }


def _said(field: Field, value: Any, world: World) -> str:
    return shown(field.privacy, field.show(value, world).replace("\n", " "), reveal=False)


def _title(entry: Entry, world: World) -> tuple[str, str]:
    said = tr("{words} · {moment}", words=entry.author.name, moment=words.moment(entry.recorded_at, world))
    return entry.number, said


def _side_by_side(left: tuple[str, str], right: tuple[str, str], differences: list[Difference]) -> QWidget:
    """The same without choosing."""
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(9))
    for column, (number, said) in enumerate((left, right), 1):
        grid.addWidget(Label(number, bold=True), 0, column)
        grid.addWidget(Label(said, "caption", "ink3", wrap=True), 1, column)
        grid.setColumnStretch(column, 1)
    for row, each in enumerate(differences, 2):
        grid.addWidget(Label(each.label, tone="ink2"), row, 0)
        grid.addWidget(Label(each.mine.text, wrap=True), row, 1)
        grid.addWidget(Label(each.theirs.text, wrap=True), row, 2)
    return table
