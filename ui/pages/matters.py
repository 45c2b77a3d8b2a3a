"""The cards of things to decide. Only the first of a page has the filled button."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions.attention import Matter
from gridapp.domain.record import record_type
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui import theme, words
from ui.widgets.buttons import Button
from ui.widgets.compare import CompareCard, Difference, Side
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.pills import Pill
from ui.widgets.surface import Card, Panel


def title_of(matter: Matter, world: World) -> str:
    record = record_type(matter.op.type)
    body = matter.entry.body if matter.entry is not None else matter.op.fields
    return record.title(body, world) or matter.op.number


class HeldCard(Card):
    """What I filled in beside the server's words. Signals: `corrected()` (go and mend it), `left()`."""

    corrected = Signal()
    left = Signal()

    def __init__(self, matter: Matter, world: World, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.addLayout(_head(matter, world, Pill(tr("Sent back"), "arrow-back-up", "red")))
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addWidget(_panel("", "device-desktop", tr("What I filled in"), _filled_in(matter, world)), 1)
        row.addWidget(_panel("red", "server-2", tr("What the server says"), _server_words(matter)), 1)
        buttons = QVBoxLayout()
        mend = Button(tr("Correct and send again"), "primary" if first else "outlined", icon="pencil")
        mend.clicked.connect(lambda _checked: self.corrected.emit())
        leave = Button(tr("Leave it"))
        leave.clicked.connect(lambda _checked: self.left.emit())
        buttons.addWidget(mend)
        buttons.addWidget(leave)
        buttons.addStretch(1)
        row.addLayout(buttons)
        self.body.addLayout(row)


class ConflictCard(Card):
    """Both versions, field by field. Signals: `chosen(dict)` the values to stand by field, `left()`."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, matter: Matter, world: World, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.compare: CompareCard
        self._values: dict[str, dict[str, Any]] = matter.item.detail.get("values", {})
        pill = Pill(tr("Changed on both sides"), "git-merge", "orange")
        head = _head(matter, world, pill)
        for side, text in (("mine", tr("All mine")), ("theirs", tr("All the server's"))):
            button = Button(text, size="small")
            button.clicked.connect(lambda _checked, side=side: self.compare.choose_all(side))
            head.addWidget(button)
        self.body.addLayout(head)
        self.compare = CompareCard(
            tr("What I changed"),
            words.moment(matter.op.at, world),
            tr("On the server"),
            words.moment(matter.item.at, world),
            [self._difference(matter, name, world) for name in self._values],
            *_same(matter, set(self._values), world),
        )
        self.add(self.compare)
        self.add_footer(IconLabel("shield-check", "green", 18))
        self.add_footer(Label(tr("The version you do not choose is kept too"), tone="ink2", wrap=True), 1)
        leave = Button(tr("Leave it"), size="large")
        leave.clicked.connect(lambda _checked: self.left.emit())
        save = Button(tr("Save as chosen"), "primary" if first else "outlined", "large")
        save.clicked.connect(lambda _checked: self.chosen.emit(self.choice()))
        self.add_footer(leave)
        self.add_footer(save)

    def choice(self) -> dict[str, Any]:
        """By field, the value that is to stand."""
        return {name: self._values[name][side] for name, side in self.compare.choices().items()}

    def _difference(self, matter: Matter, name: str, world: World) -> Difference:
        mine, theirs = (
            self._side(matter, name, self._values[name].get(side), world) for side in ("mine", "theirs")
        )
        return Difference(name, _label(matter, name), mine, theirs)

    def _side(self, matter: Matter, name: str, value: Any, world: World) -> Side:
        field = record_type(matter.op.type).fields().get(name)
        shown = field.show(value, world) if field else str(value or "")
        return Side(shown.replace("\n", " ") or tr("(nothing)"))


def _head(matter: Matter, world: World, pill: Pill) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(12))
    row.addWidget(pill)
    row.addWidget(ElidedLabel(title_of(matter, world), "card"), 2)
    row.addWidget(Label(words.moment(matter.op.at, world), "caption", "ink3"))
    return row


def _panel(tone: str, icon: str, title: str, text: str) -> Panel:
    panel = Panel(tone)
    head = QHBoxLayout()
    head.addWidget(IconLabel(icon, tone or "ink2", 18))
    head.addWidget(Label(title, "caption", tone or "ink2"), 1)
    panel.body.addLayout(head)
    panel.body.addWidget(Label(text, wrap=True), 1, Qt.AlignmentFlag.AlignTop)
    return panel


def _filled_in(matter: Matter, world: World) -> str:
    """The fields of the op, one a line; the step, when it was one."""
    record = record_type(matter.op.type)
    move = record.workflow.moves.get(matter.op.move)
    lines = [tr(move.label)] if move else []
    for name, field in record.fields().items():
        if matter.op.fields.get(name) is not None:
            shown = field.show(matter.op.fields[name], world).replace("\n", " ")
            lines.append(tr("{label}: {value}", label=tr(field.label), value=shown))
    return "\n".join(lines[:8])


def _server_words(matter: Matter) -> str:
    detail = matter.item.detail
    fields = [
        tr("{label}: {value}", label=_label(matter, name), value=said)
        for name, said in (detail.get("fields") or {}).items()
    ]
    return "\n".join(each for each in (detail.get("title"), detail.get("message"), *fields) if each)


def _label(matter: Matter, name: str) -> str:
    field = record_type(matter.op.type).fields().get(name)
    return tr(field.label) if field else name


def _same(matter: Matter, differing: set[str], world: World) -> tuple[str, list[tuple[str, str]]]:
    """The words for, and the list of, the fields that are equal on both sides."""
    if matter.entry is None:
        return "", []
    body = matter.entry.body
    same = [
        (tr(field.label), field.show(body[name], world).replace("\n", " "))
        for name, field in matter.entry.record.fields().items()
        if body.get(name) is not None and name not in differing
    ]
    return (tr("{count} more are the same on both sides", count=len(same)), same) if same else ("", [])
