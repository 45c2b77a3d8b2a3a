"""The first page: start recording at once, see what is due, what was recorded, and what waits to be sent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions import today
from gridapp.actions.expiring import Expiring
from gridapp.actions.status import Status
from gridapp.actions.supervision import supervised
from gridapp.actions.today import Today
from gridapp.domain.entry import Entry
from gridapp.domain.fields.time import show_day
from gridapp.domain.record import RecordType, record_type
from gridapp.i18n import tr
from ui import theme, words
from ui.pages.day_paper import ask_log
from ui.pages.duty_card import DutyCard
from ui.pages.figures import Figure, Figures
from ui.pages.grant_banner import GrantBanner
from ui.pages.openings_card import OpeningsCard
from ui.pages.page import Page
from ui.pages.views import counted
from ui.session import Session
from ui.targets import New, Show
from ui.widgets.buttons import Button
from ui.widgets.header import PageHeader
from ui.widgets.hero import Hero
from ui.widgets.labels import IconLabel, Label
from ui.widgets.pills import Pill
from ui.widgets.quick_tile import QuickTile
from ui.widgets.rows import ListRow
from ui.widgets.split import ScrollPage
from ui.widgets.surface import Card, Rule

_TILES, _NOTICES = 4, 3
_DUE_ICONS = {"red": "alert-circle-filled", "orange": "clock-exclamation"}


class TodayPage(Page):
    """Quick tiles, the last record and what follows from it, what is due, what waits for a connection."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._shown: Today | None = None
        self._try: Button | None = None
        self._build()
        session.status_changed.connect(self._show_waiting)
        session.syncing.connect(self._show_syncing)
        theme.signals.theme_changed.connect(self._again)

    def load(self) -> None:
        now = self.session.world.now()
        self._header.set_title(
            words.greeting(self.session.person.name, now), words.day_and_weekday(now.date())
        )
        self.session.run(today.today, self._show)
        self.duty.load()
        self.shifts.load()
        if self.session.status is not None:
            self._show_waiting(self.session.status)

    # --- building ---

    def _build(self) -> None:
        self._header = PageHeader("")
        self.log = Button(tr("Today's log"), "text", icon="notes")
        self.log.setToolTip(tr("What you recorded today, as a Word document"))
        self.log.clicked.connect(lambda _checked: self._ask_log())
        self._header.add_action(self.log)
        self.banner = GrantBanner(self.session)
        self._tiles = QHBoxLayout()
        self._offered: Sequence[RecordType] = ()
        self._recent = Card(padding=1)
        self._month = Card(tr("This month"), self.session.world.org.label(self.session.person.unit))
        self._due = Card(tr("To do"), divider=True, padding=0)
        self._notices = Card(tr("Notices"), divider=True, padding=0)
        self._waiting = Card()
        self.duty = DutyCard(self.session)
        self.duty.wanted.connect(self.wanted)
        self.duty.said.connect(self.said)
        self.shifts = OpeningsCard(self.session)
        self.shifts.wanted.connect(self.wanted)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self._recent, 1)
        left.addWidget(self._month)
        right.addWidget(self.duty)
        right.addWidget(self.shifts)
        right.addWidget(self._notices)
        right.addWidget(self._due, 1)
        right.addWidget(self._waiting)
        self._columns = QHBoxLayout()
        self._columns.addLayout(left, 708)
        self._columns.addLayout(right, 450)
        inside = QWidget()
        self._inner = QVBoxLayout(inside)
        self._inner.addWidget(self.banner)
        self._inner.addLayout(self._tiles)
        self._inner.addLayout(self._columns, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._header)
        outer.addWidget(ScrollPage(inside), 1)
        self._sides = (left, right)
        theme.follow(self._restyle)

    def _restyle(self) -> None:
        px = theme.px
        self._inner.setContentsMargins(px(20), 0, px(20), px(16))
        self._inner.setSpacing(px(16))
        self._tiles.setSpacing(px(12))
        self._columns.setSpacing(px(16))
        for side in self._sides:
            side.setSpacing(px(16))

    def _ask_log(self) -> None:
        ask_log(self, self.session, self.session.world.now().date(), self.said.emit)

    # --- showing ---

    def _show(self, found: Today) -> None:
        self._shown = found
        self._show_tiles(found.usual[:_TILES])
        self._show_recent(found.recent)
        self._show_notices(found.notices, found.expiring)
        self._show_due(found.due)
        self._month.clear()
        figures = [
            Figure(counted(count), tr(record_type(name).plural)) for name, count in found.month.items()
        ] or [Figure("0", tr(record.plural)) for record in found.usual[:_TILES]]
        self._month.add(Figures(figures, columns=max(1, len(figures)), role="welcome"))

    def _show_tiles(self, records: Sequence[RecordType]) -> None:
        if records == self._offered:
            return
        self._offered = records
        while (item := self._tiles.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for record in records:
            tile = QuickTile(tr(record.singular), tr(record.hint), record.icon, record.tone)
            tile.clicked.connect(lambda _checked, name=record.type: self.wanted.emit(New(name)))
            self._tiles.addWidget(tile)

    def _again(self) -> None:
        """Sizes are taken when rows are made, so a new text size makes them again."""
        if self._shown is not None:
            self._show(self._shown)
        if self.session.status is not None:
            self._show_waiting(self.session.status)

    def _show_recent(self, recent: Sequence[Entry]) -> None:
        self._recent.clear()
        self._recent.body.setSpacing(0)
        self._recent.add(self._hero(recent[0] if recent else None))
        for entry in recent[1:4]:
            self._recent.add(self._row(entry))
        self._recent.body.addStretch(1)

    def _hero(self, last: Entry | None) -> Hero:
        hero = Hero("scene-card", "scene-card-dark")
        if last is None:
            title, below = tr("Nothing recorded yet"), tr("Choose above what it is. It is saved at once.")
            hero.body.addWidget(Label(title, "title", wrap=True))
            hero.body.addWidget(Label(below, tone="ink2", wrap=True))
            hero.body.addStretch(1)
            return hero
        world = self.session.world
        head = QHBoxLayout()
        head.addWidget(Pill(tr("Recorded last"), "circle-filled", "blue"))
        head.addWidget(Label(words.moment(last.recorded_at, world), tone="ink2"), 1)
        hero.body.addLayout(head)
        hero.body.addWidget(Label(last.record.title(last.body, world), "title", wrap=True))
        state = tr(last.record.workflow.state(last.state).label)
        said = tr("{type}, {state}", type=tr(last.record.singular), state=state)
        hero.body.addWidget(Label(said, tone="ink2", wrap=True))
        hero.body.addStretch(1)
        look = Button(tr("Have a look"), "primary", "large", "eye")
        look.clicked.connect(lambda _checked: self.wanted.emit(Show(last.type, last.id)))
        hero.body.addWidget(look, 0, Qt.AlignmentFlag.AlignLeft)
        return hero

    def _row(self, entry: Entry) -> ListRow:
        record, world = entry.record, self.session.world
        open_button = Button(tr("Show"), "text", "small")
        open_button.setAccessibleDescription(entry.number)
        open_button.clicked.connect(lambda _checked: self.wanted.emit(Show(entry.type, entry.id)))
        said = tr(
            "{type} · {moment}", type=tr(record.singular), moment=words.moment(entry.recorded_at, world)
        )
        return ListRow(record.title(entry.body, world), said, record.icon, record.tone, right=open_button)

    def _show_notices(self, notices: Sequence[Entry], expiring: Sequence[Expiring]) -> None:
        self._notices.clear()
        self._notices.body.setSpacing(0)
        told = [(each, each.author.name, each.record.icon, "ink2") for each in notices[:_NOTICES]]
        told += [(each.entry, self._runs_out(each), "calendar", "orange") for each in expiring[:_NOTICES]]
        for place, (entry, said, icon, tone) in enumerate(told):
            show = Button(tr("Show"), "text", "small")
            show.setAccessibleDescription(entry.number)
            show.clicked.connect(lambda _checked, entry=entry: self.wanted.emit(Show(entry.type, entry.id)))
            title = entry.record.title(entry.body, self.session.world)
            self._notices.add(ListRow(title, said, icon, tone, right=show, line=place > 0))
        self._notices.setVisible(bool(told))

    def _runs_out(self, found: Expiring) -> str:
        day = show_day(found.day, self.session.world)
        if found.day < self.session.world.now().date():
            return tr("{what}: ran out {day}", what=tr(found.field.label), day=day)
        return tr("{what}: runs out {day}", what=tr(found.field.label), day=day)

    def _show_due(self, due: Sequence[Entry]) -> None:
        self._due.set_title(tr("To do"), str(len(due)) if due else "")
        self._due.clear()
        self._due.body.setSpacing(0)
        for place, entry in enumerate(due):
            self._due.add(self._due_row(entry, line=place > 0))
        if not due:
            note = Label(tr("Nothing is due."), tone="ink3")
            note.setContentsMargins(theme.px(18), theme.px(16), theme.px(18), theme.px(16))
            self._due.add(note)
        self._due.body.addStretch(1)

    def _due_row(self, entry: Entry, line: bool) -> ListRow:
        world = self.session.world
        spec = words.due(entry, world)
        tone = spec.tone if spec else "grey"
        button = Button(tr("Show"), size="small")
        button.setAccessibleDescription(entry.number)
        button.clicked.connect(lambda _checked: self.wanted.emit(Show(entry.type, entry.id)))
        said = tr(
            "{deadline} · {place}", deadline=spec.text if spec else "", place=words.caption(entry, world)
        )
        late = supervised(entry, world)
        if late and late.unit in self.session.person.units:
            said = tr("{words} · yours to supervise", words=said)
        icon = _DUE_ICONS.get(tone, "clock")
        shade = tone if tone in ("red", "orange") else "ink3"
        mark = tone if tone in ("red", "orange") else "ink2"
        return ListRow(entry.record.title(entry.body, world), said, icon, mark, shade, button, line)

    def _show_waiting(self, status: Status) -> None:
        self.banner.show_grant(status.grant)
        self._waiting.clear()
        head = QHBoxLayout()
        waiting = bool(status.unsent_total)
        head.addWidget(
            IconLabel("device-floppy" if waiting else "cloud-check", "ink2" if waiting else "green", 20)
        )
        title = tr("Saved here, waiting for a connection") if waiting else tr("Nothing waits to be sent")
        head.addWidget(Label(title, "card", wrap=True), 1)
        self._waiting.body.addLayout(head)
        sentence = tr("Go on recording. It is sent by itself when there is a connection.")
        self._waiting.add(Label(sentence, "caption", "ink2", wrap=True))
        self._waiting.body.addLayout(self._unsent(status))
        self._waiting.add(Rule())
        self._waiting.body.addLayout(self._last_sync(status))

    def _unsent(self, status: Status) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(8))
        for place, (name, count) in enumerate(status.unsent.items()):
            record = record_type(name)
            row, side = divmod(place, 2)
            grid.addWidget(IconLabel(record.icon, "ink2", 18), row, side * 4)
            grid.addWidget(Label(tr(record.singular)), row, side * 4 + 1)
            grid.addWidget(Label(str(count), bold=True), row, side * 4 + 2, Qt.AlignmentFlag.AlignRight)
            grid.setColumnStretch(side * 4 + 1, 1)
            grid.setColumnMinimumWidth(3, theme.px(20))
        return grid

    def _last_sync(self, status: Status) -> QHBoxLayout:
        row = QHBoxLayout()
        last = words.moment(status.last_sync, self.session.world) or tr("never")
        row.addWidget(Label(tr("Last sync: {moment}", moment=last), "caption", "ink3"), 1)
        again = self._try = Button(tr("Try to sync once"), "text", "small")
        again.clicked.connect(lambda _checked: self.session.sync(asked=True))
        row.addWidget(again)
        return row

    def _show_syncing(self, on: bool) -> None:
        if self._try is not None:
            self._try.setEnabled(not on)
