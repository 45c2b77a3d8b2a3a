"""Writing what a list shows to a CSV, off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.errors import WorldFailed
from gridapp.domain.filenames import safe_name
from gridapp.exports.table import csv_bytes
from gridapp.i18n import tr
from gridapp.store.lists import Query
from ui.session import Session


def ask_export(parent: QWidget, session: Session, query: Query, done: Callable[[str], None]) -> None:
    """Ask where to, then write; `done` gets the words for the toast."""
    record = query.record
    name = safe_name(f"{tr(record.plural)} {session.world.now():%Y-%m-%d}", ".csv")
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("Export"), name, tr("Table (*.csv)"))
    if chosen:
        export(session, query, Path(chosen), done)


def export(session: Session, query: Query, file: Path, done: Callable[[str], None]) -> None:
    def written(count: int) -> None:
        done(tr("{count} entries written to {file}", count=count, file=file.name))

    session.run(lambda desk: _write(desk, query, file), written)


def _write(desk: Desk, query: Query, file: Path) -> int:
    everything = replace(query, limit=None, after=None)
    found = [entry for entry in entries.find(desk, everything) if desk.may("export", entry)]
    try:
        file.write_bytes(csv_bytes(query.record, found, desk.world))
    except OSError as error:
        raise WorldFailed(tr("The file could not be written"), f"{file}: {error.strerror}") from error
    return len(found)
