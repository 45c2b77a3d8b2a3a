"""The log of a day leaves the program as a Word document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gridapp.actions.daily_log import daily_log
from gridapp.actions.desk import Desk
from gridapp.domain.errors import Refused
from gridapp.domain.filenames import safe_name
from gridapp.exports.daily_log import document
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably
from ui.session import Session
from ui.waiting import run_for


def ask_log(page: QWidget, session: Session, day: date, said: Callable[[str], None]) -> None:
    """Ask where to, and write the log of this day; `said` gets the words for the toast."""
    name = safe_name(f"{tr('Log of {day}', day=day.isoformat())} {session.person.name}", ".docx")
    chosen, _ = QFileDialog.getSaveFileName(page, tr("Where to"), name, tr("Word document (*.docx)"))
    if chosen:
        save_log(page, session, day, Path(chosen), said)


def save_log(page: QWidget, session: Session, day: date, file: Path, said: Callable[[str], None]) -> None:
    """Write the log of this day. An empty day is refused."""

    def write(desk: Desk) -> int:
        log = daily_log(desk, day)
        if not log.lines:
            raise Refused(tr("Nothing was recorded that day."), tr("Nothing was written."))
        write_durably(file, document(log))
        return len(log.lines)

    run_for(
        page,
        session,
        write,
        lambda count: said(tr("{count} lines saved as {file}", count=count, file=file.name)),
    )
