"""The list of any type: views, search, filters, the entries, and the chosen one beside them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gridapp.actions import details, entries
from gridapp.actions.desk import Desk
from gridapp.actions.details import Details
from gridapp.domain.entry import Entry
from gridapp.domain.fields import Choice
from gridapp.domain.permissions import may_with_own
from gridapp.domain.record import RecordType
from gridapp.domain.workflow import Move
from gridapp.i18n import tr
from gridapp.store.lists import Query
from ui import theme, words
from ui.models.entries import Column, EntriesModel
from ui.pages.detail import EntryDetail
from ui.pages.exporting import ask_export
from ui.pages.page import Page
from ui.pages.related import RelatedButton, kept_under
from ui.pages.shelf_tabs import ShelfTabs, shelf_mates
from ui.pages.taking_in import ask_file
from ui.pages.views import View, counted, filters, query, segments
from ui.session import Session
from ui.targets import Edit, Go, New
from ui.widgets.buttons import Button
from ui.widgets.dialog import AppDialog
from ui.widgets.empty import EmptyState
from ui.widgets.filters import FilterButton
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.paint import text_width
from ui.widgets.pills import pill_width
from ui.widgets.search import SearchField
from ui.widgets.segmented import SegmentedControl
from ui.widgets.split import MasterDetail
from ui.widgets.surface import Card
from ui.widgets.table import EntryTable

AskMove = Callable[[QWidget, Session, Entry, Move, Callable[[Entry], None]], object]
"""How a workflow move is made: `ui.forms.moves.ask_move`, handed in because pages and forms know no other."""

_WIDTHS = {"due": 126, "field": 132, "holder": 150}
_DETAIL = 408


class RecordsPage(Page):
    """A type's list. A type with a page of its own changes `make_detail`, `widths`, `empty_steps` or
    `default_segment`."""

    default_segment = "all"

    def __init__(
        self, session: Session, record: RecordType, ask_move: AskMove, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, parent)
        self.record = record
        self.types = frozenset({record.type})
        self._ask_move = ask_move
        self._filters: dict[str, FilterButton] = {}
        self._wanted_entry = ""
        self._asked = 0
        self.model = EntriesModel(session, record, self)
        self.detail = self.make_detail()
        self._build()
        self._connect()
        self.detail.show_nothing()

    # --- what a type can change ---

    def make_detail(self) -> EntryDetail:
        return EntryDetail(self.session)

    def widths(self) -> dict[str, int]:
        """Widths of this type's own columns at scale 1, by field name."""
        return {}

    def empty_steps(self) -> list[tuple[str, str]]:
        """Three steps that an empty list shows."""
        return [
            (tr("Write it down"), tr("Half a minute is enough")),
            (tr("Saved at once"), tr("Also without a connection")),
            (tr("Sent by itself"), tr("As soon as there is a connection")),
        ]

    # --- what the window asks for ---

    def load(self) -> None:
        world, person = self.session.world, self.session.person
        self.model.show(query(self.record, self.view(), person, world))
        asked = {key: query(self.record, View(key), person, world) for key, _ in segments(self.record)}
        here = query(self.record, self.view(), person, world)

        def count(desk: Desk) -> tuple[dict[str, int], int]:
            return {key: entries.count(desk, each) for key, each in asked.items()}, entries.count(desk, here)

        self.session.run(count, lambda counts: self._show_counts(*counts))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def stand_on(self, entry: str) -> None:
        """Select this entry, reading it when the loaded part of the list does not hold it."""
        self._wanted_entry = entry
        if not self.model.waiting:
            self._settle(self.model.rowCount())

    def view(self) -> View:
        chosen = {name: button.value() for name, button in self._filters.items()}
        return View(self._tabs.current(), self.search.text().strip(), chosen)

    # --- building ---

    def _build(self) -> None:
        record = self.record
        unit = self.session.world.org.label(self.session.person.unit)
        self.header = PageHeader(tr(record.plural), unit, tr("Back") if record.under else "")
        if lists := kept_under(record):
            self.header.add_action(RelatedButton(lists, lambda name: self.wanted.emit(Go(name))))
        self._import = Button(tr("Import"), icon="file-import")
        self._export = Button(tr("Export"), icon="file-spreadsheet")
        self._new = Button(tr("New"), "primary", icon="plus")
        for button in (self._import, self._export, self._new):
            self.header.add_action(button)
        self._rows = self._build_table()
        self._split = MasterDetail(self._rows, self.detail)
        self._filled = QWidget()
        column = QVBoxLayout(self._filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._build_tools())
        column.addWidget(self._split, 1)
        self._empty = EmptyState(
            tr("Nothing here yet"),
            tr(record.hint),
            tr("Record the first one") if self._may_add() else "",
            steps=self.empty_steps(),
            icon="plus",
        )
        self._import.setVisible(self._may_add())
        self._stack = QStackedWidget()
        self._stack.addWidget(self._filled)
        self._stack.addWidget(self._empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        if mates := shelf_mates(record):
            self.shelf_tabs = ShelfTabs(record, mates, lambda name: self.wanted.emit(Go(name)))
            outer.addWidget(self.shelf_tabs)
        self._inner = QVBoxLayout()
        self._inner.addWidget(self._stack, 1)
        outer.addLayout(self._inner, 1)
        self._column = column
        theme.follow(self._restyle)

    def _build_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._tabs = SegmentedControl()
        for key, text in segments(self.record):
            late = key == "late"
            self._tabs.add(key, text, "alert-circle-filled" if late else "", "red")
        self._tabs.set_current(self.default_segment)
        self.search = SearchField(tr("Place, person, number"), tr("Clear"))
        row.addWidget(self._tabs)
        row.addStretch(1)
        row.addWidget(self.search, 2)
        for name, label, options in filters(self.record):
            button = FilterButton(label, options, tr("{name}: {value}"))
            button.setMaximumWidth(theme.px(240))
            button.changed.connect(lambda _key: self.load())
            self._filters[name] = button
            row.addWidget(button)
        self._tools = row
        return row

    def _build_table(self) -> QWidget:
        self.table = EntryTable(tr(self.record.plural))
        self.table.setModel(self.model)
        self.table.set_empty(tr("Nothing fits."), tr("Clear filters"))
        self._footer = Label("", "caption", "ink3")
        card = Card(padding=1)
        card.add(self.table)
        card.add_footer(self._footer, 1)
        return card

    def _connect(self) -> None:
        self.header.back_clicked.connect(lambda: self.wanted.emit(Go(self.record.under)))
        self._new.clicked.connect(lambda _checked: self.wanted.emit(New(self.record.type)))
        self._empty.primary_clicked.connect(lambda: self.wanted.emit(New(self.record.type)))
        self._export.clicked.connect(lambda _checked: self._ask_export())
        self._import.clicked.connect(
            lambda _checked: ask_file(self, self.session, self.record, self.said.emit)
        )
        self._tabs.changed.connect(lambda _key: self.load())
        self.search.searched.connect(lambda _text: self.load())
        self.search.go_down.connect(lambda: self.table.setFocus(Qt.FocusReason.TabFocusReason))
        self.table.picked.connect(self._picked)
        self.table.opened.connect(lambda _index: self._open())
        self.table.menu_requested.connect(self._open_menu)
        self.table.reset_filters.connect(self.clear_filters)
        self.model.loaded.connect(self._settle)
        self.detail.move_wanted.connect(self._move)
        self.detail.edit_wanted.connect(self._edit)
        self.detail.delete_wanted.connect(self._ask_delete)
        self.detail.wanted.connect(self.wanted)
        self.detail.said.connect(self.said)
        for key, act in (("Ctrl+F", self._to_search), ("Ctrl+E", self._ask_export), ("F6", self._next_pane)):
            QShortcut(QKeySequence(key), self, act)  # of the window, while this page is the one that is shown

    def _restyle(self) -> None:
        px = theme.px
        self._inner.setContentsMargins(px(20), 0, px(20), px(16))
        self._column.setSpacing(px(12))
        self._tools.setSpacing(px(8))
        # Larger text needs a wider detail, but not by as much as the list needs its room.
        detail = round(_DETAIL * (1 + (theme.current().scale - 1) / 4))
        self._split.setSizes([max(1, self.width() - px(56) - detail), detail])
        self._size_columns()

    def _size_columns(self) -> None:
        columns, own = self.model.columns, self.widths()
        widths = [
            None if each.kind == "title" else own.get(each.name) or self._width(each) for each in columns
        ]
        kinds = [each.kind for each in columns]
        extra = [place for kind in ("holder", "field") for place, each in enumerate(kinds) if each == kind]
        self.table.set_columns(widths, least=220, drop=tuple(reversed(extra)))

    def _width(self, column: Column) -> int:
        if column.kind == "level":
            return self._level_width(column)
        if column.kind == "state":
            states = self.record.workflow.states.values()
            widest = max(pill_width(words.state_pill(each)) for each in states)
            return round(widest / theme.current().scale) + 28
        return _WIDTHS[column.kind]

    def _level_width(self, column: Column) -> int:
        field = self.record.field(column.name)
        assert isinstance(field, Choice), "a level is a choice"
        widest = max(text_width(each.label(), bold=True) for each in field.table.leaves())
        return round(widest / theme.current().scale) + 56

    def _may_add(self) -> bool:
        return may_with_own(self.session.person, "add", self.record)

    # --- showing ---

    def _show_counts(self, counts: dict[str, int], here: int) -> None:
        for key, label in segments(self.record):
            self._tabs.set_text(key, tr("{view} {count}", view=label, count=counted(counts[key])))
        self._footer.setText(tr("{count} entries", count=counted(here)))
        bare = counts["all"] == 0
        self._stack.setCurrentWidget(self._empty if bare else self._filled)
        self._export.setVisible(not bare)
        self._new.setVisible(not bare and self._may_add())

    def _settle(self, _rows: int) -> None:
        """After rows arrived: stand where the person wants to, else where they stood, else on the first line."""
        here = self.detail.entry.id if self.detail.entry else ""
        target = self._wanted_entry or here
        if target and self._select(target):
            self._wanted_entry = ""
        elif self._wanted_entry:
            self._fetch(self._wanted_entry)
        elif self.model.rowCount():
            self.table.select_row(0)
        else:
            self._show_nothing()

    def _select(self, entry: str) -> bool:
        row = self.model.row_of(entry)
        if row < 0:
            return False
        if self.table.current_row() == row:
            self._read(entry)
        self.table.select_row(row)
        return True

    def _fetch(self, entry: str) -> None:
        self._wanted_entry = ""

        def found(arrived: Entry) -> None:
            if self.model.row_of(arrived.id) < 0:
                self.model.put_first(arrived)
            self._select(arrived.id)

        self.session.run(lambda desk: entries.get(desk, entry), found)

    def _picked(self, index: QModelIndex) -> None:
        if index.isValid():
            self._read(self.model.entry(index.row()).id)

    def _read(self, entry: str) -> None:
        self._asked += 1
        asked = self._asked

        def arrived(found: Details) -> None:
            if asked == self._asked:
                self.detail.show_details(found)
                self._new.set_kind("outlined" if self.detail.has_next_step() else "primary")

        self.session.run(lambda desk: details.details(desk, entry), arrived)

    def _show_nothing(self) -> None:
        self._asked += 1
        self.detail.show_nothing()
        self._new.set_kind("primary")

    # --- acting ---

    def clear_filters(self) -> None:
        self._tabs.set_current("all")
        for button in self._filters.values():
            button.set_value(None)
        self.search.blockSignals(True)
        self.search.reset()
        self.search.blockSignals(False)
        self.load()

    def _move(self, move: Move) -> None:
        if self.detail.entry is not None:
            self._ask_move(self, self.session, self.detail.entry, move, self._moved)

    def _moved(self, entry: Entry) -> None:
        state = entry.record.workflow.state(entry.state)
        self.said.emit(tr("Saved on this computer: {state}", state=tr(state.label)))

    def _edit(self) -> None:
        if self.detail.entry is not None:
            self.wanted.emit(Edit(self.record.type, self.detail.entry.id))

    def _open(self) -> None:
        """Enter goes to what can be done, which stands in the detail's foot."""
        QTimer.singleShot(0, self._next_pane)

    def _open_menu(self, _index: QModelIndex, spot: QPoint) -> None:
        menu = self.detail.whole_menu()
        if menu is not None:
            menu.popup(spot)

    def _ask_delete(self) -> None:
        entry = self.detail.entry
        if entry is None:
            return
        dialog = AppDialog(
            self,
            tr("Delete this entry?"),
            entry.record.title(entry.body, self.session.world),
            tr("It leaves every list. The log of this computer keeps it."),
            "trash",
            "red",
        )
        dialog.add_button("keep", tr("Keep it"))
        dialog.add_button("delete", tr("Delete"), "danger")
        dialog.chosen.connect(lambda key: self._delete(entry) if key == "delete" else None)
        dialog.open()

    def _delete(self, entry: Entry) -> None:
        self.session.run(
            lambda desk: entries.delete(desk, entry.id), lambda _gone: self.said.emit(tr("Deleted"))
        )

    def _ask_export(self) -> None:
        ask_export(self, self.session, self._query(), self.said.emit)

    def _query(self) -> Query:
        return query(self.record, self.view(), self.session.person, self.session.world)

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _next_pane(self) -> None:
        """From the list to what can be done with its entry, and back."""
        if self.table.hasFocus():
            self.detail.focus_action()
        else:
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
