"""The ways a roster leaves the program: on a printer, as a PDF, as Excel, as sheets to sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from gridapp.actions import roster
from gridapp.actions.desk import Desk
from gridapp.domain.errors import WorldFailed
from gridapp.domain.filenames import safe_name
from gridapp.domain.shifts import Slot, Week
from gridapp.exports.roster import sign_in_sheets, title, week_sheet
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably
from ui import roster_paper
from ui.models.shifts import short_day
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.popover import Popover


class Papers:
    """Of the week that `shown` gives; `said` gets the words for the toast. What may not leave the program is refused
    before anything is asked."""

    def __init__(
        self, page: QWidget, session: Session, shown: Callable[[], Week], said: Callable[[str], None]
    ) -> None:
        self._page, self._session, self._shown, self._said = page, session, shown, said
        self.popover: Popover | None = None

    def offer(self, anchor: QWidget) -> None:
        """Let the person choose one of the ways."""
        if self.popover is not None:
            self.popover.deleteLater()
        self.popover = Popover(self._page.window(), 340)
        self.popover.add_row("print", tr("Print the week"), icon="printer")
        self.popover.add_row("pdf", tr("Save as PDF"), icon="file-type-pdf")
        self.popover.add_row("xlsx", tr("Save as a table"), icon="file-spreadsheet")
        self.popover.add_separator()
        for day in sorted({slot.day for slot in self._shown().slots if not slot.called_off}):
            words = tr("Sign-in sheets of {day}", day=short_day(day))
            self.popover.add_row(day.isoformat(), words, icon="clipboard-list")
        self.popover.chosen.connect(self._do)
        self.popover.open_at(anchor)

    def ask_print(self) -> None:
        """Let the person choose a printer."""

        week = self._shown()

        def go() -> None:
            printer = QPrinter(QPrinter.PrinterMode.HighResolution)
            if QPrintDialog(printer, self._page).exec():
                roster_paper.print_week(printer, week, self._unit())

        self._allowed(week.slots, go)

    def ask_sheets(self, slots: Sequence[Slot]) -> None:
        """Ask where to, and write a sheet to sign for each shift."""
        name = (
            f"{tr('Sign-in sheet')} {slots[0].day} {slots[0].shift.body['name'] if len(slots) == 1 else ''}"
        )
        if file := self._ask_file(name.strip(), ".xlsx", tr("Workbook (*.xlsx)")):
            self.save_sheets(file, slots)

    def save_sheets(self, file: Path, slots: Sequence[Slot]) -> None:
        """Write a sheet to sign for each shift."""
        self._allowed(slots, lambda: self._write(file, sign_in_sheets(slots, self._session.world)))

    def save_table(self, file: Path) -> None:
        """Write the week as Excel."""
        week = self._shown()
        self._allowed(week.slots, lambda: self._write(file, week_sheet(week, self._unit())))

    def save_pdf(self, file: Path) -> None:
        """Write the week as a PDF."""

        week = self._shown()

        def go() -> None:
            if roster_paper.write_pdf(str(file), week, self._unit()):
                self._tell(file)
            else:
                self._session.failed.emit(WorldFailed(tr("The file could not be written"), str(file)))

        self._allowed(week.slots, go)

    def _do(self, key: str) -> None:
        name = safe_name(title(self._shown(), self._unit()), "")
        if key == "print":
            self.ask_print()
        elif key == "pdf":
            if file := self._ask_file(name, ".pdf", "PDF (*.pdf)"):
                self.save_pdf(file)
        elif key == "xlsx":
            if file := self._ask_file(name, ".xlsx", tr("Workbook (*.xlsx)")):
                self.save_table(file)
        else:
            self.ask_sheets(self._shown().of_day(date.fromisoformat(key)))

    def _ask_file(self, name: str, ending: str, kinds: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._page, tr("Where to"), safe_name(name, ending), kinds)
        return Path(chosen) if chosen else None

    def _allowed(self, slots: Sequence[Slot], then: Callable[[], None]) -> None:
        run_for(
            self._page, self._session, lambda desk: roster.require_export(desk, slots), lambda _none: then()
        )

    def _write(self, file: Path, data: bytes) -> None:
        def write(_desk: Desk) -> None:
            write_durably(file, data)

        run_for(self._page, self._session, write, lambda _none: self._tell(file))

    def _tell(self, file: Path) -> None:
        self._said(tr("Saved as {file}", file=file.name))

    def _unit(self) -> str:
        return self._session.world.org.label(self._session.person.unit)
