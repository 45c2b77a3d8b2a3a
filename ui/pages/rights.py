"""Who may do what: the policy table itself, for the person signed in first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gridapp.domain import codes
from gridapp.domain.policy import EVERYONE, Rule, Where, act_said, people_said, rules_of, states_said
from gridapp.domain.record import RecordType, record_type, record_types
from gridapp.domain.workflow import AUTHOR, SUBJECT
from gridapp.i18n import tr
from ui import theme, words
from ui.pages.page import Page
from ui.session import Session
from ui.targets import Go
from ui.widgets.combo_field import ComboField
from ui.widgets.header import PageHeader
from ui.widgets.labels import Label
from ui.widgets.pills import Pill
from ui.widgets.split import ScrollPage
from ui.widgets.surface import Card
from ui.widgets.surface import Rule as Line


class RightsPage(Page):
    """One kind of record at a time, seen by one role: what it may do, in which states, and who else may."""

    types = frozenset()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.kind = ComboField([(name, tr(each.plural)) for name, each in record_types().items()])
        self.role = ComboField(
            [(line.code, line.label()) for line in codes.table("member_role").codes.values()]
        )
        self.kind.set_value(next(iter(record_types())))
        for field, name in ((self.kind, tr("Kind of record")), (self.role, tr("Role"))):
            field.set_name(name)
            field.changed.connect(self._show)
        self._note = Label("", tone="ink2", wrap=True)
        self._cards = QVBoxLayout()
        self._build()
        session.signed_in.connect(self.load)

    def load(self) -> None:
        """The person's own role and what they have most to do with come first."""
        person, world = self.session.person, self.session.world
        self.role.set_value(person.role)
        units = tr(", ").join(world.org.label(unit) for unit in person.units)
        self._note.setText(
            tr(
                "You are {role} in {units}. A line is about records of one's own units, unless it says otherwise. The "
                "server applies this table to everything that is sent: what you did without a connection and may not "
                "do any more is held there for a coordinator, never lost.",
                role=words.role_name(person.role),
                units=units,
            )
        )
        self._show()

    def _build(self) -> None:
        header = PageHeader(tr("Who may do what"), "", tr("Back"))
        header.back_clicked.connect(lambda: self.wanted.emit(Go("settings")))
        header.add_action(self.kind)
        header.add_action(self.role)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.addWidget(self._note)
        self._column.addLayout(self._cards)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(header)
        outer.addWidget(ScrollPage(inside), 1)
        theme.follow(self._restyle)

    def _restyle(self) -> None:
        px = theme.px
        self._column.setContentsMargins(px(20), 0, px(20), px(16))
        self._column.setSpacing(px(16))
        self._cards.setSpacing(px(16))
        for field in (self.kind, self.role):
            field.setFixedWidth(px(220))

    def _show(self) -> None:
        while (item := self._cards.takeAt(0)) is not None:
            if (card := item.widget()) is not None:
                card.hide()
                card.deleteLater()
        record, role = record_type(str(self.kind.value())), str(self.role.value())
        by_kind: dict[str, list[Rule]] = {"": [], "move": [], "write": []}
        for rule in rules_of(record.type):
            by_kind[rule.act.partition(":")[0] if ":" in rule.act else ""].append(rule)
        titles = {"": tr("Records"), "move": tr("Steps"), "write": tr("Fields that only some fill in")}
        for kind, rules in by_kind.items():
            if rules:
                card = Card(titles[kind])
                card.add(_Table(record, role, rules))
                self._cards.addWidget(card)


class _Table(QWidget):
    """A line for each row of the table: the act, whether this role may, when, and who may."""

    def __init__(self, record: RecordType, role: str, rules: list[Rule]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        for column, (title, share) in enumerate(
            ((tr("What"), 3), (words.role_name(role), 3), (tr("When"), 4), (tr("Who may"), 6))
        ):
            grid.addWidget(Label(title, "caption", "ink3"), 0, column)
            grid.setColumnStretch(column, share)
        said = ""
        for place, rule in enumerate(rules):
            line = 2 * place + 1
            act = act_said(record, rule.act)
            grid.addWidget(Line(), line, 0, 1, 4)
            grid.addWidget(Label(act if act != said else "", bold=True, wrap=True), line + 1, 0)
            grid.addWidget(_answer(rule, role), line + 1, 1, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(Label(_when(record, rule), tone="ink2", wrap=True), line + 1, 2)
            grid.addWidget(Label(people_said(rule.by), tone="ink2", wrap=True), line + 1, 3)
            said = act


def _answer(rule: Rule, role: str) -> Pill:
    if role in rule.by and rule.others:
        return Pill(tr("What others recorded"), "users", "blue")
    if role in rule.by or EVERYONE in rule.by:
        return Pill(tr("Yes"), "check", "green")
    if AUTHOR in rule.by:
        return Pill(tr("What one recorded oneself"), "user", "blue")
    if SUBJECT in rule.by:
        return Pill(tr("What is about oneself"), "user", "blue")
    return Pill(tr("No"), "x", "grey")


def _when(record: RecordType, rule: Rule) -> str:
    states = states_said(record, rule.states)
    match rule.where:
        case Where.ANYWHERE:
            return tr("{states}, in the whole county", states=states)
        case Where.CONCERNED:
            return tr("{states}, where one's unit is named", states=states)
        case Where.OWN_UNITS:
            return states
