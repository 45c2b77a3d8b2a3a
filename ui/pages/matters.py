"""What the cards of things to decide share: the words for an act and its values, the head, the panels."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from gridapp.actions.attention import Matter
from gridapp.domain.fields import Field
from gridapp.domain.record import record_type, record_types
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui import theme, words
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.pills import Pill
from ui.widgets.surface import Card, Panel

_MOST_LINES = 8


class MatterCard(Card):
    """A card of something to decide. `main` is the button that is filled on the first card of the page, and only
    there: so a card stays as it is, with what was typed into it, when the one above it is settled."""

    main: Button | None = None

    def set_first(self, first: bool) -> None:
        if self.main is not None:
            self.main.set_kind("primary" if first else "outlined")


def title_of(matter: Matter, world: World) -> str:
    """One line that says which entry it is about, by its values as they are here, or as its author gave them."""
    if matter.op.type not in record_types():
        return matter.op.number or matter.op.type
    body = matter.entry.body if matter.entry is not None else matter.op.fields
    record = record_type(matter.op.type)
    return record.title(body, world) or matter.op.number or tr(record.singular)


def fields_of(matter: Matter) -> dict[str, Field]:
    """Every field that the matter can speak of, also those the program keeps itself."""
    return record_type(matter.op.type).every_field() if matter.op.type in record_types() else {}


def label_of(matter: Matter, name: str) -> str:
    field = fields_of(matter).get(name)
    return tr(field.label) if field else name


def shown(matter: Matter, name: str, value: Any, world: World) -> str:
    """A value in words, on one line; that of a field which only a newer program knows as it is."""
    field = fields_of(matter).get(name)
    text = field.show(value, world) if field else str("" if value is None else value)
    return text.replace("\n", " ") or tr("(nothing)")


def act_of(matter: Matter) -> str:
    """What was done, in words."""
    op = matter.op
    move = record_type(op.type).workflow.moves.get(op.move) if op.type in record_types() else None
    if move is not None:
        return tr(move.label)
    return words.act(op.kind)


def given(matter: Matter, without: frozenset[str] = frozenset()) -> list[str]:
    """The names of the fields that the act gives a value, in the order of the form."""
    known = [name for name in fields_of(matter) if name in matter.op.fields]
    rest = [name for name in matter.op.fields if name not in known]
    return [name for name in (*known, *rest) if matter.op.fields[name] is not None and name not in without]


def filled_in(
    matter: Matter, world: World, without: frozenset[str] = frozenset(), most: int = _MOST_LINES
) -> str:
    """What the act says: the step, when it was one, and its fields, one a line; at most so many."""
    lines = [act_of(matter)] if matter.op.kind in ("move", "delete") else []
    for name in given(matter, without):
        value = shown(matter, name, matter.op.fields[name], world)
        lines.append(tr("{label}: {value}", label=label_of(matter, name), value=value))
    rest = len(lines) - most
    more = [tr("… and {count} more", count=rest)] if rest > 0 else []
    return "\n".join([*lines[:most], *more])


def reason(matter: Matter) -> str:
    """Why the server held it, in its words."""
    detail = matter.item.detail
    return "\n".join(each for each in (detail.get("title"), detail.get("message")) if each)


def head(matter: Matter, world: World, pill: Pill, note: str) -> QHBoxLayout:
    """The first row of a card: what kind of matter, which entry, who or when."""
    row = QHBoxLayout()
    row.setSpacing(theme.px(12))
    row.addWidget(pill)
    row.addWidget(ElidedLabel(title_of(matter, world), "card"), 2)
    if note:
        row.addWidget(Label(note, "caption", "ink3"))
    return row


def panel(tone: str, icon: str, title: str, text: str) -> Panel:
    """A box with a small title and the words of one side."""
    box = Panel(tone)
    top = QHBoxLayout()
    top.addWidget(IconLabel(icon, tone or "ink2", 18))
    top.addWidget(Label(title, "caption", tone or "ink2", wrap=True), 1)
    box.body.addLayout(top)
    box.body.addWidget(Label(text, wrap=True), 1, Qt.AlignmentFlag.AlignTop)
    return box
