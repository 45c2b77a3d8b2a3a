"""Editors of people: one of ours or a name typed freely, and several as chips."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from gridapp.actions import entries
from gridapp.domain import fields
from gridapp.domain.entry import Entry
from gridapp.domain.fields import Json
from gridapp.domain.pinyin import spellings
from gridapp.domain.record import type_standing_for
from gridapp.i18n import tr
from gridapp.store.lists import Query
from ui import theme
from ui.forms.context import FormContext
from ui.forms.editor import Editor
from ui.widgets.chips import Chips
from ui.widgets.field import Field
from ui.widgets.picker import PickerField
from ui.widgets.picker_list import PickRow

MOST_FOUND = 8


def people_picker(context: FormContext, placeholder: str, stay: bool) -> PickerField:
    """A search among our people; the name as it was typed is always one of the answers."""
    picker = PickerField(placeholder, stay=stay)

    def ask(text: str) -> None:
        people = type_standing_for("person")
        query = Query(people, words=text, limit=MOST_FOUND)
        context.run(picker, lambda desk: entries.find(desk, query), lambda found: show(text, found))

    def show(text: str, found: Sequence[Entry]) -> None:
        if picker.text() == text and picker.value() is None and picker.edit.hasFocus():
            picker.set_rows(_rows(context, text, found))

    picker.asked.connect(ask)
    return picker


class PersonEditor(Editor):
    """One person, picked or typed."""

    inner: PickerField

    def __init__(self, declared: fields.Person, context: FormContext, placeholder: str = "") -> None:
        super().__init__(declared, people_picker(context, placeholder or tr("Name"), stay=False))

    def _read(self) -> Json:
        return self.inner.value() or self.inner.text()

    def _show(self, value: Json) -> None:
        if isinstance(value, dict):
            self.inner.set_value(PickRow(value, value["name"]))
        else:
            self.inner.set_value(None)
            self.inner.edit.setText(value or "")


class PeopleEditor(Editor):
    """The people of a list, as chips with a search under them."""

    inner: PeopleField

    def __init__(self, declared: fields.Lines, context: FormContext) -> None:
        super().__init__(declared, PeopleField(declared.first, context))

    def value(self) -> Json:
        return self.inner.with_typed(super().value())


class PeopleField(Field):
    """Chips and a picker; `value()` is a list of lines, their person under `part`."""

    def __init__(self, part: str, context: FormContext) -> None:
        super().__init__()
        self.part = part
        self._lines: list[dict[str, Json]] = []
        self.chips = Chips(tr("Take {name} away"), people=True)
        self.picker = people_picker(context, tr("Add a name"), stay=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.chips)
        column.addWidget(self.picker)
        self.chips.removed.connect(self._remove)
        self.picker.picked.connect(lambda row: self._add(row.key))
        self.picker.left.connect(self._leave)
        self.setFocusProxy(self.picker)
        self._refresh()

    def typed(self) -> str:
        """What stands in the search, taken up or not."""
        return self.picker.text()

    def with_typed(self, lines: Json) -> Json:
        """These lines, and the name that is typed but not taken up yet."""
        typed = self.typed()
        return [*(lines or []), {self.part: typed}] if typed and isinstance(lines, list | None) else lines

    def value(self) -> list[dict[str, Json]]:
        return list(self._lines)

    def set_value(self, value: Json) -> None:
        given = value.replace(",", "、").split("、") if isinstance(value, str) else value or []
        self._lines = [self._line(each) for each in given]
        self._refresh()

    def set_error(self, error: bool) -> None:
        super().set_error(error)
        self.picker.set_error(error)

    def set_name(self, name: str) -> None:
        super().set_name(name)
        self.picker.set_name(name)

    def _line(self, raw: Json) -> dict[str, Json]:
        """A typed name stays text: the check finds out whether it is one of ours."""
        return dict(raw) if isinstance(raw, dict) and self.part in raw else {self.part: raw}

    def _name(self, line: dict[str, Json]) -> str:
        person = line[self.part]
        return str(person["name"] if isinstance(person, dict) else person).strip()

    def _add(self, person: Json) -> None:
        line = self._line(person)
        if self._key(line) not in [self._key(each) for each in self._lines]:
            self._lines.append(line)
        self._refresh()
        self.changed.emit()

    def _remove(self, key: object) -> None:
        self._lines = [each for each in self._lines if self._key(each) != key]
        self._refresh()
        self.changed.emit()

    def _leave(self) -> None:
        """A name typed and left is meant."""
        typed = self.typed()
        if typed:
            self.picker.set_value(None)
            self._add(typed)
        self.left.emit()

    def _key(self, line: dict[str, Json]) -> str:
        person = line[self.part]
        return str((person.get("id") if isinstance(person, dict) else "") or self._name(line))

    def _refresh(self) -> None:
        self.chips.set_chips([(self._key(each), self._name(each)) for each in self._lines])
        self.chips.setVisible(bool(self._lines))


def _rows(context: FormContext, text: str, found: Sequence[Entry]) -> list[PickRow]:
    me = context.session.person.author.stored()
    heading = type_standing_for("person").heading
    ours = [
        ({"id": each.id, "name": each.body[heading]}, context.world.org.label(each.unit)) for each in found
    ]
    rows = [
        PickRow(person, person["name"], right=unit) for person, unit in ours if person["name"] != me["name"]
    ]
    if not text or text in f"{me['name']} {spellings(me['name'])}":
        rows.insert(0, PickRow(me, me["name"], right=tr("myself")))
    if text and text not in [row.name for row in rows]:
        rows.append(PickRow(text, text, right=tr("as typed")))
    return rows
