"""The list of outreach events: an entry shows what was reached and handed out, as a grid of figures."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gridapp.domain.entry import Entry
from gridapp.domain.fields import Count
from gridapp.i18n import tr
from ui.pages.detail import EntryDetail
from ui.pages.figures import Figure, Figures
from ui.pages.records import RecordsPage


class OutreachDetail(EntryDetail):
    """Every count of the event, the people reached first."""

    def extra(self, entry: Entry) -> list[QWidget]:
        counts = self._counts(entry)
        figures = [Figure(str(entry.body[name]), tr(entry.record.field(name).label)) for name in counts]
        return [Figures(figures)] if figures else []

    def shown_elsewhere(self, entry: Entry) -> frozenset[str]:
        return super().shown_elsewhere(entry) | set(self._counts(entry))

    def title_words(self, entry: Entry) -> str:
        theme_name = entry.record.field("theme").show(entry.body.get("theme"), self.session.world)
        return tr("{theme} · {place}", theme=theme_name, place=super().title_words(entry))

    def _counts(self, entry: Entry) -> list[str]:
        fields = entry.record.fields().items()
        return [name for name, each in fields if isinstance(each, Count) and entry.body.get(name)]


class ListPage(RecordsPage):
    """Outreach events."""

    def make_detail(self) -> EntryDetail:
        return OutreachDetail(self.session)

    def widths(self) -> dict[str, int]:
        return {"theme": 88, "period": 168, "form": 80, "audience_n": 96}

    def empty_steps(self) -> list[tuple[str, str]]:
        return [
            (tr("Theme and place"), tr("Fraud, fire, traffic and others")),
            (tr("How many were reached"), tr("Counted, never listed")),
            (tr("A photo, if you like"), tr("It is never compulsory")),
        ]
