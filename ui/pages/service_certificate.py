"""The register of certificates: the paper beside the list, to be saved or printed once the county signed it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gridapp.domain.entry import Entry
from gridapp.domain.errors import GridAppError
from gridapp.i18n import tr
from ui import service_papers
from ui.certificate_paper import Paper
from ui.errors import show_error
from ui.pages.detail import EntryDetail
from ui.pages.paper_view import PaperView, ask_pdf, ask_print
from ui.pages.records import RecordsPage
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class CertificateDetail(EntryDetail):
    """Shows the paper, and its lines on the paper only."""

    def extra(self, entry: Entry) -> list[QWidget]:
        if entry.state == "revoked":
            return [Label(tr("It was revoked and holds no more."), "body", "red", wrap=True)]
        paper = service_papers.of_certificate(entry)
        view = PaperView()
        view.show_paper(paper)
        if not paper.square:
            told = tr("It can be printed once it was issued and signed.")
            return [view, Label(told, "caption", "ink2", wrap=True)]
        return [view, self._ways_out(paper)]

    def shown_elsewhere(self, entry: Entry) -> frozenset[str]:
        return super().shown_elsewhere(entry) | {"items", "signed", "id_hash"}

    def _ways_out(self, paper: Paper) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        pdf = Button(tr("Save as PDF"), icon="file-type-pdf", size="small")
        printing = Button(tr("Print"), icon="printer", size="small")
        pdf.clicked.connect(lambda _checked: self._save(paper))
        printing.clicked.connect(lambda _checked: ask_print(self, paper))
        for button in (pdf, printing):
            layout.addWidget(button)
        layout.addStretch(1)
        return row

    def _save(self, paper: Paper) -> None:
        try:
            ask_pdf(self, paper, self.said.emit)
        except GridAppError as error:
            show_error(self.window(), error)


class ListPage(RecordsPage):
    """Certificates of service."""

    def make_detail(self) -> EntryDetail:
        return CertificateDetail(self.session)

    def widths(self) -> dict[str, int]:
        return {"first_day": 90, "last_day": 90, "hours": 70, "issue_date": 90}

    def empty_steps(self) -> list[tuple[str, str]]:
        return [
            (tr("Hours are confirmed"), tr("Only these count")),
            (tr("Publicise for 7 days"), tr("Whoever objects is heard")),
            (tr("Issue it"), tr("The county signs, you seal it")),
        ]
