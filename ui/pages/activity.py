"""Events as a list, and one by itself from its plan to its brief."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from gridapp.domain.entry import Entry
from gridapp.domain.record import RecordType
from gridapp.i18n import tr
from ui.pages.detail import EntryDetail
from ui.pages.event_view import EventView
from ui.pages.records import AskMove, RecordsPage
from ui.session import Session
from ui.targets import Edit
from ui.widgets.buttons import Button


class EventDetail(EntryDetail):
    """What stands beside the list, with the way to all of it."""

    def __init__(self, page: ListPage) -> None:
        super().__init__(page.session)
        self._page = page

    def extra(self, entry: Entry) -> list[QWidget]:
        whole = Button(tr("People, materials and brief"), size="large", icon="calendar-event")
        whole.clicked.connect(lambda _checked: self._page.open_event(entry.id))
        return [whole]


class ListPage(RecordsPage):
    """Enter opens the event; Esc goes back to the list."""

    def __init__(
        self, session: Session, record: RecordType, ask_move: AskMove, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, record, ask_move, parent)
        self.types = frozenset({record.type, "shift", "signup", "service_record"})
        self.whole = EventView(session)
        self._stack.addWidget(self.whole)
        self.whole.back.connect(self.close_event)
        self.whole.said.connect(self.said)
        self.whole.edit_wanted.connect(lambda entry: self.wanted.emit(Edit(record.type, entry)))
        self.whole.move_wanted.connect(
            lambda entry, move: self._ask_move(self, session, entry, move, self._moved)
        )

    def make_detail(self) -> EntryDetail:
        return EventDetail(self)

    def empty_steps(self) -> list[tuple[str, str]]:
        return [
            (tr("Plan it"), tr("Tasks and materials")),
            (tr("Announce it"), tr("Helpers sign up by themselves")),
            (tr("The brief is there"), tr("Written from the records")),
        ]

    def load(self) -> None:
        super().load()
        self.whole.read()

    def open_event(self, entry: str) -> None:
        """Show one event by itself."""
        self.whole.open(entry)
        self._show_stack()

    def close_event(self) -> None:
        """Back to the list, which stands where it stood."""
        self.whole.close_event()
        self._show_stack()
        self.table.setFocus()

    def _open(self) -> None:
        if self.detail.entry is not None:
            self.open_event(self.detail.entry.id)

    def _show_counts(self, *counts: Any) -> None:
        super()._show_counts(*counts)
        self._show_stack()

    def _show_stack(self) -> None:
        here = self.whole.is_open()
        self.header.setVisible(not here)
        if here:
            self._stack.setCurrentWidget(self.whole)
        elif self._stack.currentWidget() is self.whole:
            self._stack.setCurrentWidget(self._filled)
