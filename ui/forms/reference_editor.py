"""Editor of another entry: found by its words, picked by its name; its number can be typed as well."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject

from gridapp.actions import entries
from gridapp.domain import fields
from gridapp.domain.entry import Entry
from gridapp.domain.fields import Json
from gridapp.domain.record import record_type
from gridapp.i18n import tr
from gridapp.store.lists import Query, Where
from ui.forms.context import FormContext
from ui.forms.editor import Editor
from ui.widgets.picker import PickerField
from ui.widgets.picker_list import PickRow

MOST_FOUND = 8


class ReferenceEditor(Editor):
    """A click shows the newest ones that are still open; typing searches all. A number is looked up when the field is
    left. Where the declaration names no type, only a number is taken."""

    inner: PickerField
    declared: fields.Reference

    def __init__(self, declared: fields.Reference, context: FormContext, placeholder: str = "") -> None:
        hint = tr("Its name or number") if declared.to else tr("Its number")
        super().__init__(declared, PickerField(placeholder or hint))
        self._context = context
        self.inner.edit.installEventFilter(self)
        self.inner.asked.connect(self._ask)
        self.left.connect(self._look_up)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and not self.inner.text():
            self.inner.open()
        return super().eventFilter(watched, event)

    def _read(self) -> Json:
        return self.inner.value() or self.inner.text()

    def _show(self, value: Json) -> None:
        if not isinstance(value, dict):
            self.inner.set_value(None)
            self.inner.edit.setText(str(value or ""))
            return
        self.inner.set_value(PickRow(value, "", value.get("number") or value["id"]))
        self._context.run(
            self,
            lambda desk: entries.get(desk, value["id"]),
            lambda entry: self._name(value, entry),
            _nothing,
        )

    def _name(self, value: Json, entry: Entry) -> None:
        if self.inner.value() == value:
            self.inner.set_value(PickRow(value, self._title(entry), entry.number))

    def _ask(self, text: str) -> None:
        if not self.declared.to:
            return
        still = () if text else (Where("open", "=", True),)
        query = Query(record_type(self.declared.to), still, words=text, limit=MOST_FOUND)
        self._context.run(
            self, lambda desk: entries.find(desk, query), lambda found: self._offer(text, found), _nothing
        )

    def _offer(self, text: str, found: Sequence[Entry]) -> None:
        if self.inner.text() == text and self.inner.value() is None and self.inner.edit.hasFocus():
            self.inner.set_rows([PickRow(_stored(each), self._title(each), each.number) for each in found])

    def _look_up(self) -> None:
        text = self.inner.text()
        if text and self.inner.value() is None and self.is_dirty() and not _is_id(text):
            self._context.run(self, lambda desk: entries.get(desk, text), self._found, _nothing)

    def _found(self, entry: Entry) -> None:
        if self.inner.value() is None and self.inner.text() in (entry.number, entry.id):
            self.type_in(_stored(entry))
            self.left.emit()

    def _title(self, entry: Entry) -> str:
        return entry.record.title(entry.body, self._context.world)


def _stored(entry: Entry) -> dict[str, str]:
    return {"id": entry.id, "number": entry.number}


def _nothing(_error: Exception) -> None:
    """What is not on this computer stays as it was typed; the check says so."""


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
