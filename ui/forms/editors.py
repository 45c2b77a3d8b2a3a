"""Which editor a field of a declaration is filled in with."""

from __future__ import annotations

from gridapp.domain import fields
from ui.forms.choice_editors import MOST_IN_COMBO, UnitPicker, choice_editor
from ui.forms.context import FormContext
from ui.forms.editor import Editor
from ui.forms.lines_editors import RowsEditor, SeveralEditor, TallyEditor
from ui.forms.people_details import PeopleDetailsEditor
from ui.forms.people_editors import PeopleEditor, PersonEditor
from ui.forms.photo_editor import PhotoEditor
from ui.forms.reference_editor import ReferenceEditor
from ui.forms.text_editors import NumberEditor, PlaceEditor, WordsEditor
from ui.forms.time_editors import ClockEditor, MomentEditor, PeriodEditor
from ui.widgets.line_field import LineField, TextArea


def editor_for(
    declared: fields.Field, context: FormContext, placeholder: str = "", compact: bool = False
) -> Editor:
    """The editor for this kind of field. A `compact` one stands in a line beside others."""
    match declared:
        case fields.LongText(limit=limit):
            return WordsEditor(declared, TextArea(placeholder, 2 if compact else 3, limit))
        case fields.ClockTime():
            return ClockEditor(declared, context, placeholder)
        case fields.Text():
            return WordsEditor(declared, LineField(placeholder))
        case fields.Place():
            return PlaceEditor(declared, placeholder)
        case fields.Number():
            return NumberEditor(declared)
        case fields.DateTime() | fields.Day():
            return MomentEditor(declared, context, placeholder)
        case fields.Period():
            return PeriodEditor(declared, context)
        case fields.Choice():
            return choice_editor(declared, context, compact, placeholder)
        case fields.UnitRef():
            return UnitPicker(declared, context, placeholder)
        case fields.Person():
            return PersonEditor(declared, context, placeholder)
        case fields.Reference():
            return ReferenceEditor(declared, context, placeholder)
        case fields.Photos():
            return PhotoEditor(declared, context)
        case fields.Tally():
            return TallyEditor(declared, context)
        case fields.Lines():
            return _lines_editor(declared, context)
    raise TypeError(f"no editor for {declared.kind}")


def _lines_editor(declared: fields.Lines, context: FormContext) -> Editor:
    def make(part: fields.Field, words: str) -> Editor:
        return editor_for(part, context, words, compact=True)

    first = declared.parts[declared.first]
    others = [part for name, part in declared.parts.items() if name != declared.first]
    if isinstance(first, fields.Person) and not others:
        return PeopleEditor(declared, context)
    if isinstance(first, fields.Person) and not any(part.required for part in others):
        return PeopleDetailsEditor(declared, context, make)
    if isinstance(first, fields.Choice) and not others and len(first.table.leaves()) <= MOST_IN_COMBO:
        return SeveralEditor(declared, first)
    return RowsEditor(declared, context, make)
