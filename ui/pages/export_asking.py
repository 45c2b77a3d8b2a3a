"""The dialog that asks a second person for an export of many people's data."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gridapp.actions import export_request
from gridapp.actions.export_request import NeedsApproval
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.i18n import tr
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.dialog import AppDialog
from ui.widgets.form_row import FormRow
from ui.widgets.line_field import LineField


def ask_second_person(
    parent: QWidget, session: Session, needed: NeedsApproval, done: Callable[[str], None]
) -> AppDialog:
    """Say why nothing was written, and ask what for; `done` gets the words for the toast."""
    wanted = needed.wanted
    dialog = AppDialog(
        parent,
        tr("A second person has to approve this"),
        tr("The file would hold the data of {count} people: {fields}.", count=wanted.rows, fields=wanted.personal),
        tr("Nothing was written yet."),
        icon="shield-lock",
    )  # fmt: skip
    dialog.keep_open = True
    dialog.add_point("users", "blue", tr("A coordinator or the centre approves it, never you yourself."))
    dialog.add_point("calendar", "blue", tr("Then export again within a week; it is good for one file."))
    purpose = LineField(max_length=500)
    row = FormRow(tr("What for"), purpose, True)
    dialog.add_widget(row)
    dialog.add_button("later", tr("Not now"))
    dialog.add_button("ask", tr("Ask for approval"), "primary")

    def asked(entry: Entry) -> None:
        dialog.close_dialog()
        done(tr("Asked as {number}. It goes out with the next sync.", number=entry.number))

    def failed(error: Exception) -> None:
        if isinstance(error, Refused):
            row.set_error(error.message)
        else:
            session.failed.emit(error)

    def chosen(key: str) -> None:
        text = purpose.value().strip()
        if key != "ask":
            dialog.close_dialog()
        elif not text:
            row.set_error(tr("Please fill this in"))
            row.go()
        else:
            run_for(dialog, session, lambda desk: export_request.ask_for(desk, wanted, text), asked, failed)

    dialog.chosen.connect(chosen)
    dialog.open(purpose)
    return dialog
