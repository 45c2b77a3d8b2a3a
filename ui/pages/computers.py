"""The computers of a coordinator's people: which wait to be approved, when each was last heard of."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.i18n import tr
from gridapp.sync.known_computers import Approve, SeenComputer
from ui import theme, words
from ui.errors import refusal
from ui.pages.page import Page
from ui.session import Session
from ui.targets import Go
from ui.widgets.buttons import Button
from ui.widgets.form_row import FormRow
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.line_field import LineField
from ui.widgets.pills import Pill
from ui.widgets.rows import FactRow
from ui.widgets.split import ScrollPage
from ui.widgets.surface import Card, clear_layout


class ComputersPage(Page):
    """Asked of the server each time it is shown; those that wait come first, each with a place for the fingerprint."""

    types = frozenset()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._said = Label("", tone="ink2", wrap=True)
        self._cards = QVBoxLayout()
        self._shown: dict[str, ComputerCard] = {}
        header = PageHeader(tr("Computers"), tr("Of the people in your units"), tr("Back"))
        header.back_clicked.connect(lambda: self.wanted.emit(Go("settings")))
        again = Button(tr("Look again"), icon="refresh")
        again.clicked.connect(lambda _checked: self.load())
        header.add_action(again)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.addWidget(self._said)
        self._column.addLayout(self._cards)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(header)
        outer.addWidget(ScrollPage(inside), 1)
        session.signed_in.connect(self._clear)
        theme.follow(self._restyle)

    def load(self) -> None:
        self._said.setText(tr("Asking the server…"))
        self.session.ask(lambda client: client.computers(), self._show, self._failed)

    def _show(self, found: list[SeenComputer]) -> None:
        self._clear()
        waiting = sum(bool(each.waiting and not each.revoked) for each in found)
        self._said.setText(
            tr("{count} wait to be approved. Let each person read you the fingerprint from their own screen, and type "
               "what you hear.", count=waiting)
            if waiting
            else tr("None waits to be approved.")
        )  # fmt: skip
        for each in sorted(found, key=lambda computer: not computer.waiting or bool(computer.revoked)):
            self._shown[each.id] = card = ComputerCard(each, self._facts(each), self._approve)
            self._cards.addWidget(card)

    def _facts(self, computer: SeenComputer) -> list[tuple[str, str]]:
        world = self.session.world
        units = tr(", ").join(world.org.label(unit) for unit in computer.units)
        last = words.moment(computer.last_contact, world) if computer.last_contact else tr("never")
        return [
            (tr("Person"), f"{computer.person} · {words.role_name(computer.role)} · {units}"),
            (tr("Code"), computer.code),
            (tr("Last contact"), last),
        ]

    def _approve(self, computer: SeenComputer, fingerprint: str) -> None:
        asked = Approve(computer.id, fingerprint)
        self.session.ask(
            lambda client: client.approve(asked), self._approved, partial(self._refused, computer.id)
        )

    def _refused(self, computer: str, error: Exception) -> None:
        """On the card that stands there by now: the list may have been read again meanwhile."""
        if (card := self._shown.get(computer)) is not None:
            card.refuse(refusal(error)[0])

    def _approved(self, computer: SeenComputer) -> None:
        self.said.emit(tr("The computer of {name} is approved", name=computer.person))
        self.load()

    def _clear(self) -> None:
        clear_layout(self._cards)
        self._shown.clear()

    def _failed(self, error: Exception) -> None:
        self._clear()
        self._said.setText(refusal(error)[0])

    def _restyle(self) -> None:
        px = theme.px
        self._column.setContentsMargins(px(20), 0, px(20), px(16))
        self._column.setSpacing(px(16))
        self._cards.setSpacing(px(16))


class ComputerCard(Card):
    """One computer; while it waits, with a field for the fingerprint that was heard and a button."""

    def __init__(
        self,
        computer: SeenComputer,
        facts: list[tuple[str, str]],
        approve: Callable[[SeenComputer, str], None],
    ) -> None:
        super().__init__(computer.name or tr("Computer"), padding=16)
        self.computer = computer
        self.add_action(_standing(computer))
        for label, value in facts:
            self.add(FactRow(label, value))
        self.heard = LineField("0000 0000 0000 0000 0000")
        self.button = Button(tr("Approve"), "primary")
        if computer.revoked or not computer.waiting:
            self.add(FactRow(tr("Fingerprint"), computer.fingerprint))
            return
        self._row = FormRow(
            tr("Fingerprint that you were read"), self.heard, True,
            tr("The person finds it under Settings, Server"),
        )  # fmt: skip
        self._ask = partial(self._send, approve)
        self.button.clicked.connect(lambda _checked: self._ask())
        self.heard.entered.connect(self._ask)
        self.add(self._row)
        foot = QHBoxLayout()
        foot.addWidget(self.button)
        foot.addStretch(1)
        self.body.addLayout(foot)

    def refuse(self, sentence: str) -> None:
        """It was not approved; what was typed stays."""
        self.button.setEnabled(True)
        self._row.set_error(sentence)

    def _send(self, approve: Callable[[SeenComputer, str], None]) -> None:
        if not self.button.isEnabled():
            return
        self._row.clear_error()
        if not self.heard.value():
            self._row.set_error(tr("Please type the fingerprint that you were read"))
            return
        self.button.setEnabled(False)
        approve(self.computer, self.heard.value())


def _standing(computer: SeenComputer) -> Pill:
    if computer.revoked:
        return Pill(tr("Taken off"), "x", "grey")
    if computer.waiting:
        return Pill(tr("Waits to be approved"), "clock", "orange")
    return Pill(tr("Enrolled"), "check", "green")
