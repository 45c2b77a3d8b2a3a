"""After a file was taken in: it can be taken back again while it is fresh."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gridapp.actions import takings
from gridapp.actions.takings import Undone
from gridapp.i18n import tr
from ui.session import Session
from ui.widgets.dialog import AppDialog


def offer_back(
    window: QWidget, session: Session, file: str, number: int, good: int, done: Callable[[str], None]
) -> AppDialog:
    """Offer to take the file with this number back; `done` gets the words for the toast."""
    dialog = AppDialog(
        window, file, tr("{good} rows taken in", good=good), icon="file-import", tone="green", width=480
    )
    dialog.add_button("undo", tr("Take it back"), "danger")
    dialog.add_button("keep", tr("Keep"), "primary")

    def undone(what: Undone) -> None:
        words = tr("{count} entries were taken back.", count=len(what.deleted))
        if what.kept:
            words = tr("{gone} entries were taken back; {kept} stay, they were changed since.",
                       gone=len(what.deleted), kept=len(what.kept))  # fmt: skip
        done(words)

    def chosen(key: str) -> None:
        if key == "undo":
            session.run(lambda desk: takings.undo(desk, number), undone)

    dialog.chosen.connect(chosen)
    dialog.open()
    return dialog
