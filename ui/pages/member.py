"""Members: of the chosen one what they served this year and where they stand next, and what has to be renewed."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from gridapp.actions import members
from gridapp.actions.members import Service
from gridapp.domain.entry import Entry
from gridapp.domain.fields import Day
from gridapp.domain.fields.time import show_day
from gridapp.domain.service_records import figure
from gridapp.i18n import tr
from ui.pages.detail import EntryDetail
from ui.pages.figures import Figure, Figures
from ui.pages.own_shifts import period_of, title_of
from ui.pages.records import RecordsPage
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.labels import Label
from ui.widgets.rows import ListRow
from ui.widgets.surface import Panel

_MOST = 3


class MemberDetail(EntryDetail):
    """With their service; of the hours one sum, set beside nobody else's."""

    def extra(self, entry: Entry) -> list[QWidget]:
        return [ServicePanel(self.session, entry)]


class ServicePanel(Panel):
    """Reads by itself."""

    def __init__(self, session: Session, entry: Entry) -> None:
        super().__init__()
        self._session, self._entry = session, entry
        run_for(self, session, lambda desk: members.service(desk, entry.id), self._show)

    def _show(self, service: Service) -> None:
        world = self._session.world
        self.body.addWidget(
            Figures([Figure(figure(service.hours), tr("hours confirmed this year"))], columns=1)
        )
        for each in service.shifts[:_MOST]:
            self.body.addWidget(ListRow(title_of(each), period_of(each, world), "calendar", "ink2"))
        if not service.shifts:
            self.body.addWidget(Label(tr("No shift is coming."), "caption", "ink3"))
        for field in self._entry.record.fields().values():
            if isinstance(field, Day) and (words := self._runs_out(field)):
                self.body.addWidget(Label(words, "caption", "orange", wrap=True))

    def _runs_out(self, field: Day) -> str:
        """What has to be renewed soon, or should have been."""
        stored, today = self._entry.body.get(field.name), self._session.world.now().date()
        if field.warns is None or not stored or date.fromisoformat(stored) > field.last_stored(today):
            return ""
        day = date.fromisoformat(stored) + timedelta(days=field.good_for)
        return tr("{what}: good until {day}", what=tr(field.label), day=show_day(day, self._session.world))


class ListPage(RecordsPage):
    """Members."""

    def make_detail(self) -> EntryDetail:
        return MemberDetail(self.session)

    def empty_steps(self) -> list[tuple[str, str]]:
        return [
            (tr("Take in your list"), tr("An Excel file, tried first")),
            (tr("Invite them"), tr("Each chooses a password")),
            (tr("Plan their shifts"), tr("Or let them sign up")),
        ]
