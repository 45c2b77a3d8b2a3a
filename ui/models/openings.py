"""Shifts that can be taken as a table model: when, what and where, places, what speaks against it, and ticks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from gridapp.actions.signups import Opening
from gridapp.domain.entry import Entry
from gridapp.domain.world import World
from gridapp.i18n import N_, tr
from ui import words
from ui.widgets import roles
from ui.widgets.roles import PillSpec

Index = QModelIndex | QPersistentModelIndex

_HEADS = (N_("When"), N_("Shift"), N_("Kind of service"), N_("Places"), N_("Before you sign up"))


class OpeningsModel(QAbstractTableModel):
    """What is shown of some openings. Signals: `ticks_changed()` · `refused(str)`: why one cannot be ticked."""

    ticks_changed = Signal()
    refused = Signal(str)

    def __init__(self, world: World, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._world = world
        self._rows: list[Opening] = []
        self._ticked: dict[str, Opening] = {}

    def show(self, rows: Sequence[Opening]) -> None:
        """Show these. A tick stays where its shift is still there to be taken."""
        self.beginResetModel()
        self._rows = list(rows)
        self._ticked = {
            each.shift.id: each for each in rows if each.shift.id in self._ticked and _is_free(each)
        }
        self.endResetModel()
        self.ticks_changed.emit()

    def ticked(self) -> list[str]:
        """The ids of the shifts that are ticked, in the order of the list."""
        return [each.shift.id for each in self._rows if each.shift.id in self._ticked]

    def clear_ticks(self) -> None:
        self._ticked.clear()
        self.ticks_changed.emit()

    def opening(self, row: int) -> Opening:
        return self._rows[row]

    def why_not(self, opening: Opening) -> str:
        """Why it cannot be ticked, in words; "" where it can."""
        if opening.mine is not None:
            return tr("You have signed up for this shift.")
        if opening.clashes:
            return " ".join(opening.against)
        other = next((each for each in self._ticked.values() if _overlap(each.shift, opening.shift)), None)
        if other is not None and other.shift.id != opening.shift.id:
            return tr("This is at the same time as {shift}, which you have ticked.", shift=_name(other.shift))
        return ""

    # --- Qt's side ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(_HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        opening = self._rows[index.row()]
        if role == roles.KeyRole:
            return opening.shift.id
        cell = (self._when, self._what, self._kind, self._places, self._said)[index.column()](opening)
        if role == Qt.ItemDataRole.ToolTipRole:
            both = (cell.get(Qt.ItemDataRole.DisplayRole), cell.get(roles.CaptionRole))
            return "\n".join(str(each) for each in both if each)
        return cell.get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        free = _is_free(self._rows[index.row()]) and index.column() == 0
        also = Qt.ItemFlag.ItemIsUserCheckable if free else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | also

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        opening = self._rows[index.row()]
        if Qt.CheckState(value) != Qt.CheckState.Checked:
            self._ticked.pop(opening.shift.id, None)
        elif reason := self.why_not(opening):
            self.refused.emit(reason)
            return False
        else:
            self._ticked[opening.shift.id] = opening
        self.dataChanged.emit(index, index)
        self.ticks_changed.emit()
        return True

    # --- cells ---

    def _when(self, opening: Opening) -> dict[int, Any]:
        starts, ends = _times(opening.shift)
        day = words.day_and_weekday(starts.date())
        hours = f"{starts:%H:%M} – {ends:%H:%M}"
        ticked = opening.shift.id in self._ticked
        state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        return {
            Qt.ItemDataRole.DisplayRole: f"{day} {hours}",
            roles.TitleRole: hours,
            roles.CaptionRole: day,
            Qt.ItemDataRole.CheckStateRole: state.value,
        }

    def _what(self, opening: Opening) -> dict[int, Any]:
        place = place_of(opening.shift, self._world)
        return {
            Qt.ItemDataRole.DisplayRole: _name(opening.shift),
            roles.TitleRole: _name(opening.shift),
            roles.CaptionRole: place or opening.shift.number,
        }

    def _kind(self, opening: Opening) -> dict[int, Any]:
        return {Qt.ItemDataRole.DisplayRole: kind_of(opening.shift, self._world)}

    def _places(self, opening: Opening) -> dict[int, Any]:
        needed = int(opening.shift.body["needed"])
        placed = tr("{taken} of {needed} have a place", taken=opening.taken, needed=needed)
        if opening.free:
            text, tone = tr("{count} free", count=opening.free), "ink"
        else:
            text, tone = tr("Full: waiting list"), "orange"
        return {Qt.ItemDataRole.DisplayRole: text, roles.CaptionRole: placed, roles.ToneRole: tone}

    def _said(self, opening: Opening) -> dict[int, Any]:
        if opening.mine is not None:
            state = opening.mine.record.workflow.state(opening.mine.state)
            return {
                Qt.ItemDataRole.DisplayRole: tr(state.label),
                roles.PillRole: PillSpec(tr(state.label), state.icon, state.tone),
            }
        if not opening.against:
            return {Qt.ItemDataRole.DisplayRole: tr("Nothing speaks against it"), roles.ToneRole: "ink3"}
        first, *rest = opening.against
        tone = "red" if opening.clashes else "orange"
        below = {roles.CaptionRole: " ".join(rest)} if rest else {}
        return {Qt.ItemDataRole.DisplayRole: first, roles.ToneRole: tone, **below}


def place_of(shift: Entry, world: World) -> str:
    """Where it is, in words; "" where nobody said."""
    return shift.record.field(shift.record.where).show(shift.body.get(shift.record.where), world)


def kind_of(shift: Entry, world: World) -> str:
    return shift.record.field("kind").show(shift.body.get("kind"), world)


def _name(shift: Entry) -> str:
    return str(shift.body[shift.record.heading])


def _times(shift: Entry) -> tuple[datetime, datetime]:
    period = shift.body[shift.record.when]
    return datetime.fromisoformat(period["from"]), datetime.fromisoformat(period["to"])


def _overlap(one: Entry, other: Entry) -> bool:
    (first, end), (second, until) = _times(one), _times(other)
    return first < until and second < end


def _is_free(opening: Opening) -> bool:
    return opening.mine is None and not opening.clashes
