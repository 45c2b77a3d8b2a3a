"""Shifts to take, by day: filtered by kind and place, several ticked and signed up for at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions.signups import Opening
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui import theme
from ui.models.openings import OpeningsModel, kind_of, place_of
from ui.widgets.buttons import Button
from ui.widgets.filters import FilterButton
from ui.widgets.labels import Label
from ui.widgets.surface import Card
from ui.widgets.table import EntryTable


class OpeningsList(QWidget):
    """Space ticks, Ctrl+Enter signs up. Signals: `sign_up_wanted(list of ids)` · `said(str)`."""

    sign_up_wanted = Signal(list)
    said = Signal(str)

    def __init__(self, world: World, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._world = world
        self._openings: Sequence[Opening] = ()
        self.model = OpeningsModel(world, self)
        self.model.refused.connect(self.said)
        self.model.ticks_changed.connect(self._show_ticks)
        self.table = EntryTable(tr("Shifts I can take"))
        self.table.setModel(self.model)
        self.table.set_columns((184, None, 130, 152, 364), least=210, drop=(2,))
        self.table.reset_filters.connect(self._reset)
        self.table.opened.connect(lambda index: self._turn(index.row()))
        pattern = tr("{name}: {value}")
        self.kind = FilterButton(tr("Kind of service"), [], pattern)
        self.place = FilterButton(tr("Where"), [], pattern)
        self.button = Button("", "primary", icon="calendar-plus")
        self.button.clicked.connect(lambda _checked: self._sign_up())
        self._hint = Label(tr("Space ticks a shift, Ctrl+Enter signs up."), "caption", "ink3")
        self._build()
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self._sign_up)
        self._show_ticks()

    def show_openings(self, openings: Sequence[Opening]) -> None:
        """Show these, filtered as before; the row one stands on stays the current one."""
        self._openings = openings
        self.kind.set_options(_options(kind_of(each.shift, self._world) for each in openings))
        self.place.set_options(_options(place_of(each.shift, self._world) for each in openings))
        self._show_filtered()

    def focus_list(self) -> None:
        """The keys go to the list."""
        self.table.setFocus()
        if self.table.current_row() < 0:
            self.table.select_row(0)

    def _build(self) -> None:
        self._filters = QHBoxLayout()
        for button in (self.kind, self.place):
            button.changed.connect(lambda _key: self._show_filtered())
            self._filters.addWidget(button)
        self._filters.addWidget(self._hint, 1)
        self._filters.addWidget(self.button)
        card = Card(padding=1)
        card.add(self.table)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._filters)
        self._column.addWidget(card, 1)
        theme.follow(self._restyle)

    def _restyle(self) -> None:
        self._filters.setSpacing(theme.px(12))
        self._column.setSpacing(theme.px(12))

    def _show_filtered(self) -> None:
        kind, place = self.kind.value(), self.place.value()
        rows = [
            each
            for each in self._openings
            if kind in (None, kind_of(each.shift, self._world))
            and place in (None, place_of(each.shift, self._world))
        ]
        before = self.table.current_key()
        self.model.show(rows)
        if before is None or not self.table.select_key(before):
            self.table.select_row(0)
        if self._openings:
            self.table.set_empty(tr("No shift fits these filters."), tr("Show all"))
        else:
            self.table.set_empty(tr("No shifts are published for the next four weeks."))

    def _reset(self) -> None:
        for button in (self.kind, self.place):
            button.set_value(None)
        self._show_filtered()

    def _turn(self, row: int) -> None:
        """Enter says in full why a shift cannot be taken, or what is to be thought of."""
        opening = self.model.opening(row)
        said = self.model.why_not(opening) or " ".join(opening.against)
        self.said.emit(said or tr("Nothing speaks against it"))

    def _show_ticks(self) -> None:
        count = len(self.model.ticked())
        self.button.setEnabled(count > 0)
        self.button.set_words(tr("Sign up") if not count else tr("Sign up ({count})", count=count))

    def _sign_up(self) -> None:
        ticked = self.model.ticked()
        if ticked:
            self.sign_up_wanted.emit(ticked)
        else:
            self.said.emit(tr("Tick one or several shifts first, with the space bar."))


def _options(values: Iterable[str]) -> list[tuple[object, str]]:
    return [(None, tr("All")), *((each, each) for each in sorted(set(values) - {""}))]
