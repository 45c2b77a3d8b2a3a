"""Shifts on the first page: what was called off on the person, where others put them, who waits for their answer, and
the way to the rest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridapp.actions import openings, placements
from gridapp.actions.openings import News, Own
from gridapp.actions.placements import Placement
from gridapp.actions.swaps import Request
from gridapp.i18n import tr
from ui import theme
from ui.pages.own_shifts import period_of, title_of
from ui.session import Session
from ui.targets import Show
from ui.waiting import run_for
from ui.widgets.buttons import Button
from ui.widgets.rows import ListRow
from ui.widgets.surface import Card

PAGE = "openings"
_MOST = 4


class OpeningsCard(Card):
    """Hidden where no shifts are planned. Signal: `wanted(Target)`."""

    wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Shifts"), padding=0, parent=parent)
        self._session = session
        self._shown: News | None = None
        self.take = Button(tr("Shifts I can take"), size="small", icon="calendar-plus")
        self.take.clicked.connect(lambda _checked: self.wanted.emit(Show(PAGE, "open")))
        self.mine = Button(tr("My shifts"), "text", "small")
        self.mine.clicked.connect(lambda _checked: self.wanted.emit(Show(PAGE, "mine")))
        for button in (self.mine, self.take):
            self.add_action(button)
        self.body.setSpacing(0)
        self.hide()
        theme.signals.theme_changed.connect(self._again)

    def load(self) -> None:
        run_for(self, self._session, openings.news, self.show_news)

    def show_news(self, news: News) -> None:
        self._shown = news
        self.clear()
        self.body.setSpacing(0)
        for own in news.off[:_MOST]:
            self.add(self._off(own))
        self._add_places(news.put)
        for request in news.requests[:_MOST]:
            self.add(self._request(request))
        self.setVisible(news.any)

    def _again(self) -> None:
        """Sizes are taken when rows are made."""
        if self._shown is not None:
            self.show_news(self._shown)

    def _off(self, own: Own) -> ListRow:
        facts = (period_of(own.entry, self._session.world), own.meeting.reason)
        title = tr("Called off: {title}", title=title_of(own.entry))
        caption = " · ".join(each for each in facts if each)
        return ListRow(title, caption, "alert-circle-filled", "red", "red")

    def _add_places(self, put: Sequence[Placement]) -> None:
        """Every place that was moved; new ones in one row, however many. One button says that they were seen."""
        new, moved = [each for each in put if not each.moved], [each for each in put if each.moved]
        rows = [self._place(each, tr("Moved: {title}", title=title_of(each.entry))) for each in moved[:_MOST]]
        if len(new) == 1:
            rows.append(self._place(new[0], tr("You have a place: {title}", title=title_of(new[0].entry))))
        elif new:
            title = tr("You have {count} new places", count=len(new))
            first, last = (period_of(each.entry, self._session.world) for each in (new[0], new[-1]))
            rows.append((title, tr("The first {first}, the last {last}", first=first, last=last)))
        for place, (title, caption) in enumerate(rows):
            seen = self._seen(title) if place == 0 else None
            self.add(ListRow(title, caption, "calendar-plus", "blue", right=seen, line=place > 0))

    def _place(self, of: Placement, title: str) -> tuple[str, str]:
        return title, period_of(of.entry, self._session.world)

    def _seen(self, title: str) -> Button:
        button = Button(tr("I’ve seen it"), size="small")
        button.setAccessibleDescription(title)
        button.clicked.connect(
            lambda _checked: run_for(self, self._session, placements.look_at, lambda _: self.load())
        )
        return button

    def _request(self, request: Request) -> ListRow:
        entry, world = request.entry, self._session.world
        record = entry.record
        giver, taker = (
            record.field(name).show(entry.body.get(name), world)
            for name in (record.speaks_for, record.subject)
        )
        title = (
            tr("{name} asks you to stand in", name=giver)
            if request.for_me
            else tr("To approve: {giver} → {taker}", giver=giver, taker=taker)
        )
        button = Button(tr("Answer"), size="small")
        button.setAccessibleDescription(title)
        button.clicked.connect(lambda _checked: self.wanted.emit(Show(PAGE, "requests")))
        caption = f"{title_of(entry)} · {period_of(entry, world)}"
        return ListRow(title, caption, record.icon, "orange", right=button)
