"""A week of shifts as a grid: what each cell says, in words and in shape."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gridapp.domain.entry import Entry
from gridapp.domain.shifts import DAYS, Line, Slot, Week, name_of
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui.widgets.roster_delegate import CellPerson, CellRole, MoreRole, RosterCell, TodayRole

Index = QModelIndex | QPersistentModelIndex
_GREEN = frozenset(("patrol", "hazard"))
"""Kinds of service on the move; what is stood at a place is blue."""


class RosterModel(QAbstractTableModel):
    """Lines of a week by days. `may_fill` says that this person puts others into gaps."""

    def __init__(self, may_fill: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._may_fill = may_fill
        self._week: Week | None = None
        self._world: World | None = None
        self._cells: dict[str, RosterCell] = {}

    def show(self, week: Week, world: World) -> None:
        """A week, or what has become of the one that is shown: then nothing moves under the pointer."""
        same = self._week is not None and _edges(self._week) == _edges(week)
        if not same:
            self.beginResetModel()
        self._week, self._world, self._cells = week, world, {}
        if not same:
            self.endResetModel()
        elif week.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(week.lines) - 1, DAYS - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, DAYS - 1)

    def line(self, row: int) -> Line | None:
        lines = self._week.lines if self._week else ()
        return lines[row] if 0 <= row < len(lines) else None

    def slot(self, index: Index) -> Slot | None:
        line = self.line(index.row()) if index.isValid() else None
        return line.slots.get(index.column()) if line else None

    def index_of(self, shift: str) -> QModelIndex:
        """Where a shift is; invalid when it is not shown."""
        for row, line in enumerate(self._week.lines if self._week else ()):
            for column, slot in line.slots.items():
                if slot.shift.id == shift:
                    return self.index(row, column)
        return QModelIndex()

    # --- Qt's questions ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._week is None else len(self._week.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else DAYS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line, slot = self.line(index.row()), self.slot(index)
        if line is None or self._week is None:
            return None
        if slot is None:
            day = short_day(self._week.days[index.column()])
            free = tr("{post}, {day}: no shift", post=line.name, day=day)
            return free if role == Qt.ItemDataRole.AccessibleTextRole else None
        match role:
            case _ if role == CellRole:
                return self._cell(slot)
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return self._said(line, slot)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if self._week is None or self._world is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            line = self.line(section)
            return None if line is None else _post_header(line, role)
        return _day_header(self._week.days[section], self._world, role)

    # --- words and shapes ---

    def _cell(self, slot: Slot) -> RosterCell:
        found = self._cells.get(slot.shift.id)
        if found is None:
            found = self._cells[slot.shift.id] = self._made(slot)
        return found

    def _made(self, slot: Slot) -> RosterCell:
        assert self._world is not None, "cells are of a week that is shown"
        past = slot.ends <= self._world.now()
        first = sorted(slot.shown, key=lambda each: each.id not in slot.clashing)  # where not all have room
        people = () if slot.called_off else tuple(_person(each, slot) for each in first)
        note, icon, tone = next(iter(notes_of(slot)), ("", "", "ink2"))
        if past:  # what is over is not filled any more: it is only said
            icon, tone = "", "ink2"
        return RosterCell(
            self._look(slot, past),
            people,
            note,
            icon,
            tone,
            open=self._may_fill and not (past or slot.called_off),
        )

    def _look(self, slot: Slot, past: bool) -> str:
        if slot.called_off:
            return "off"
        if past:
            return "past"
        if slot.clashing:
            return "clash"
        if slot.gap:
            return "gap" if slot.shown else "empty"
        if slot.draft:
            return "draft"
        return "green" if (slot.shift.body.get("kind") or {}).get("code") in _GREEN else "blue"

    def _said(self, line: Line, slot: Slot) -> str:
        people = [f"{name_of(each)} ({standing(each)})" for each in slot.shown]
        state = tr(slot.shift.record.workflow.state(slot.shift.state).label)
        notes = tr(", ").join(words for words, _, _ in notes_of(slot))
        when = f"{short_day(slot.day)} {line.begins} – {line.ends}"
        return "\n".join(each for each in (f"{line.name} · {when}", *people, notes or state) if each)


def _edges(week: Week) -> tuple[date, list[tuple[str, str, str]]]:
    """What stands at the edges of the grid."""
    return week.monday, [(line.name, line.begins, line.ends) for line in week.lines]


def _post_header(line: Line, role: int) -> object:
    if role == Qt.ItemDataRole.DisplayRole:
        return line.name
    return f"{line.begins} – {line.ends}" if role == MoreRole else None


def _day_header(day: date, world: World, role: int) -> object:
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return short_day(day)
        case _ if role == TodayRole:
            return day == world.now().date()
        case _ if role == MoreRole and day == world.now().date():
            return tr("today")
        case _ if role == MoreRole and not world.deadlines.calendar.is_working_day(day):
            return tr("off")
    return None


def standing(signup: Entry) -> str:
    """How somebody stands at a shift, in a word."""
    return tr(signup.record.workflow.state(signup.state).label)


Note = tuple[str, str, str]
"""Words, icon and tone of what is missing or wrong."""


def notes_of(slot: Slot) -> list[Note]:
    """What is missing or wrong at a shift, the worst first."""
    if slot.called_off:
        return [(tr("Called off"), "x", "ink3")]
    found = []
    if slot.clashing:
        found.append((tr("Clash"), "alert-circle-filled", "red"))
    if slot.gap:
        found.append((tr("{count} missing", count=slot.gap), "user-plus", "orange"))
    if slot.draft:
        found.append((tr("Draft"), "pencil", "ink2"))
    if slot.offered:
        found.append((tr("{count} to be confirmed", count=len(slot.offered)), "clock", "yellow"))
    if slot.others:
        found.append((tr("{count} on the waiting list", count=len(slot.others)), "clock-pause", "ink2"))
    return found


def _person(signup: Entry, slot: Slot) -> CellPerson:
    if signup.id in slot.clashing:
        return CellPerson(name_of(signup), "alert-circle-filled", "red")
    if signup in slot.offered:
        return CellPerson(name_of(signup), "clock", "yellow")
    if signup in slot.others:
        return CellPerson(name_of(signup), "clock-pause", "ink3")
    return CellPerson(name_of(signup))


def short_day(day: date) -> str:
    """A day of a week as a column says it: 周三 18."""
    weekdays = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
    return f"{weekdays[day.weekday()]} {day.day}"


def week_said(monday: date) -> str:
    """From Monday to Sunday: 11月16日 – 22日, the second month only where it is another."""
    sunday = monday + timedelta(days=6)
    if monday.month == sunday.month:
        return tr("{month}/{first} – {last}", month=monday.month, first=monday.day, last=sunday.day)
    return tr(
        "{month}/{first} – {month2}/{last}",
        month=monday.month,
        first=monday.day,
        month2=sunday.month,
        last=sunday.day,
    )
