"""A value that is written anew in place, instead of choosing one of two."""

from __future__ import annotations

from gridapp.domain import fields
from gridapp.domain.fields import Json
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui.widgets.combo_field import ComboField
from ui.widgets.field import Field
from ui.widgets.form_row import FormRow
from ui.widgets.line_field import LineField, TextArea

_TYPED = (fields.Text, fields.Place, fields.Person, fields.Number, fields.DateTime, fields.Day, fields.Period)
"""Kinds whose values are words that `Field.clean` takes back. The others are merged piece by piece, or kept by the
program: there one of the two is chosen."""


def can_be_written(declared: fields.Field | None) -> bool:
    return isinstance(declared, (fields.Choice, *_TYPED))


class Anew(FormRow):
    """Begins with `stored`; `value()` is that while nobody touched it, else what `Field.clean` takes."""

    def __init__(self, declared: fields.Field, name: str, stored: Json, world: World) -> None:
        super().__init__(tr("Write it anew"), _editor(declared))
        self._stored, self._touched = stored, False
        self.field.set_value(_begun(declared, stored, world))
        self.field.changed.connect(self._touch)
        self.field.set_name(name)
        self.setFocusProxy(self.field)

    def value(self) -> Json:
        return self.field.value() if self._touched else self._stored

    def _touch(self) -> None:
        self._touched = True
        self.clear_error()


def _editor(declared: fields.Field) -> Field:
    if isinstance(declared, fields.Choice):
        return ComboField([(line.code, line.label()) for line in declared.table.leaves()])
    if isinstance(declared, fields.LongText):
        area = TextArea(lines=3, max_length=declared.limit)
        area.edit.setMaximumHeight(area.edit.minimumHeight())
        return area
    return LineField()


def _begun(declared: fields.Field, stored: Json, world: World) -> str | None:
    if isinstance(declared, fields.Choice):
        return str(stored["code"]) if stored else None
    return declared.cell(stored, world)
