"""What waits for a decision: work the server sent back, and entries changed on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions import attention
from gridapp.actions.attention import Matter
from gridapp.actions.desk import Desk
from gridapp.actions.status import Status
from gridapp.i18n import N_, tr
from ui import theme, words
from ui.pages.matters import ConflictCard, HeldCard, title_of
from ui.pages.page import Page
from ui.session import Session
from ui.targets import Edit, Show
from ui.widgets.buttons import Button
from ui.widgets.empty import EmptyState
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.rows import ListRow
from ui.widgets.split import ScrollPage
from ui.widgets.surface import Card, clear_layout

_ICONS = {"held": ("arrow-back-up", "red"), "conflict": ("git-merge", "orange")}

_OUTCOMES = {"sent again": N_("Sent again"), "chosen": N_("Chosen"), "left": N_("Left as it is")}


class AttentionPage(Page):
    """Matters at the left, a card for each at the right; both versions are kept whichever way it goes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._found: tuple[list[Matter], list[Matter]] = ([], [])
        self._cards: dict[str, QWidget] = {}
        self._build()
        session.status_changed.connect(self._follow)
        theme.signals.theme_changed.connect(self._again)

    def load(self) -> None:
        def read(desk: Desk) -> tuple[list[Matter], list[Matter]]:
            return attention.matters(desk), attention.settled(desk)

        self.session.run(read, lambda found: self._show(*found))

    def cards(self) -> list[QWidget]:
        return list(self._cards.values())

    def _follow(self, status: Status) -> None:
        if status.attention != len(self._found[0]):
            self._note_change(set())

    def _again(self) -> None:
        """Sizes are taken when cards are made, so a new text size makes them again."""
        self._show(*self._found)

    def _build(self) -> None:
        self._header = PageHeader(tr("To fix"))
        self._list = Card(tr("For you to decide"), divider=True, padding=0, scroll=True)
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

    def _show(self, open_matters: list[Matter], settled: list[Matter]) -> None:
        self._found = (open_matters, settled)
        count = len(open_matters)
        self._header.set_title(
            tr("To fix"),
            tr("{count} for you to decide. Nothing you filled in is lost.", count=count) if count else "",
        )
        self._list.setVisible(bool(open_matters or settled))
        self._show_list(open_matters, settled)
        clear_layout(self._column)
        self._cards = {}
        for place, matter in enumerate(open_matters):
            card = self._card(matter, first=place == 0)
            self._cards[matter.item.id] = card
            self._column.addWidget(card)
        if not open_matters:
            sentence = tr("What the server sends back, or what was changed on both sides, appears here.")
            self._column.addWidget(EmptyState(tr("Nothing to decide"), sentence), 1)
        else:
            self._column.addStretch(1)

    def _show_list(self, open_matters: list[Matter], settled: list[Matter]) -> None:
        self._list.set_title(tr("For you to decide"), str(len(open_matters) or ""))
        self._list.clear()
        self._list.body.setSpacing(0)
        for place, matter in enumerate(open_matters):
            icon, tone = _ICONS.get(matter.item.kind, ("alert-circle", "orange"))
            go = Button(tr("Go there"), "text", "small")
            go.clicked.connect(lambda _checked, item=matter.item.id: self._scroll_to(item))
            self._list.add(self._line(matter, icon, tone, _kind_words(matter), matter.item.at, go, place > 0))
        if settled:
            title = Label(tr("Lately decided"), "card")
            title.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(10))
            self._list.add(title)
        for matter in settled:
            said = _OUTCOMES.get(matter.item.outcome or "", "")
            look = Button(tr("Show"), "text", "small")
            look.clicked.connect(lambda _checked, matter=matter: self._look(matter))
            line = self._line(matter, "circle-check", "green", tr(said), matter.item.done_at, look, True)
            self._list.add(line)
        self._list.body.addStretch(1)

    def _line(
        self, matter: Matter, icon: str, tone: str, said: str, at: str | None, button: Button, line: bool
    ) -> ListRow:
        moment = words.moment(at, self.session.world)
        title = title_of(matter, self.session.world)
        button.setAccessibleDescription(title)
        caption = tr("{words} · {moment}", words=said, moment=moment)
        return ListRow(title, caption, icon, tone, right=button, line=line)

    def _card(self, matter: Matter, first: bool) -> QWidget:
        world = self.session.world
        if matter.item.kind == "conflict":
            conflict = ConflictCard(matter, world, first)
            conflict.chosen.connect(lambda values: self._choose(matter, values))
            conflict.left.connect(lambda: self._let_go(matter))
            return conflict
        held = HeldCard(matter, world, first)
        held.corrected.connect(lambda: self._correct(matter))
        held.left.connect(lambda: self._let_go(matter))
        return held

    def _scroll_to(self, item: str) -> None:
        card = self._cards[item]
        self._scroll.ensureWidgetVisible(card)
        first = card.nextInFocusChain()
        QTimer.singleShot(0, lambda: first.setFocus(Qt.FocusReason.TabFocusReason) if first else None)

    def _correct(self, matter: Matter) -> None:
        self.wanted.emit(Edit(matter.op.type, matter.op.entry, matter.item.id))

    def _look(self, matter: Matter) -> None:
        self.wanted.emit(Show(matter.op.type, matter.op.entry))

    def _choose(self, matter: Matter, values: Mapping[str, Any]) -> None:
        self.session.run(
            lambda desk: attention.choose(desk, matter.item.id, values),
            lambda _none: self._settled(tr("Saved as chosen. The other version is kept.")),
        )

    def _let_go(self, matter: Matter) -> None:
        self.session.run(
            lambda desk: attention.let_go(desk, matter.item.id),
            lambda _none: self._settled(tr("Left as the server has it. What you wrote is kept.")),
        )

    def _settled(self, said: str) -> None:
        self.said.emit(said)
        self.load()


def _kind_words(matter: Matter) -> str:
    return tr("Changed on both sides") if matter.item.kind == "conflict" else tr("Sent back")
