"""The list of units: a grid's contact cards and its public notice are printed from its entry."""

from __future__ import annotations

from functools import partial

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from gridapp.domain.contact_card import grid
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused, WorldFailed
from gridapp.domain.filenames import safe_name
from gridapp.exports.contact_card import cards, notice
from gridapp.i18n import tr
from ui import contact_paper
from ui.pages.detail import EntryDetail
from ui.pages.records import RecordsPage
from ui.widgets.action_row import ActionRow
from ui.widgets.buttons import Button
from ui.widgets.popover import Popover

_PAPERS = {"cards": ("连心卡", cards), "notice": ("网格公示", notice)}


class UnitDetail(EntryDetail):
    """Offers both papers where there is somebody to turn to."""

    popover: Popover | None = None

    def extra(self, entry: Entry) -> list[QWidget]:
        if not entry.body.get("workers"):
            return []
        row = ActionRow()
        for kind, words, icon in (
            ("cards", tr("Contact cards"), "id-badge-2"),
            ("notice", tr("Public notice"), "clipboard-list"),
        ):
            button = Button(words, size="small", icon=icon)
            button.clicked.connect(partial(self._offer, kind, button))
            row.add(button)
        return [row]

    def save(self, kind: str, file: str) -> None:
        """Write one of the papers of the entry shown as a PDF."""
        html = self._html(kind)
        if html and contact_paper.write_pdf(file, html, self._paper_name(kind)):
            self.said.emit(tr("Saved as {file}", file=file))
        elif html:
            self.session.failed.emit(WorldFailed(tr("The file could not be written"), file))

    def _offer(self, kind: str, button: QWidget, _checked: bool = False) -> None:
        if self.popover is not None:
            self.popover.deleteLater()
        self.popover = Popover(self.window(), 260)
        self.popover.add_row("print", tr("Print"), icon="printer")
        self.popover.add_row("pdf", tr("Save as PDF"), icon="file-type-pdf")
        self.popover.chosen.connect(partial(self._do, kind))
        self.popover.open_at(button)

    def _do(self, kind: str, way: str) -> None:
        if way == "pdf":
            name = safe_name(self._paper_name(kind), ".pdf")
            file, _ = QFileDialog.getSaveFileName(self, tr("Where to"), name, "PDF (*.pdf)")
            if file:
                self.save(kind, file)
        elif html := self._html(kind):
            printer = QPrinter(QPrinter.PrinterMode.HighResolution)
            if QPrintDialog(printer, self).exec():
                contact_paper.print_html(printer, html)

    def _html(self, kind: str) -> str:
        """The paper; "" after it was said why there is none."""
        assert self.entry is not None, "papers are of the entry shown"
        try:
            return _PAPERS[kind][1](grid(self.entry, self.session.world))
        except Refused as refused:
            self.session.failed.emit(refused)
            return ""

    def _paper_name(self, kind: str) -> str:
        return f"{_PAPERS[kind][0]} {self.title_words(self.entry) if self.entry else ''}"


class ListPage(RecordsPage):
    """Units."""

    def make_detail(self) -> EntryDetail:
        return UnitDetail(self.session)
