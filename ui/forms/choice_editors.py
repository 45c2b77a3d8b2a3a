"""Editors of what is chosen from a table or from the tree of units: tiles, a list that drops down, a search."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, Qt

from gridapp.domain import fields
from gridapp.domain.codes import Code, CodeTable
from gridapp.domain.deadline_words import within
from gridapp.domain.errors import BadValue
from gridapp.domain.fields import Json
from gridapp.domain.record import record_types
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui.forms.context import FormContext
from ui.forms.editor import Editor
from ui.widgets.combo_field import ComboField
from ui.widgets.picker import PickerField
from ui.widgets.picker_list import PickRow
from ui.widgets.tiles import Choice, ChoiceTiles

MOST_TILES = 4
MOST_IN_COMBO = 12


def choice_editor(
    declared: fields.Choice, context: FormContext, compact: bool = False, placeholder: str = ""
) -> Editor:
    """Few answers are all seen, some drop down, many are searched."""
    count = len(declared.table.leaves())
    if count <= MOST_TILES and not compact:
        return TilesEditor(declared)
    if count <= MOST_IN_COMBO:
        return ComboEditor(declared, placeholder)
    return CodePicker(declared, context, placeholder)


class TilesEditor(Editor):
    """All answers side by side. Delete takes the answer back where one may be left out."""

    inner: ChoiceTiles
    declared: fields.Choice

    def __init__(self, declared: fields.Choice) -> None:
        leaves = declared.table.leaves()
        super().__init__(declared, ChoiceTiles([_tile(each) for each in leaves], columns=len(leaves)))

    def _read(self) -> Json:
        return _stored(self.declared.table, self.inner.value())

    def _show(self, value: Json) -> None:
        self.inner.set_value(_code(self.declared.table, value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self.declared.required:
            self.type_in(None)
        else:
            super().keyPressEvent(event)


class ComboEditor(Editor):
    """A list that drops down; its first line is nothing where one may be left out."""

    inner: ComboField
    declared: fields.Choice

    def __init__(self, declared: fields.Choice, placeholder: str = "") -> None:
        nothing = [] if declared.required else [("", "—")]
        self._options = [*nothing, *((each.code, each.label()) for each in declared.table.leaves())]
        super().__init__(declared, ComboField(self._options, placeholder or tr("Choose")))

    def _read(self) -> Json:
        return _stored(self.declared.table, self.inner.value())

    def _show(self, value: Json) -> None:
        code = _code(self.declared.table, value)
        known = {key for key, _ in self._options}
        if code and code not in known and isinstance(value, dict):  # of a table that has been replaced since
            self.inner.set_options([*self._options, (code, value["name"])])
        self.inner.set_value(code or None)


class SearchEditor(Editor):
    """A picker that is also opened by a click, and takes the only match when it is left."""

    inner: PickerField

    def __init__(
        self, declared: fields.Field, placeholder: str, search: Callable[[str], Sequence[PickRow]]
    ) -> None:
        super().__init__(
            declared, PickerField(placeholder, search, lambda count: tr("{count} found", count=count))
        )
        self._search = search
        self.inner.edit.installEventFilter(self)
        self.left.connect(self._take_only_match)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.inner.edit
            and event.type() == QEvent.Type.MouseButtonPress
            and not self.inner.text()
        ):
            self.inner.open()
        return super().eventFilter(watched, event)

    def _read(self) -> Json:
        return self.inner.value() or self.inner.text()

    def _show_row(self, row: PickRow | None, raw: Json) -> None:
        self.inner.set_value(row)
        if row is None and isinstance(raw, str):
            self.inner.edit.setText(raw)

    def _take_only_match(self) -> None:
        text = self.inner.text()
        if self.inner.value() is None and text:
            rows = self._search(text)
            if len(rows) == 1:
                self.inner.set_value(rows[0])
                self._touch()


class CodePicker(SearchEditor):
    """A line of a long table, found by code, name or the first letters of its pinyin."""

    declared: fields.Choice

    def __init__(self, declared: fields.Choice, context: FormContext, placeholder: str = "") -> None:
        self._context = context
        hint = placeholder or tr("Code, name or first letters")
        super().__init__(
            declared, hint, lambda text: [self._row(each) for each in declared.table.search(text)]
        )

    def clean(self, world: World) -> Json:
        """Words that name a whole group are a search, not yet an answer."""
        typed = self.value()
        found = self.declared.table.find(typed) if isinstance(typed, str) else None
        if found is not None and found not in self.declared.table.leaves():
            raise BadValue(tr("Please pick one of the lines that were found"))
        return super().clean(world)

    def _show(self, value: Json) -> None:
        table = self.declared.table
        line = table.codes.get(_code(table, value))
        if line is not None:
            self._show_row(self._row(line), value)
        elif isinstance(value, dict):
            self._show_row(PickRow(value, value["name"], value["code"]), value)
        else:
            self._show_row(None, value)

    def _row(self, code: Code) -> PickRow:
        group = self.declared.table.group(code)
        soon = _deadline_words(self.declared, code, self._context.world)
        return PickRow(code.stored(), code.label(), code.code, group.label() if group else "", soon)


class UnitPicker(SearchEditor):
    """A unit of the tree."""

    declared: fields.UnitRef

    def __init__(self, declared: fields.UnitRef, context: FormContext, placeholder: str = "") -> None:
        def search(text: str) -> list[PickRow]:
            org = context.world.org
            return [PickRow(each.id, org.label(each.id)) for each in org.search(text, declared.kinds)[:50]]

        super().__init__(declared, placeholder or tr("Name or first letters"), search)
        self._context = context

    def _show(self, value: Json) -> None:
        unit = value["id"] if isinstance(value, dict) else value
        org = self._context.world.org
        if unit and unit in org:
            self._show_row(PickRow(unit, org.label(unit)), value)
        elif isinstance(value, dict):
            self._show_row(PickRow(unit, value["name"]), value)
        else:
            self._show_row(None, value)


def _deadline_words(declared: fields.Choice, code: Code, world: World) -> str:
    """How soon something new of this kind is due, where the field sorts a type and a rule says so."""
    record = record_types().get(declared.of)
    if record is None or record.category != declared.name or not record.due:
        return ""
    rule = world.deadlines.rule(f"{record.type}/{record.workflow.start}", code.code)
    return within(rule) if rule else ""


def _tile(code: Code) -> Choice:
    return Choice(code.code, code.label(), "", code.extra.get("shape", ""), code.extra.get("tone", "ink2"))


def _code(table: CodeTable, value: Json) -> str:
    if isinstance(value, dict):
        return str(value.get("code", ""))
    found = table.find(value) if isinstance(value, str) else None
    return found.code if found else ""


def _stored(table: CodeTable, code: object) -> Json:
    found = table.codes.get(str(code))
    return found.stored() if found else None
