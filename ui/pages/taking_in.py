"""Taking in a file: first what would happen, row by row; then, when the person agrees, it happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from gridapp.actions import imports, takings
from gridapp.actions.desk import Desk
from gridapp.actions.imports import Report
from gridapp.domain.errors import WorldFailed
from gridapp.domain.record import RecordType
from gridapp.i18n import tr
from gridapp.interop.columnmap import MappedRow
from gridapp.interop.incoming import read_rows
from ui import theme
from ui.pages.taking_back import offer_back
from ui.session import Session
from ui.widgets.dialog import AppDialog
from ui.widgets.labels import Label
from ui.widgets.progress import ProgressBar
from ui.widgets.split import ScrollPage

_SHOWN_ROWS = 50


class TakingIn(QObject):
    """One file on its way in. Signals: `done(str)` words for the toast · `checked(Report)`, `progressed(int, int)`."""

    done = Signal(str)
    checked = Signal(object)
    progressed = Signal(int, int)

    def __init__(self, parent: QWidget, session: Session, record: RecordType) -> None:
        super().__init__(parent)
        self._window, self._session, self._record = parent, session, record
        self._stop_wanted = False
        self._name = ""
        self._rows: Sequence[MappedRow] = ()

    def ask(self) -> None:
        """Ask for a file."""
        kinds = tr("Tables and tracks (*.csv *.xlsx *.xls *.ods *.gpx *.kml)")
        chosen, _ = QFileDialog.getOpenFileName(self._window, tr("Take in a file"), "", kinds)
        if chosen:
            self.begin(Path(chosen))

    def begin(self, file: Path) -> None:
        """Read and check the file, saving nothing, then show what would happen."""

        def check(desk: Desk) -> tuple[list[MappedRow], Report]:
            rows = read_rows(self._record, file.name, _read(file), desk.person.author.stored())
            return rows, imports.import_rows(desk, self._record.type, rows, dry_run=True)

        self._session.run(check, lambda found: self._show_check(file.name, *found))

    def _show_check(self, name: str, rows: list[MappedRow], report: Report) -> None:
        self._name, self._rows = name, rows
        sentence = tr("{good} of {total} rows can be taken in.", good=report.good, total=len(rows))
        dialog = AppDialog(self._window, name, sentence, icon="file-import", tone="blue")
        if report.bad:
            dialog.add_widget(Label(tr("These rows stay out until they are mended:"), bold=True, wrap=True))
            dialog.add_widget(_problems(report))
        dialog.add_button("no", tr("Leave it"))
        if report.good:
            dialog.add_button("yes", tr("Take in {count} rows", count=report.good), "primary")
        dialog.chosen.connect(lambda key: self._take_in() if key == "yes" else None)
        dialog.open()
        self.checked.emit(report)

    def _take_in(self) -> None:
        dialog = AppDialog(
            self._window, tr("Taking in"), tr("What is in already stays in when you stop."), width=480
        )
        bar, count = ProgressBar(tr("Taking in")), Label("", "caption", "ink2")
        dialog.add_widget(bar)
        dialog.add_widget(count)
        dialog.add_button("stop", tr("Stop"))
        dialog.chosen.connect(lambda _key: self._stop())

        def show(done: int, total: int) -> None:
            bar.set_fraction(done / total if total else 1)
            count.setText(tr("{done} of {total}", done=done, total=total))

        self.progressed.connect(show)
        dialog.open()

        def taken(done: tuple[Report, int]) -> None:
            report, number = done
            self.progressed.disconnect(show)
            if not self._stop_wanted:
                dialog.close_dialog()
            self.done.emit(tr("{good} rows taken in", good=report.good))
            if number:
                offer_back(self._window, self._session, self._name, number, report.good, self.done.emit)

        self._session.run(lambda desk: self._import(desk), taken)

    def _import(self, desk: Desk) -> tuple[Report, int]:
        """On the store's thread; a signal carries the progress to the window's."""

        def progress(done: int, total: int) -> bool:
            self.progressed.emit(done, total)
            return not self._stop_wanted

        report = imports.import_rows(desk, self._record.type, self._rows, progress=progress)
        return report, takings.remember(desk, self._name, self._record.type, report.added)

    def _stop(self) -> None:
        self._stop_wanted = True


def ask_file(parent: QWidget, session: Session, record: RecordType, done: Callable[[str], None]) -> None:
    taking = TakingIn(parent, session, record)
    taking.done.connect(done)
    taking.ask()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise WorldFailed(tr("This file cannot be read"), f"{file}: {error.strerror}") from error


def _problems(report: Report) -> QWidget:
    """Bad rows with their numbers and what is wrong, in a box that scrolls."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, theme.px(8), 0)
    for row, problems in list(report.bad.items())[:_SHOWN_ROWS]:
        said = tr("Row {row}: {words}", row=row, words="; ".join(str(each) for each in problems))
        column.addWidget(Label(said, "caption", "ink2", wrap=True))
    rest = len(report.bad) - _SHOWN_ROWS
    if rest > 0:
        column.addWidget(Label(tr("… and {count} more rows with problems", count=rest), "caption", "ink3"))
    column.addStretch(1)
    box = ScrollPage(inside)
    box.setFixedHeight(theme.px(180))
    return box
