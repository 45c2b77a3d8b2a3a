"""The dialog that asks a second person for an export of many people's data."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gridapp.actions import export_request
from gridapp.actions.export_request import NeedsApproval
from gridapp.domain.entry import Entry
from gridapp.i18n import tr
from ui.pages.asked_words import ask_words
from ui.session import Session
from ui.widgets.dialog import AppDialog


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
    dialog.add_point("users", "blue", tr("A coordinator or the centre approves it, never you yourself."))
    dialog.add_point("calendar", "blue", tr("Then export again within a week; it is good for one file."))

    def asked(entry: Entry) -> None:
        done(tr("Asked as {number}. It goes out with the next sync.", number=entry.number))

    ask_words(
        dialog,
        session,
        tr("What for"),
        500,
        tr("Ask for approval"),
        lambda desk, purpose: export_request.ask_for(desk, wanted, purpose),
        asked,
    )
    return dialog
