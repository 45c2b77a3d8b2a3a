"""Noting somebody who came to a shift without having signed up."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gridapp.actions import duty
from gridapp.domain.entry import Entry
from gridapp.i18n import tr
from ui.forms.context import FormContext, words_of
from ui.forms.editors import editor_for
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.dialog import AppDialog
from ui.widgets.form_row import FormRow


def ask_extra(parent: QWidget, session: Session, at: Entry, done: Callable[[Entry], None]) -> AppDialog:
    """Ask who it is, and note that they are here; `done(entry)` when it is saved."""
    record = duty.kind().record
    declared = record.field(record.subject)
    editor = editor_for(declared, FormContext(session))
    row = FormRow(tr(declared.label), editor, True)
    editor.changed.connect(row.clear_error)
    dialog = AppDialog(parent, tr("Somebody else came"), at.record.title(at.body, session.world))
    dialog.keep_open = True
    dialog.add_widget(row)
    dialog.add_button("later", tr("Not now"))
    dialog.add_button("do", tr("They are here"), "primary")

    def saved(after: Entry) -> None:
        dialog.close_dialog()
        done(after)

    def failed(error: Exception) -> None:
        row.set_error(words_of(error))

    def add() -> None:
        if editor.is_missing(session.world):
            row.set_error(tr("Please fill this in"))
            return
        value = editor.value()
        run_for(dialog, session, lambda desk: duty.add_extra(desk, at, value), saved, failed)

    dialog.chosen.connect(lambda key: add() if key == "do" else None)
    dialog.open(row.field)
    return dialog
