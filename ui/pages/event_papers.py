"""The ways an event leaves the program: the brief as a document, the hand-out sheet as a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gridapp.actions import briefs
from gridapp.actions.activities import Event
from gridapp.actions.desk import Desk
from gridapp.domain.filenames import safe_name
from gridapp.exports.brief import document
from gridapp.exports.hand_out import sheet
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably
from ui.session import Session
from ui.waiting import run_for


class EventPapers:
    """`said` gets the words for the toast."""

    def __init__(self, page: QWidget, session: Session, said: Callable[[str], None]) -> None:
        self._page, self._session, self._said = page, session, said

    def ask_word(self, event: str) -> None:
        """Ask where to, and write the brief that was kept."""
        if file := self._ask_file(tr("Brief"), ".docx", tr("Word document (*.docx)")):
            self.save_word(event, file)

    def save_word(self, event: str, file: Path) -> None:
        def write(desk: Desk) -> None:
            paper = briefs.paper(desk, event)
            write_durably(file, document(paper.brief, paper.signed, paper.photos, paper.note))

        run_for(self._page, self._session, write, lambda _none: self._tell(file))

    def ask_sheet(self, event: Event | None) -> None:
        """Ask where to, and write the sheet of the materials."""
        if event and (file := self._ask_file(tr("Hand-out sheet"), ".xlsx", tr("Workbook (*.xlsx)"))):
            self.save_sheet(event, file)

    def save_sheet(self, event: Event, file: Path) -> None:
        def write(_desk: Desk) -> None:
            write_durably(file, sheet(event.entry))

        run_for(self._page, self._session, write, lambda _none: self._tell(file))

    def _ask_file(self, name: str, ending: str, kinds: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._page, tr("Where to"), safe_name(name, ending), kinds)
        return Path(chosen) if chosen else None

    def _tell(self, file: Path) -> None:
        self._said(tr("Saved as {file}", file=file.name))
