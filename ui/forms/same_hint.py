"""While something is recorded: that it may be recorded already, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridapp.actions import candidates
from gridapp.actions.candidates import Candidate
from gridapp.domain.duplicates import compared_fields
from gridapp.domain.record import RecordType
from gridapp.i18n import tr
from ui import theme, words
from ui.session import Session
from ui.targets import Show
from ui.waiting import run_for
from ui.widgets.banner import Banner

_AFTER_MS = 600  # of quiet: nobody is asked at every letter


class SameHint(QWidget):
    """A banner that is there only while a likely double is known. Signal: `wanted(Target)` to look at it.

    Whoever goes there leaves the form; what was typed is kept as its draft.
    """

    wanted = Signal(object)

    def __init__(self, session: Session, record: RecordType) -> None:
        super().__init__()
        self.banner = Banner()
        self._session, self._record = session, record
        self._values: Mapping[str, Any] = {}
        self._there: Candidate | None = None
        self._clock = QTimer(self, interval=_AFTER_MS, singleShot=True)
        self._clock.timeout.connect(self._ask)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.banner)
        self.banner.link_clicked.connect(lambda _key: self._go())
        self.hide()
        theme.follow(self._restyle)

    def look(self, values: Mapping[str, Any]) -> None:
        """Search soon, by what is filled in now; not again for what says nothing of place, time or matter."""
        if not self._record.repeats():
            return
        compared = {name: values.get(name) for name in compared_fields(self._record)}
        if compared != self._values:
            self._values = compared
            self._clock.start()

    def _ask(self) -> None:
        kind, values = self._record.type, dict(self._values)
        run_for(
            self, self._session, lambda desk: candidates.candidates_for(desk, kind, values), self._answered
        )

    def _answered(self, found: list[Candidate]) -> None:
        self._there = next((each for each in found if each.likeness.likely), None)
        self.setVisible(self._there is not None)
        if self._there is not None:
            entry, world = self._there.entry, self._session.world
            said = tr(
                "Perhaps reported already by {name}, {moment}: {title}",
                name=entry.author.name,
                moment=words.moment(entry.recorded_at, world),
                title=entry.record.title(entry.body, world),
            )
            self.banner.show_message(said, "blue", "arrows-diff", [("show", tr("Show it"))])

    def _go(self) -> None:
        if self._there is not None:
            self.wanted.emit(Show(self._record.type, self._there.entry.id))

    def _restyle(self) -> None:
        self._column.setContentsMargins(theme.px(20), 0, theme.px(20), theme.px(12))
