"""The filling of a form: its rows, what is typed into them, what is missing or wrong."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from gridapp.domain.errors import BadValue
from gridapp.domain.record import RecordType
from gridapp.i18n import tr
from ui.forms.context import FormContext, PhotoFacts
from ui.forms.editor import Editor
from ui.forms.editors import editor_for
from ui.forms.form_page import FormPage
from ui.forms.layout import Fold
from ui.forms.text_editors import PlaceEditor
from ui.forms.time_editors import MomentEditor
from ui.session import Session
from ui.widgets.form_row import FormRow


class Filling(FormPage):
    """Rows made from a type's declaration, checked as they are left. Says nothing of saving.

    `hint` are the words after what is missing; `note_change` is called at every act of the person.
    """

    hint = ""

    def __init__(self, session: Session, record: RecordType, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.record = record
        self.context = FormContext(session, self._use_facts if record.when or record.where else None)
        self.rows: dict[str, FormRow] = {}
        self.editors: dict[str, Editor] = {}
        self._unplaced: dict[str, Any] = {}  # values of fields that have no row here
        self._typed: set[str] = set()  # those among them that are the person's own act

    def note_change(self) -> None:
        raise NotImplementedError

    def settled(self) -> None:
        """Called when something that was prepared in the background is ready."""

    def row(self, name: str, compact: bool = False) -> FormRow:
        """The row of a field, made when it is first asked for; a `compact` one has half the width."""
        if name not in self.rows:
            field = self.record.field(name)
            editor = editor_for(field, self.context, compact=compact)
            row = FormRow(tr(field.label), editor, field.required, help_text=tr(field.help))
            editor.changed.connect(partial(self._changed, name))
            editor.left.connect(partial(self.check, name))
            editor.settled.connect(self.settled)
            self.rows[name], self.editors[name] = row, editor
        return self.rows[name]

    def fill(self, values: dict[str, Any]) -> None:
        """Show stored or raw values. A field that somebody has typed into already is left alone."""
        for name, value in values.items():
            if name not in self.editors:
                self._unplaced[name] = value
            elif not self.editors[name].is_dirty():
                self.editors[name].set_value(value)
        self.filled_in()
        self.count()

    def type_in(self, values: dict[str, Any]) -> None:
        """Fill as though the person had (from a track, from a draft of a change)."""
        for name, value in values.items():
            if name in self.editors:
                self.editors[name].type_in(value)
            else:
                self._unplaced[name] = value
                self._typed.add(name)
        self.note_change()
        self.filled_in()
        self.count()

    def filled_in(self) -> None:
        """Called after values were filled in or changed: a place for a form to show what follows from them."""

    def values(self) -> dict[str, Any]:
        """Raw values of all fields."""
        return {**self._unplaced, **{name: editor.value() for name, editor in self.editors.items()}}

    def changes(self) -> dict[str, Any]:
        """Raw values of what the person changed."""
        changed = {name: editor.value() for name, editor in self.editors.items() if editor.is_dirty()}
        return {**{name: self._unplaced[name] for name in self._typed}, **changed}

    def missing(self) -> list[str]:
        """Required fields that are not filled in."""
        world = self.context.world
        return [
            name for name, each in self.editors.items() if each.declared.required and each.is_missing(world)
        ]

    def open_ends(self) -> list[str]:
        """What stands between this and submitting, as far as it is known while somebody types."""
        world = self.context.world
        return [
            name
            for name, editor in self.editors.items()
            if self.rows[name].error() or (editor.declared.required and not editor.is_good(world))
        ]

    def go_to(self, name: str) -> None:
        """Unfold, scroll and focus."""
        parent = self.rows[name].parentWidget()
        while parent is not None:
            if isinstance(parent, Fold):
                parent.set_open(True)
            parent = parent.parentWidget()
        self.rows[name].go()

    def go_to_first(self) -> None:
        """To the first thing that is missing or wrong."""
        names = self.open_ends()
        if names:
            self.go_to(names[0])

    def check(self, name: str) -> bool:
        """Show what is wrong with this field; a missing one is only said at the end."""
        try:
            self.editors[name].clean(self.context.world)
        except BadValue as bad:
            self.rows[name].set_error(sentence(bad.message))
        else:
            if self.rows[name].error():
                self.rows[name].clear_error()
        self.count()
        return not self.rows[name].error()

    def count(self) -> None:
        """Say in the footer what is still missing or wrong."""
        names = self.open_ends()
        if not names:
            self.footer.set_message(tr("All filled in"), "green", "circle-check", self.hint)
            return
        wrong = any(self.rows[name].error() for name in names)
        words = tr("{count} to fill in: {label}", count=len(names), label=self.rows[names[0]].label())
        self.footer.set_message(
            words, "red" if wrong else "ink2", "alert-circle-filled" if wrong else "", self.hint
        )

    def _changed(self, name: str) -> None:
        if self.rows[name].error():
            self.check(name)
        self.note_change()
        self.filled_in()
        self.count()

    def _use_facts(self, facts: PhotoFacts) -> None:
        when, where = self.editors.get(self.record.when), self.editors.get(self.record.where)
        if facts.taken_at is not None and isinstance(when, MomentEditor):
            when.type_in(facts.taken_at.isoformat())
        if facts.lat is not None and facts.lon is not None and isinstance(where, PlaceEditor):
            where.set_position(facts.lat, facts.lon, "photo")


def sentence(words: str) -> str:
    """What is wrong, said under the field it belongs to."""
    return words[:1].upper() + words[1:]
