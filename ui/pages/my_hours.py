"""One's own hours: by year and month, each duty with its state, and the certificate that can be drawn from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions import service_certificates, service_records
from gridapp.actions.desk import Desk
from gridapp.actions.service_records import Wanted
from gridapp.domain import codes
from gridapp.domain.entry import Entry
from gridapp.domain.errors import GridAppError
from gridapp.domain.filenames import safe_name
from gridapp.domain.service_records import COUNTED, Total, by_month, figure, hours, start, total
from gridapp.exports import service_records as tables
from gridapp.i18n import language, tr
from gridapp.store.fsync import write_durably
from ui import service_papers, theme
from ui.certificate_paper import Paper
from ui.errors import show_error
from ui.pages.paper_view import PaperView, ask_pdf, ask_print
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.empty_line import EmptyLine
from ui.widgets.labels import Label
from ui.widgets.month_chart import Bar, MonthChart
from ui.widgets.pills import Pill
from ui.widgets.rows import ListRow
from ui.widgets.segmented import SegmentedControl
from ui.widgets.split import ScrollPage
from ui.widgets.surface import Card, Panel, clear_layout

_ALL = "all"
_MOST_ROWS = 60


@dataclass(frozen=True)
class _Found:
    """Everything the view shows, read at once."""

    hours: list[Entry]
    certificate: Entry | None
    server: str


class MyHours(QWidget):
    """Signals: `said(str)` · `list_wanted()`: to look through, agree or object."""

    said = Signal(str)
    list_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._found = _Found([], None, "")
        self._paper: Paper | None = None
        self._build()

    def load(self) -> None:
        self._session.run(_read, self._show)

    def _build(self) -> None:
        year = self._session.world.now().year
        self.years = SegmentedControl()
        for key, text in ((str(year), str(year)), (str(year - 1), str(year - 1)), (_ALL, tr("All years"))):
            self.years.add(key, text)
        self.years.changed.connect(lambda _key: self._show_year())
        self.sum, self.more = Label("", "big"), Label("", "body", "ink2", wrap=True)
        self.chart = MonthChart(tr("Hours by month"))
        self._sums = Card(padding=16)
        top = QHBoxLayout()
        top.addWidget(self.sum)
        top.addStretch(1)
        top.addWidget(self.years)
        self._sums.body.addLayout(top)
        for widget in (self.more, self.chart):
            self._sums.add(widget)
        self._list = Card(tr("Each duty"), padding=0, scroll=True)
        self.look = Button(tr("Look through, agree or object"), "text", "small")
        self.look.clicked.connect(lambda _checked: self.list_wanted.emit())
        self._list.add_action(self.look)
        self._build_sheet()
        left, self._row = QVBoxLayout(), QHBoxLayout(self)
        left.addWidget(self._sums)
        left.addWidget(self._list, 1)
        self._left = left
        self._row.addLayout(left, 13)
        self._row.addWidget(self._sheet, 14)
        theme.follow(self._restyle)

    def _build_sheet(self) -> None:
        self._sheet = Card(tr("Certificate"), padding=0)
        self.pdf = Button(tr("Save as PDF"), icon="file-type-pdf", size="small")
        self.print = Button(tr("Print"), icon="printer", size="small")
        self.table = Button(tr("My hours as a table"), icon="file-spreadsheet", size="small")
        self.pdf.clicked.connect(lambda _checked: self._save_pdf())
        self.print.clicked.connect(lambda _checked: self._print())
        self.table.clicked.connect(lambda _checked: self._ask_table())
        for button in (self.pdf, self.print):
            self._sheet.add_action(button)
        self.view, self.note = PaperView(), Label("", wrap=True)
        self._told = Panel("blue")
        self._told.body.addWidget(self.note)
        inside = QWidget()
        self._inside = QVBoxLayout(inside)
        self._inside.addWidget(self.view)
        self._inside.addWidget(self._told)
        self._inside.addStretch(1)
        self._sheet.add(ScrollPage(inside))
        self._sheet.add_footer(self.table)
        self._sheet.footer.addStretch(1)

    def _restyle(self) -> None:
        px = theme.px
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(16))
        self._left.setSpacing(px(16))
        self._inside.setContentsMargins(px(16), 0, px(16), px(12))
        self._inside.setSpacing(px(12))

    # --- showing ---

    def _show(self, found: _Found) -> None:
        self._found = found
        self._show_year()
        self._show_paper()

    def _chosen(self) -> list[Entry]:
        key = self.years.current()
        return [each for each in self._found.hours if key == _ALL or str(start(each).year) == key]

    def _show_year(self) -> None:
        chosen, whole = self._chosen(), total(self._found.hours)
        shown, now = total(chosen), self._session.world.now()
        self.sum.setText(tr("{hours} hours", hours=figure(shown.hours)))
        facts = [tr("{count} times", count=shown.times)]
        if shown.waiting:
            facts.append(tr("{hours} more wait to be confirmed", hours=figure(shown.waiting)))
        if self.years.current() != _ALL:
            facts.append(tr("{hours} hours in all years", hours=figure(whole.hours)))
        self.more.setText(" · ".join(facts))
        year = now.year if self.years.current() == _ALL else int(self.years.current())
        months = by_month(chosen, year)
        self.chart.setVisible(self.years.current() != _ALL)
        self.chart.show_bars([self._bar(year, place, each) for place, each in enumerate(months, 1)])
        self._show_rows(chosen)

    def _bar(self, year: int, month: int, sums: Total) -> Bar:
        now, whole = self._session.world.now(), sums.hours + sums.waiting
        label = QLocale(language()).standaloneMonthName(month, QLocale.FormatType.ShortFormat)
        present = (year, month) == (now.year, now.month)
        return Bar(label, float(sums.hours), float(sums.waiting), figure(whole) if whole else "", present)

    def _show_rows(self, chosen: Sequence[Entry]) -> None:
        clear_layout(self._list.body)
        self._list.body.setSpacing(0)
        self._list.set_title(tr("Each duty"), tr("{count} entries", count=len(chosen)))
        self.look.setVisible(bool(chosen))
        if not chosen:
            empty = EmptyLine()
            empty.set_words(tr("No hours are recorded for this time."))
            self._list.add(empty)
        for place, each in enumerate(chosen[:_MOST_ROWS]):
            self._list.add(self._line(each, place > 0))
        self._list.body.addStretch(1)

    def _line(self, entry: Entry, line: bool) -> ListRow:
        record, world = entry.record, self._session.world
        period = record.field("period").show(entry.body["period"], world)
        caption = " · ".join((period, tr("{hours} hours", hours=figure(hours(entry)))))
        state = record.workflow.state(entry.state)
        pill = Pill(tr(state.label), state.icon, state.tone)
        kind = codes.table("service_kind").codes.get(entry.body["kind"]["code"])
        icon = kind.extra["icon"] if kind else "heart-handshake"
        return ListRow(entry.body["activity"], caption, icon, right=pill, line=line)

    def _show_paper(self) -> None:
        certificate = self._found.certificate
        if certificate is not None:
            self._paper = service_papers.of_certificate(certificate, self._found.server)
            self.note.setText(tr("Signed by the county. It holds once the seal is on it."))
        else:
            counted = [each for each in self._found.hours if each.state in COUNTED]
            self._paper = service_papers.preview(self._session.person.name, counted) if counted else None
            self.note.setText(_preview_words() if counted else tr("There are no confirmed hours yet."))
        self._told.set_tone("blue" if certificate is None else "green")
        for button in (self.pdf, self.print):
            button.setVisible(certificate is not None)
        self.view.setVisible(self._paper is not None)
        if self._paper is not None:
            self.view.show_paper(self._paper)

    # --- what leaves the program ---

    def _save_pdf(self) -> None:
        assert self._paper is not None, "the button is there when there is a paper"
        try:
            ask_pdf(self, self._paper, self.said.emit)
        except GridAppError as error:
            show_error(self.window(), error)

    def _print(self) -> None:
        assert self._paper is not None, "the button is there when there is a paper"
        ask_print(self, self._paper)

    def _ask_table(self) -> None:
        name = safe_name(f"{tr('Service hours')} {self._session.person.name}", ".xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as a table"), name, tr("Workbook (*.xlsx)"))
        if chosen:
            self.save_table(Path(chosen))

    def save_table(self, file: Path) -> None:
        """Write the person's own hours, which they may always take with them."""
        data = tables.xlsx(tr("Service hours"), tables.each_duty(self._chosen(), self._session.world))

        def write(_desk: Desk) -> None:
            write_durably(file, data)

        self._session.run(write, lambda _none: self.said.emit(tr("Saved as {file}", file=file.name)))


def _read(desk: Desk) -> _Found:
    served = service_records.find(desk, Wanted(desk.person.id))
    return _Found(served, service_certificates.newest_of(desk, desk.person.id), desk.identity.server)


def _preview_words() -> str:
    return tr(
        "A preview from your confirmed hours. A coordinator drafts the certificate, publicises it for 7 "
        "days and issues it, free of charge; then it can be printed here."
    )
