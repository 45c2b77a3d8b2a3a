"""The roster board: a week of shifts by post, what is missing in words, and the chosen shift beside it."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gridapp.actions import roster
from gridapp.actions.roster import Fairness
from gridapp.domain.entry import Entry
from gridapp.domain.shifts import Slot, Week, later, name_of, place_of, plan_of
from gridapp.i18n import tr
from ui import theme
from ui.models.shifts import RosterModel, week_said
from ui.pages.shift_pane import ShiftPane
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, IconButton
from ui.widgets.empty import EmptyState
from ui.widgets.filters import FilterButton
from ui.widgets.labels import Label
from ui.widgets.roster_table import RosterTable
from ui.widgets.split import MasterDetail
from ui.widgets.surface import Card

_WEEK = timedelta(days=7)
_PANE = 288


class ShiftBoard(QWidget):
    """A week at a time.

    Signals: `said(str)` · `shown(Week)` after another week, or another state of it, came · `new_wanted(values)` for a
    cell without a shift · `copy_wanted()`, `plans_wanted()` of an empty week."""

    said = Signal(str)
    shown = Signal(object)
    new_wanted = Signal(object)
    copy_wanted = Signal()
    plans_wanted = Signal()

    def __init__(
        self, session: Session, may_fill: bool, may_add: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._may_fill, self._may_add = session, may_fill, may_add
        self.day = session.world.now().date()
        self.week: Week | None = None
        self._standing = ""  # the shift to stand on
        self._build()
        self._connect()
        theme.follow(self._restyle)

    def load(self) -> None:
        day = self.day
        self._week_words.setText(week_said(day - timedelta(days=day.weekday())))
        run_for(self, self._session, lambda desk: roster.board(desk, day), self._show)
        if self._may_fill:
            run_for(self, self._session, lambda desk: roster.fairness(desk, day), self._show_fairness)

    def turn(self, weeks: int) -> None:
        """Show a week further on or back."""
        self.go_to(self.day + weeks * _WEEK)

    def go_to(self, day: date) -> None:
        """Show the week of a day."""
        self.day = day
        self.load()

    # --- building ---

    def _build(self) -> None:
        self.before = IconButton("chevron-left", tr("The week before"), outlined=True)
        self.after = IconButton("chevron-right", tr("The next week"), outlined=True)
        self._week_words = Label("", bold=True)
        self._week_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.this_week = Button(tr("This week"), "text")
        self.place = FilterButton(tr("Where"), [], tr("{name}: {value}"))
        self.plan = FilterButton(tr("Plan"), [], tr("{name}: {value}"))
        self._tools = QHBoxLayout()
        for widget in (self.before, self._week_words, self.after, self.this_week):
            self._tools.addWidget(widget)
        self._tools.addStretch(1)
        self._tools.addWidget(self.place)
        self._tools.addWidget(self.plan)
        self.banner = Banner()
        self.model = RosterModel(self._may_fill, self)
        self.table = RosterTable(tr("Roster"), tr("Post"), tr("Put here"))
        self.table.setModel(self.model)
        self.fairness = Label("", "caption", "ink3")
        grid = Card(padding=1)
        grid.add(self.table)
        grid.add_footer(self.fairness, 1)
        self.pane = ShiftPane(self._session, self._may_fill)
        self._split = MasterDetail(grid, self.pane, _PANE)
        self.empty = EmptyState(
            tr("No shifts this week"),
            tr("Copy the week before, or make the shifts of a plan for a whole term."),
            tr("Copy last week") if self._may_add else "",
            tr("To the plans") if self._may_add else "",
            icon="copy",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._split)
        self._stack.addWidget(self.empty)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._tools)
        self._column.addWidget(self.banner)
        self._column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.before.clicked.connect(lambda _checked: self.turn(-1))
        self.after.clicked.connect(lambda _checked: self.turn(1))
        self.this_week.clicked.connect(lambda _checked: self.go_to(self._session.world.now().date()))
        for button in (self.place, self.plan):
            button.changed.connect(lambda _key: self._show_lines())
        self.banner.link_clicked.connect(lambda _key: self.next_wrong())
        self.table.picked.connect(lambda index: self._pick(index))
        self.table.opened.connect(self._open)
        self.table.dropped.connect(self._dropped)
        self.pane.assign_wanted.connect(self.assign)
        self.pane.left.connect(self.focus_grid)
        self.empty.primary_clicked.connect(self.copy_wanted)
        self.empty.secondary_clicked.connect(self.plans_wanted)
        for key, weeks in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            QShortcut(
                QKeySequence(key), self, lambda weeks=weeks: self.turn(weeks)
            )  # while it is the one shown

    def _restyle(self) -> None:
        px = theme.px
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(12))
        self._tools.setSpacing(px(8))
        self._week_words.setMinimumWidth(px(132))
        # Larger text needs a wider pane, but not by as much as the grid needs its room.
        pane = round(_PANE * (1 + (theme.current().scale - 1) / 4))
        self.pane.setMinimumWidth(pane)
        self._split.setSizes([max(1, self.width() - px(16) - pane), pane])

    # --- showing ---

    def _show(self, week: Week) -> None:
        if week.monday != self.day - timedelta(days=self.day.weekday()):
            return  # another was asked for since
        self.week = week
        named = sorted({place_of(line.any.shift) for line in week.lines} - {""})
        _offer(self.place, [(each, each) for each in named])
        plans = {plan_of(line.any.shift)[0]: line.name for line in week.lines}
        _offer(self.plan, [(key, name) for key, name in plans.items() if key])
        self._stack.setCurrentWidget(self._split if week.lines else self.empty)
        self._show_lines()
        self.shown.emit(week)

    def _show_lines(self) -> None:
        if self.week is None:
            return
        index = self.table.currentIndex()
        row, column = index.row(), index.column()
        lines = self.narrowed()
        self.model.show(lines, self._session.world)
        self._summarise(lines)
        there = self.model.index_of(self._standing)
        if not there.isValid() and row >= 0:
            there = self.model.index(min(row, self.model.rowCount() - 1), column)
        if there == self.table.currentIndex():
            self._pick(there)
        else:
            self.table.setCurrentIndex(there)

    def narrowed(self) -> Week:
        """What of the week the filters leave."""
        assert self.week is not None, "a week is shown"
        return self.week.narrowed(str(self.place.value() or ""), str(self.plan.value() or ""))

    def _summarise(self, week: Week) -> None:
        now = self._session.world.now()
        gaps, clashing, drafts = len(week.gaps(now)), week.clashing_people(now), len(week.drafts())
        one_by_one = [("next", tr("Look one by one"))]
        if gaps and clashing:
            words = tr(
                "{gaps} shifts still lack people, and {count} of our people are at two places at once.",
                gaps=gaps,
                count=clashing,
            )
        elif clashing:
            words = tr("{count} of our people are at two places at once.", count=clashing)
        elif gaps:
            words = tr("{gaps} shifts still lack people.", gaps=gaps)
        elif drafts and self._may_add:
            self.banner.show_message(
                tr("Nobody is missing. {count} drafts wait to be published.", count=drafts), "blue", "pencil"
            )
            return
        else:
            self.banner.hide()
            return
        self.banner.show_message(words, "red" if clashing else "orange", "alert-triangle", one_by_one)

    def _show_fairness(self, found: Fairness) -> None:
        self.fairness.setText(
            tr(
                "Of {active} active members, {without} have no shift in this month yet.",
                active=found.active,
                without=found.without,
            )
        )

    # --- going from cell to cell ---

    def _pick(self, index: QModelIndex) -> None:
        slot = self.model.slot(index)
        self._standing = slot.shift.id if slot else ""
        self.pane.show_slot(slot)

    def stand_on(self, shift: str) -> bool:
        """Go to the cell of a shift; says whether it is shown."""
        index = self.model.index_of(shift)
        if index.isValid():
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)
        return index.isValid()

    def next_wrong(self) -> None:
        """On to the next shift that lacks people or clashes, and from the last to the first."""
        now, lines = self._session.world.now(), self.narrowed()
        wrong = sorted(
            {each.shift.id: each for each in (*lines.clashes(now), *lines.gaps(now))}.values(),
            key=lambda each: (each.begins, each.shift.id),
        )
        ids = [each.shift.id for each in wrong]
        if ids:
            here = ids.index(self._standing) if self._standing in ids else -1
            self.stand_on(ids[(here + 1) % len(ids)])
            self.focus_grid()

    def focus_grid(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def next_pane(self) -> None:
        """From the grid to the chosen shift, and back."""
        if self.table.hasFocus() and self.pane.slot is not None:
            self.pane.focus_people()
        else:
            self.focus_grid()

    def _open(self, index: QModelIndex) -> None:
        if self.model.slot(index) is not None:
            self.pane.focus_people()
        elif self._may_add and self.week is not None and (line := self.model.line(index.row())):
            like = line.any
            self.new_wanted.emit(later(like.shift, self.week.days[index.column()] - like.day))

    # --- acting ---

    def _dropped(self, index: QModelIndex, key: str) -> None:
        slot = self.model.slot(index)
        if slot is not None:
            self.assign(slot, key)

    def assign(self, slot: Slot, member: str) -> None:
        """Ask for a place at a shift in a member's name."""

        def noted(signup: Entry) -> None:
            self.said.emit(
                tr("{name} is down for {post}", name=name_of(signup), post=slot.shift.body["name"])
            )

        run_for(self, self._session, lambda desk: roster.assign(desk, slot.shift.id, member), noted)


def _offer(button: FilterButton, options: list[tuple[str, str]]) -> None:
    """Let it choose among these; what is chosen and no longer there is let go. Without a choice it is hidden."""
    if button.value() not in [key for key, _ in options]:
        button.set_value(None)
    button.set_options([(None, tr("Any")), *options])
    button.setVisible(len(options) > 1)
