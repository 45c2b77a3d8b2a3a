"""Making a step of the workflow: at once when it asks for nothing, else a dialog with just those fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from gridapp.actions import entries
from gridapp.domain import fields
from gridapp.domain.entry import Entry
from gridapp.domain.errors import BadValue, Invalid
from gridapp.domain.workflow import Move
from gridapp.i18n import tr
from ui.forms.context import FormContext, words_of
from ui.forms.editor import Editor
from ui.forms.editors import editor_for
from ui.forms.layout import RowStack
from ui.forms.line_editor import NewLineEditor
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.banner import Banner
from ui.widgets.dialog import AppDialog
from ui.widgets.form_row import FormRow

Done = Callable[[Entry], None]
Failed = Callable[[Exception], None]


def ask_move(
    parent: QWidget, session: Session, entry: Entry, move: Move, done: Done, failed: Failed | None = None
) -> AppDialog | None:
    """Make this step; `done(entry)` when it is saved. The dialog, when one was needed, is given back."""
    if not move.asks:
        run_for(
            parent, session, lambda desk: entries.move(desk, entry.id, move.name, saw=entry), done, failed
        )
        return None
    title = entry.record.title(entry.body, session.world)
    dialog = AppDialog(parent, tr(move.label), f"{entry.number}  {title}")
    dialog.keep_open = True
    panel = MovePanel(session, entry, move)
    dialog.add_widget(panel)
    dialog.add_button("later", tr("Not now"))
    dialog.add_button("do", tr(move.label), "primary")

    def saved(after: Entry) -> None:
        dialog.close_dialog()
        done(after)

    dialog.chosen.connect(lambda key: panel.submit(saved) if key == "do" else None)
    dialog.open(panel.first())
    return dialog


class MovePanel(RowStack):
    """The fields that a step asks for, and nothing else; those it needs carry the star."""

    def __init__(self, session: Session, entry: Entry, move: Move) -> None:
        super().__init__()
        self.session, self.entry, self.move_ = session, entry, move
        self.rows: dict[str, FormRow] = {}
        self.editors: dict[str, Editor] = {}
        self.banner = Banner()
        self._submitting = False
        context = FormContext(session)
        self.add(self.banner)
        for name in move.asks:
            declared = entry.record.field(name)
            editor = _editor(declared, context)
            editor.set_value(entry.body.get(name))
            row = FormRow(tr(declared.label), editor, name in move.needs, help_text=tr(declared.help))
            editor.changed.connect(row.clear_error)
            self.rows[name], self.editors[name] = row, editor
            self.add(row)

    def first(self) -> QWidget:
        return next(iter(self.rows.values())).field

    def submit(self, done: Done) -> None:
        """Check, save, and tell; what is wrong is shown on its row."""
        if self._submitting or not self._check():
            return
        self._submitting = True
        values = {name: editor.value() for name, editor in self.editors.items() if editor.is_dirty()}
        name = self.move_.name
        run_for(
            self,
            self.session,
            lambda desk: entries.move(desk, self.entry.id, name, values, saw=self.entry),
            done,
            self._refused,
        )

    def _check(self) -> bool:
        world = self.session.world
        for name, editor in self.editors.items():
            try:
                missing = name in self.move_.needs and editor.is_missing(world)
                editor.clean(world)
            except BadValue as bad:
                self.rows[name].set_error(bad.message)
            else:
                self.rows[name].set_error(tr("Please fill this in") if missing else "")
        wrong = [row for row in self.rows.values() if row.error()]
        if wrong:
            wrong[0].go()
        return not wrong

    def _refused(self, error: Exception) -> None:
        self._submitting = False
        problems: Any = error.problems if isinstance(error, Invalid) else ()
        known = [each for each in problems if each.field in self.rows]
        for each in known:
            self.rows[each.field].set_error(each.message)
        if not known:
            self.banner.show_message(words_of(error), "red", "alert-circle-filled")


def _editor(declared: fields.Field, context: FormContext) -> Editor:
    """A list gets one new line, because a step adds to it; anything else is filled in as in a form."""
    if isinstance(declared, fields.Lines):
        return NewLineEditor(
            declared, context, lambda part, words: editor_for(part, context, words, compact=True)
        )
    return editor_for(declared, context)
