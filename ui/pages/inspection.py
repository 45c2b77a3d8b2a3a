"""The list of inspections: an entry shows what failed first, and each failed item becomes a hazard with one key."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from gridapp.actions import inspections
from gridapp.domain import codes
from gridapp.domain.entry import Entry
from gridapp.i18n import tr
from ui.pages.detail import EntryDetail
from ui.pages.figures import Figure, Figures
from ui.pages.records import RecordsPage
from ui.session import Session
from ui.targets import Show
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.rows import ListRow

_KEY = "Ctrl+H"


class InspectionDetail(EntryDetail):
    """How many items passed, and the failed ones; the key reports the first that stands here."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.reports: list[Button] = []
        QShortcut(QKeySequence(_KEY), self, self._report_first)

    def show_nothing(self) -> None:
        self.reports = []
        super().show_nothing()

    def extra(self, entry: Entry) -> list[QWidget]:
        lines = entry.body.get("items") or []
        table = codes.table("inspection_result").codes
        counts = {code: sum(each["result"]["code"] == code for each in lines) for code in table}
        shown: list[QWidget] = [
            Figures([Figure(str(n), table[code].label()) for code, n in counts.items() if n])
        ]
        failed = inspections.failed(entry)
        self.reports = [self._report(entry, each["id"]) for each in failed]
        if failed:
            shown.append(Label(tr("Failed items ({key} reports the next)", key=_KEY), bold=True, wrap=True))
        for line, button in zip(failed, self.reports, strict=True):
            note = line.get("note", "")
            shown.append(ListRow(line["item"], note, "alert-triangle", "orange", right=button))
        return shown

    def _report(self, entry: Entry, item: str) -> Button:
        button = Button(tr("Report as hazard"), size="small")
        button.clicked.connect(lambda _checked: self._make(entry.id, item, button))
        return button

    def _report_first(self) -> None:
        waiting = next((each for each in self.reports if each.isEnabled()), None)
        if waiting is not None:
            waiting.click()

    def _make(self, inspection: str, item: str, button: Button) -> None:
        button.setEnabled(False)
        self.session.run(
            lambda desk: inspections.hazard_of(desk, inspection, item), lambda made: self._made(made, button)
        )

    def _made(self, hazard: Entry, button: Button) -> None:
        self.said.emit(tr("Reported as {number}", number=hazard.number))
        if button in self.reports:
            button.setText(tr("Show"))
            button.clicked.disconnect()
            button.clicked.connect(lambda _checked: self.wanted.emit(Show(hazard.type, hazard.id)))
            self.reports.remove(button)
            button.setEnabled(True)


class ListPage(RecordsPage):
    """Inspections."""

    def make_detail(self) -> EntryDetail:
        return InspectionDetail(self.session)

    def empty_steps(self) -> list[tuple[str, str]]:
        return [
            (tr("Choose a checklist"), tr("Fire, school, small premises")),
            (tr("Look at each item"), tr("Passed, failed, or not applicable")),
            (tr("What failed is a hazard"), tr("One press reports it")),
        ]
