"""Matters as a board or as a list, and of the chosen one: how long each stage took, and who was called for it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from gridapp.actions import cases, entries
from gridapp.actions.cases import COLUMNS, Card
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.permissions import may_with_own
from gridapp.domain.record import record_type
from gridapp.domain.stages import stages
from gridapp.domain.workflow import Move
from gridapp.i18n import tr
from ui import words
from ui.pages.detail import EntryDetail
from ui.pages.records import RecordsPage
from ui.pages.views import counted
from ui.targets import New, Show
from ui.waiting import run_for
from ui.widgets.board import Board
from ui.widgets.board_card import CardSpec, Chip
from ui.widgets.buttons import Button
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.segmented import SegmentedControl
from ui.widgets.split import ScrollPage
from ui.widgets.surface import Panel, Rule

_CHANNEL_ICONS = {
    "visit": "door-enter",
    "phone": "phone",
    "round": "grid-dots",
    "hotline": "phone-call",
    "superior": "arrow-down",
    "volunteer": "shield",
    "department": "building",
}
_CALL = {
    "done": ("check", "green"),
    "present": ("check", "green"),
    "called": ("clock", "yellow"),
}


class CaseDetail(EntryDetail):
    """With the units called for the matter, and the time that each stage took."""

    def extra(self, entry: Entry) -> list[QWidget]:
        return [CallsPanel(self, entry), self._stages(entry)]

    def _stages(self, entry: Entry) -> QWidget:
        panel = Panel()
        world = self.session.world
        panel.body.addWidget(Label(tr("Time in each stage"), bold=True))
        for stage in stages(entry):
            row = QHBoxLayout()
            row.addWidget(ElidedLabel(tr(entry.record.workflow.state(stage.state).label)), 1)
            over = entry.record.workflow.state(stage.state).final
            row.addWidget(Label("—" if over else words.spent(stage.spent(world.now())), tone="ink2"))
            panel.body.addLayout(row)
        return panel


class CallsPanel(Panel):
    """The units that were called, each with how it stands; whoever may calls another."""

    def __init__(self, detail: CaseDetail, entry: Entry) -> None:
        super().__init__()
        self._detail, self._entry = detail, entry
        head = QHBoxLayout()
        head.addWidget(Label(tr("Units called"), bold=True), 1)
        if may_with_own(detail.session.person, "add", record_type("assistance")):
            call = Button(tr("Call a unit…"), size="small", icon="speakerphone")
            call.clicked.connect(lambda _checked: self._call())
            head.addWidget(call)
        self.body.addLayout(head)
        run_for(self, detail.session, lambda desk: cases.calls_for(desk, entry.id), self._show)

    def _call(self) -> None:
        body = self._entry.body
        given = {"case": {"id": self._entry.id, "number": self._entry.number}, "place": body.get("place")}
        self._detail.wanted.emit(New("assistance", {name: value for name, value in given.items() if value}))

    def _show(self, calls: list[Entry]) -> None:
        world = self._detail.session.world
        for each in calls:
            icon, tone = _CALL.get(each.state, ("alert-circle", "red"))
            row = QHBoxLayout()
            row.addWidget(IconLabel(icon, tone, 18))
            row.addWidget(ElidedLabel(_unit(each)), 1)
            row.addWidget(Label(tr(each.record.workflow.state(each.state).label), tone="ink2"))
            row.addWidget(Label(words.moment(each.since, world), "caption", "ink3"))
            show = Button(tr("Show"), "text", "small")
            show.setAccessibleDescription(each.number)
            show.clicked.connect(
                lambda _checked, each=each: self._detail.wanted.emit(Show(each.type, each.id))
            )
            row.addWidget(show)
            self.body.addWidget(Rule())
            self.body.addLayout(row)
        if not calls:
            self.body.addWidget(Label(tr("None so far."), "caption", "ink3"))


class ListPage(RecordsPage):
    """A board first: what is to be done with each matter is where it stands."""

    def make_detail(self) -> EntryDetail:
        return CaseDetail(self.session)

    def empty_steps(self) -> list[tuple[str, str]]:
        return [
            (tr("Write it down"), tr("However it came: one number")),
            (tr("Send it on"), tr("To the unit whose duty it is")),
            (tr("Tell whoever asked"), tr("And ask them afterwards")),
        ]

    def load(self) -> None:
        super().load()
        shown = self._query()
        self.session.run(lambda desk: cases.board(desk, shown), self._show_board)

    def stand_on(self, entry: str) -> None:
        if not self.board.select(entry):
            self._views.setCurrentIndex(1)
            self.layouts.set_current("list")
        super().stand_on(entry)

    # --- building ---

    def _build_table(self) -> QWidget:
        self.board = Board([(each.key, tr(each.label), each.folded) for each in COLUMNS])
        self.board.picked.connect(self._read)
        self.board.opened.connect(lambda _card: self._open())
        self.board.dropped.connect(self._bring)
        self._views = QStackedWidget()
        self._views.addWidget(ScrollPage(self.board))
        self._views.addWidget(super()._build_table())
        self.layouts = SegmentedControl()
        self.layouts.add("board", tr("Board"))
        self.layouts.add("list", tr("List"))
        self.layouts.changed.connect(lambda key: self._views.setCurrentIndex(int(key == "list")))
        self.header.add_action(self.layouts)
        return self._views

    # --- showing and acting ---

    def _show_board(self, found: cases.Board) -> None:
        cards = {key: [self._card(each) for each in column] for key, column in found.cards.items()}
        self.board.show_cards(cards, {key: counted(count) for key, count in found.counts.items()})

    def _card(self, card: Card) -> CardSpec:
        world, entry = self.session.world, card.case
        channel = entry.body["channel"]
        calls = [_chip(each) for each in card.calls]
        lead = entry.record.workflow.state(entry.state).holder and entry.body.get("lead_unit")
        chips = [Chip(world.org.name(lead["id"]), "user-check", "blue")] if lead else []
        field = entry.record.field("channel")
        return CardSpec(
            entry.id,
            entry.record.title(entry.body, world),
            entry.record.field("place").show(entry.body.get("place"), world),
            (_CHANNEL_ICONS.get(channel["code"], "message-2"), field.show(channel, world)),
            words.due(entry, world),
            [*chips, *calls],
        )

    def _bring(self, card: str, column: str) -> None:
        """Make the step that leads into a column, asking what it asks for."""

        def possible(desk: Desk) -> tuple[Entry, Move | None]:
            entry = entries.get(desk, card)
            return entry, cases.step_into(desk, entry, column)

        def ask(found: tuple[Entry, Move | None]) -> None:
            entry, move = found
            if move is None:
                self.said.emit(tr("No step of yours leads there from “{state}”.",
                                  state=tr(entry.record.workflow.state(entry.state).label)))  # fmt: skip
            else:
                self._ask_move(self, self.session, entry, move, self._moved)

        self.session.run(possible, ask)


def _unit(call: Entry) -> str:
    return str(call.body["to"]["name"])


def _chip(call: Entry) -> Chip:
    icon, tone = _CALL.get(call.state, ("alert-circle", "red"))
    return Chip(_unit(call), icon, tone)
