"""Writing what a list shows to a CSV, off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gridapp.actions import export_request
from gridapp.actions.desk import Desk
from gridapp.actions.export_request import NeedsApproval
from gridapp.domain.entry import Entry
from gridapp.domain.filenames import safe_name
from gridapp.exports.table import csv_bytes
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably
from gridapp.store.lists import Query
from ui.pages.export_asking import ask_second_person
from ui.session import Session
from ui.waiting import run_for


def ask_export(parent: QWidget, session: Session, query: Query, done: Callable[[str], None]) -> None:
    """Ask where to, then write; `done` gets the words for the toast."""
    record = query.record
    name = safe_name(f"{tr(record.plural)} {session.world.now():%Y-%m-%d}", ".csv")
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("Export"), name, tr("Table (*.csv)"))
    if chosen:
        export(parent, session, query, Path(chosen), done)


def export(parent: QWidget, session: Session, query: Query, file: Path, done: Callable[[str], None]) -> None:
    """Write what may go out; where a second person has to approve first, offer to ask."""

    def written(count: int) -> None:
        done(tr("{count} entries written to {file}", count=count, file=file.name))

    def failed(error: Exception) -> None:
        if isinstance(error, NeedsApproval):
            ask_second_person(parent, session, error, done)
        else:
            session.failed.emit(error)

    run_for(parent, session, lambda desk: _write(desk, query, file), written, failed)


def _write(desk: Desk, query: Query, file: Path) -> int:
    def write(found: list[Entry]) -> None:
        write_durably(file, csv_bytes(query.record, found, desk.world))

    return export_request.export(desk, query, write)
