"""A dialog that asks for one line of words and does something with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from gridapp.actions.desk import Desk
from gridapp.domain.errors import Refused
from gridapp.i18n import tr
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.dialog import AppDialog
from ui.widgets.form_row import FormRow
from ui.widgets.line_field import LineField

T = TypeVar("T")


def ask_words(
    dialog: AppDialog,
    session: Session,
    label: str,
    longest: int,
    verb: str,
    action: Callable[[Desk, str], T],
    done: Callable[[T], None],
) -> None:
    """Open `dialog` with a line called `label` and the button `verb`. The words are needed; `action` does something
    with them, and what it refuses is said beside the line. The dialog closes once it is done."""
    dialog.keep_open = True
    words = LineField(max_length=longest)
    row = FormRow(label, words, True)
    dialog.add_widget(row)
    dialog.add_button("later", tr("Not now"))
    dialog.add_button("do", verb, "primary")

    def finished(answer: T) -> None:
        dialog.close_dialog()
        done(answer)

    def failed(error: Exception) -> None:
        if isinstance(error, Refused):
            row.set_error(error.message)
        else:
            session.failed.emit(error)

    def chosen(key: str) -> None:
        text = words.value().strip()
        if key != "do":
            dialog.close_dialog()
        elif not text:
            row.set_error(tr("Please fill this in"))
            row.go()
        else:
            run_for(dialog, session, lambda desk: action(desk, text), finished, failed)

    dialog.chosen.connect(chosen)
    dialog.open(words)
