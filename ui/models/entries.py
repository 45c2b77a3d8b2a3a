"""A list of entries of any type as a table model: columns from the declaration, rows a page at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from gridapp.actions import entries
from gridapp.actions.standing import Standing
from gridapp.domain.entry import Entry
from gridapp.domain.fields import Number
from gridapp.domain.privacy import shown
from gridapp.domain.record import RecordType
from gridapp.i18n import N_, tr
from gridapp.store.lists import Query
from ui import words
from ui.session import Session
from ui.widgets import roles
from ui.widgets.roles import IconSpec

Index = QModelIndex | QPersistentModelIndex
_KEPT_CELLS = 400  # rows whose cells are kept worked out: a few screens


@dataclass(frozen=True)
class Column:
    """`kind` is "level", "title", "state", "holder", "due" or "field"; `name` the field it shows."""

    kind: str
    name: str
    label: str


def columns_of(record: RecordType) -> list[Column]:
    """What a list of this type shows: level, title, its other fields, the state, the deadline."""
    shown_in_title = {record.where} - {record.heading}
    fields = [
        Column(_kind(record, name), name, record.field(name).label)
        for name in record.columns
        if name not in shown_in_title
    ]
    title = next(place for place, each in enumerate(fields) if each.kind == "title")
    first_extra = title + 1
    rest = [each for each in fields[first_extra:] if each.kind != "due"]
    due = [each for each in fields if each.kind == "due"]
    holder = [Column("holder", "", N_("Who has it"))] if record.workflow.changes_hands() else []
    return [*fields[:first_extra], *rest, Column("state", "", N_("State")), *holder, *due]


def _kind(record: RecordType, name: str) -> str:
    return {record.level: "level", record.heading: "title", record.due: "due"}.get(name, "field")


class EntriesModel(QAbstractTableModel):
    """Entries that a query finds, read lazily by keyset: 100 now, more while scrolling.

    Signals: `loaded(int)` how many rows there are after a page arrived.
    """

    loaded = Signal(int)

    def __init__(self, session: Session, record: RecordType, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.record = record
        self.columns = columns_of(record)
        self._session = session
        self._query = Query(record)
        self._entries: list[Entry] = []
        self._complete = True
        self._asked = 0  # counts questions, so that the answer to an older one is dropped
        self._waiting = False
        self._cells: dict[str, list[dict[int, Any]]] = {}

    def show(self, query: Query) -> None:
        """Show what `query` finds from its first page on; rows stay until the new ones are there."""
        self._query = query
        self._ask(replace(query, after=None), self._replace)

    def entry(self, row: int) -> Entry:
        return self._entries[row]

    @property
    def waiting(self) -> bool:
        """Whether rows have been asked for and are not there yet."""
        return self._waiting

    def row_of(self, entry: str) -> int:
        """The row of this entry, or -1 while it is not loaded."""
        return next((row for row, each in enumerate(self._entries) if each.id == entry), -1)

    def put_first(self, entry: Entry) -> None:
        """Show an entry on top that the loaded pages do not hold."""
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._entries.insert(0, entry)
        self.endInsertRows()

    # --- Qt's side ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(self.columns[section].label)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self._entries[index.row()]
        if role == roles.KeyRole:
            return entry.id
        return self._row(entry)[index.column()].get(role)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._complete and not self._waiting

    def fetchMore(self, parent: Index) -> None:
        if self._entries and not self._waiting:
            self._ask(replace(self._query, after=self._entries[-1]), self._append)

    # --- reading ---

    def _ask(self, query: Query, then: Any) -> None:
        self._asked += 1
        asked, self._waiting = self._asked, True

        def arrived(found: list[Entry]) -> None:
            if asked == self._asked:
                self._waiting = False
                self._complete = len(found) < (query.limit or 0)
                then(found)
                self.loaded.emit(len(self._entries))

        self._session.run(lambda desk: entries.find(desk, query), arrived)

    def _replace(self, found: list[Entry]) -> None:
        self._cells.clear()
        if [each.id for each in found] == [each.id for each in self._entries]:
            self._entries = found
            if found:
                last = self.index(len(found) - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._entries = found
        self.endResetModel()

    def _append(self, found: list[Entry]) -> None:
        if not found:
            return
        first = len(self._entries)
        self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
        self._entries += found
        self.endInsertRows()

    # --- cells ---

    def _row(self, entry: Entry) -> list[dict[int, Any]]:
        if entry.id not in self._cells:
            if len(self._cells) >= _KEPT_CELLS:
                self._cells.clear()
            self._cells[entry.id] = [self._cell(entry, column) for column in self.columns]
        return self._cells[entry.id]

    def _cell(self, entry: Entry, column: Column) -> dict[int, Any]:
        world = self._session.world
        display = Qt.ItemDataRole.DisplayRole
        match column.kind:
            case "level":
                spec = words.level(entry, world)
                return {display: spec.text, roles.LevelRole: spec} if spec else {}
            case "title":
                title = self._shown(entry, column.name)
                below = words.caption(entry, world)
                cell: dict[int, Any] = {display: title, roles.TitleRole: title, roles.CaptionRole: below}
                if entry.pending:
                    cell[roles.IconRole] = IconSpec("device-floppy", "ink3")
                    cell[Qt.ItemDataRole.ToolTipRole] = tr("Still only on this computer")
                elif not entry.seq:
                    cell[roles.IconRole], cell[Qt.ItemDataRole.ToolTipRole] = words.standing(Standing.LOST)
                return cell
            case "state":
                pill = words.state_pill(self.record.workflow.state(entry.state))
                return {display: pill.text, roles.PillRole: pill}
            case "holder":
                unit, since = words.holder(entry, world)
                return {display: unit, roles.TitleRole: unit, roles.CaptionRole: since} if unit else {}
            case "due":
                due = words.due(entry, world)
                return {display: due.text, roles.DeadlineRole: due} if due else {}
        plain: dict[int, Any] = {display: self._shown(entry, column.name), roles.SmallRole: True}
        if isinstance(self.record.field(column.name), Number):
            plain[Qt.ItemDataRole.TextAlignmentRole] = Qt.AlignmentFlag.AlignRight
        return plain

    def _shown(self, entry: Entry, name: str) -> str:
        """A value as a list shows it: one line, and what is personal masked, except a name that is the title."""
        field = self.record.field(name)
        text = field.show(entry.body.get(name), self._session.world).replace("\n", " ")
        return shown(field.privacy, text, reveal=name == self.record.heading)
