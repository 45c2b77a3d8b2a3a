"""The list of school gate duty: an entry shows what was done and who stood there, in figures."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gridapp.domain.entry import Entry
from gridapp.domain.fields import Tally
from gridapp.i18n import tr
from ui.pages.detail import EntryDetail
from ui.pages.figures import Figure, Figures
from ui.pages.records import RecordsPage
from ui.widgets.labels import Label

_PRESENT = ("police_n", "guards_n", "teachers_n", "parents_n")


class CampusDetail(EntryDetail):
    """Sums over everyone who counted, never who counted what."""

    def extra(self, entry: Entry) -> list[QWidget]:
        actions = entry.record.field("actions")
        assert isinstance(actions, Tally)
        codes = actions.table.codes
        totals = actions.totals(entry.body.get("actions"))
        done = [
            Figure(str(count), codes[code].label() if code in codes else code)
            for code, count in totals.items()
        ]
        there = [name for name in _PRESENT if entry.body.get(name)]
        present = [Figure(str(entry.body[name]), tr(entry.record.field(name).label)) for name in there]
        shown: list[QWidget] = []
        for title, figures in ((tr("What was done"), done), (tr("Also there"), present)):
            if figures:
                shown += [Label(title, bold=True), Figures(figures)]
        return shown

    def shown_elsewhere(self, entry: Entry) -> frozenset[str]:
        return super().shown_elsewhere(entry) | {"actions", *_PRESENT}


class ListPage(RecordsPage):
    """School gate duty."""

    def make_detail(self) -> EntryDetail:
        return CampusDetail(self.session)

    def widths(self) -> dict[str, int]:
        return {"session": 84, "period": 168, "traffic_state": 84, "members": 140}

    def empty_steps(self) -> list[tuple[str, str]]:
        return [
            (tr("Be there early"), tr("Best 20 minutes before school")),
            (tr("Count as you go"), tr("One press for each")),
            (tr("No pupil's name"), tr("Only what was done")),
        ]
