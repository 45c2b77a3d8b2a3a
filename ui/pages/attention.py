"""What waits for a decision: work the server held, mine or others', and entries changed on both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions import attention
from gridapp.actions.attention import Matter
from gridapp.actions.decided import Decided, decided
from gridapp.actions.desk import Desk
from gridapp.actions.status import Status
from gridapp.domain.errors import Invalid
from gridapp.i18n import tr
from ui import theme
from ui.pages.conflict_card import ConflictCard
from ui.pages.held_card import HeldCard
from ui.pages.matter_list import MatterList
from ui.pages.matters import MatterCard
from ui.pages.page import Page
from ui.pages.supervising import SupervisorCard
from ui.session import Session
from ui.targets import Edit, Show
from ui.waiting import run_for
from ui.widgets.empty import EmptyState
from ui.widgets.header import PageHeader
from ui.widgets.split import ScrollPage


@dataclass(frozen=True)
class _Found:
    waiting: list[Matter] = field(default_factory=list)
    tidings: list[Matter] = field(default_factory=list)
    settled: list[Decided] = field(default_factory=list)


class AttentionPage(Page):
    """Matters at the left, a card for each at the right; both versions are kept whichever way it goes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._found = _Found()
        self._cards: dict[str, tuple[Matter, MatterCard]] = {}
        self._build()
        session.status_changed.connect(self._follow)
        theme.signals.theme_changed.connect(self._again)

    def load(self) -> None:
        self.session.run(
            lambda desk: _Found(attention.matters(desk), attention.tidings(desk), decided(desk)), self._show
        )

    def cards(self) -> list[MatterCard]:
        return [card for _, card in self._cards.values()]

    @property
    def matter_list(self) -> MatterList:
        return self._list

    def _follow(self, status: Status) -> None:
        if status.attention != len(self._found.waiting):
            self._note_change(set())

    def _again(self) -> None:
        """Sizes are taken when cards are made, so a new text size makes them again."""
        self._forget_cards(set())
        self._show(self._found)

    def _build(self) -> None:
        self._header = PageHeader(tr("To fix"))
        self._list = MatterList()
        self._list.gone_to.connect(self._scroll_to)
        self._list.shown.connect(self._look)
        self._list.put_away.connect(self._put_away)
        self._list.back.connect(self._bring_back)
        self._right = QWidget()
        self._column = QVBoxLayout(self._right)
        self._scroll = ScrollPage(self._right)
        self._row = QHBoxLayout()
        self._row.addWidget(self._list)
        self._row.addWidget(self._scroll, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._header)
        outer.addLayout(self._row, 1)
        theme.follow(self._restyle)

    def _restyle(self) -> None:
        px = theme.px
        self._list.setFixedWidth(px(288))
        self._row.setContentsMargins(px(20), 0, px(20), px(16))
        self._row.setSpacing(px(16))
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(16))

    def _show(self, found: _Found) -> None:
        self._found = found
        count = len(found.waiting)
        self._header.set_title(
            tr("To fix"),
            tr("{count} for you to decide. Nothing you filled in is lost.", count=count) if count else "",
        )
        self._list.setVisible(bool(found.waiting or found.tidings or found.settled))
        self._list.show_all(found.waiting, found.tidings, found.settled, self.session.world)
        self._show_cards(found.waiting)

    def _show_cards(self, waiting: list[Matter]) -> None:
        """What did not change keeps its card: somebody may be typing into it while others' news come in."""
        same = {each.item.id for each in waiting if self._cards.get(each.item.id, (None, None))[0] == each}
        self._forget_cards(same)
        known, self._cards = self._cards, {}
        for place, matter in enumerate(waiting):
            card = known[matter.item.id][1] if matter.item.id in same else self._card(matter)
            card.set_first(place == 0)
            self._cards[matter.item.id] = (matter, card)
            self._column.addWidget(card)
        if not waiting:
            sentence = tr("What the server sends back, or what was changed on both sides, appears here.")
            self._column.addWidget(EmptyState(tr("Nothing to decide"), sentence), 1)
        else:
            self._column.addStretch(1)

    def _forget_cards(self, but: set[str]) -> None:
        """Empty the column of everything but these cards, which stay as they are."""
        kept = [card for item, (_, card) in self._cards.items() if item in but]
        while (place := self._column.takeAt(0)) is not None:
            widget = place.widget()
            if widget is not None and widget not in kept:
                widget.hide()
                widget.deleteLater()
        self._cards = {item: each for item, each in self._cards.items() if item in but}

    def _card(self, matter: Matter) -> MatterCard:
        world = self.session.world
        if matter.item.kind == "conflict":
            conflict = ConflictCard(matter, self.session)
            conflict.chosen.connect(lambda values: self._choose(conflict, matter, values))
            conflict.left.connect(lambda: self._let_go(matter))
            conflict.deleted.connect(lambda: self._delete(matter))
            return conflict
        if matter.item.side == "supervisor":
            others = SupervisorCard(matter, world)
            others.released.connect(lambda: self._release(matter))
            others.returned.connect(lambda said: self._give_back(matter, said))
            return others
        held = HeldCard(matter, world)
        held.corrected.connect(lambda: self._correct(matter))
        held.looked.connect(lambda: self._look(matter))
        held.left.connect(lambda: self._let_go(matter))
        return held

    def _scroll_to(self, item: str) -> None:
        card = self._cards[item][1]
        self._scroll.ensureWidgetVisible(card)
        first = _first_to_focus(card)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    # --- deciding ---

    def _correct(self, matter: Matter) -> None:
        self.wanted.emit(Edit(matter.op.type, matter.op.entry, matter.item.id))

    def _look(self, matter: Matter) -> None:
        self.wanted.emit(Show(matter.op.type, matter.op.entry))

    def _choose(self, card: ConflictCard, matter: Matter, values: Mapping[str, Any]) -> None:
        def refused(error: Exception) -> None:
            if not (isinstance(error, Invalid) and card.show_problems(error.problems)):
                self.session.failed.emit(error)

        said = tr("Saved as chosen. The other version is kept.") if values else tr("It is kept.")
        run_for(
            card,
            self.session,
            lambda desk: attention.choose(desk, matter.item.id, values),
            lambda _none: self._settled(said),
            refused,
        )

    def _let_go(self, matter: Matter) -> None:
        self._decide(
            lambda desk: attention.let_go(desk, matter.item.id),
            tr("Left as the server has it. What you wrote is kept."),
        )

    def _delete(self, matter: Matter) -> None:
        self._decide(lambda desk: attention.delete_after_all(desk, matter.item.id), tr("Deleted"))

    def _release(self, matter: Matter) -> None:
        said = tr("Let through; {name} is told with the next connection.", name=matter.op.author_name)
        self._decide(lambda desk: attention.release(desk, matter.item.id), said)

    def _give_back(self, matter: Matter, said: Mapping[str, str]) -> None:
        self._decide(
            lambda desk: attention.give_back(desk, matter.item.id, said),
            tr("Returned; {name} gets your words with the next connection.", name=matter.op.author_name),
        )

    def _put_away(self, matter: Matter) -> None:
        self._decide(lambda desk: attention.put_away(desk, matter.item.id), tr("Put away"))

    def _bring_back(self, each: Decided) -> None:
        said = (
            tr("It waits for your decision again.")
            if each.back == "again"
            else tr("The other version stands now. This one is kept.")
        )
        self._decide(lambda desk: attention.bring_back(desk, each.matter.item.id), said)

    def _decide(self, act: Callable[[Desk], None], said: str) -> None:
        run_for(self, self.session, act, lambda _none: self._settled(said))

    def _settled(self, said: str) -> None:
        self.said.emit(said)
        self.load()


def _first_to_focus(card: QWidget) -> QWidget | None:
    """The first widget of the card that the Tab key goes to."""
    here = card.nextInFocusChain()
    while here is not None and card.isAncestorOf(here):
        if here.isVisible() and here.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return here
        here = here.nextInFocusChain()
    return None
