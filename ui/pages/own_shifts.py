"""One's own shifts, and the hand-overs that wait for somebody: rows with their state in words and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions.openings import Own
from gridapp.actions.swaps import Request
from gridapp.domain.entry import Entry
from gridapp.domain.workflow import AUTHOR, SUBJECT, Move
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.empty_line import EmptyLine
from ui.widgets.pills import Pill
from ui.widgets.rows import ListRow
from ui.widgets.split import ScrollPage
from ui.widgets.surface import Card, clear_layout


class OwnShifts(QWidget):
    """Signals: `cannot_go(Own)` · `shown(Entry)`: to look at one."""

    cannot_go = Signal(object)
    shown = Signal(object)

    def __init__(self, world: World, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._world = world
        self._card = Card(tr("My shifts"), divider=True, padding=0, scroll=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card)

    def show_own(self, own: Sequence[Own]) -> None:
        self._card.clear()
        self._card.set_title(tr("My shifts"), str(len(own)) if own else "")
        self._card.body.setSpacing(0)  # rows stand edge to edge
        for place, each in enumerate(own):
            self._card.add(self._row(each, place > 0))
        if not own:
            self._card.add(_nothing(tr("You have no shifts to come.")))
        self._card.body.addStretch(1)

    def focus_list(self) -> None:
        focus_first(self._card)

    def _row(self, own: Own, ruled: bool) -> ListRow:
        entry, off = own.entry, own.meeting.fell_through
        state = entry.record.workflow.state(entry.state)
        icon, tone = ("x", "red") if off else (state.icon, state.tone)
        buttons = []
        if not off and (move := giving_up(entry)) is not None:
            go = Button(tr("{step}…", step=tr(move.label)), size="small")
            go.clicked.connect(lambda _checked: self.cannot_go.emit(own))
            buttons.append(go)
        look = Button(tr("Show"), "text", "small")
        look.clicked.connect(lambda _checked: self.shown.emit(entry))
        buttons.append(look)
        right = _side(Pill(own.said, icon, tone), *buttons)
        for button in buttons:
            button.setAccessibleDescription(title_of(entry))
        return ListRow(
            title_of(entry),
            self._caption(own),
            "calendar",
            caption_tone="red" if off else "ink3",
            right=right,
            line=ruled,
        )

    def _caption(self, own: Own) -> str:
        facts = [
            period_of(own.entry, self._world),
            own.meeting.place(self._world),
            own.meeting.reason if own.meeting.fell_through else "",
        ]
        if len(own.asked) == 1:
            asked = own.asked[0]
            taker = asked.record.field(asked.record.subject).show(
                asked.body[asked.record.subject], self._world
            )
            facts.append(tr("{name} was asked to stand in", name=taker))
        elif own.asked:
            facts.append(tr("{count} people were asked to stand in", count=len(own.asked)))
        return " · ".join(each for each in facts if each)


class Requests(QWidget):
    """Hand-overs asked of oneself, those one asked for and, for whoever leads, those to approve. Signal:
    `answered(Entry, Move)`: a step that somebody wants to make."""

    answered = Signal(object, object)

    def __init__(self, world: World, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._world = world
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollPage(self._inside))
        theme.follow(self._restyle)

    def _restyle(self) -> None:
        self._column.setSpacing(theme.px(16))

    def show_requests(self, requests: Sequence[Request], leads: bool) -> None:
        """Everything in its part; that for leaders is there for whoever `leads`."""
        clear_layout(self._column)
        mine = [each for each in requests if each.for_me]
        asked = [each for each in requests if each.is_own]
        approve = [each for each in requests if each.to_approve]
        self._add(tr("Asked of you"), mine, (SUBJECT,), tr("Nobody has asked you to stand in."))
        self._add(tr("What you asked for"), asked, (AUTHOR,), tr("You have asked nobody to stand in."))
        if leads:
            self._add(tr("To approve"), approve, (), tr("No hand-over waits for your approval."))
        self._column.addStretch(1)

    def focus_list(self) -> None:
        focus_first(self._inside)

    def _add(self, title: str, requests: Sequence[Request], by: tuple[str, ...], nothing: str) -> None:
        card = Card(title, str(len(requests)) if requests else "", divider=True, padding=0)
        card.body.setSpacing(0)
        for place, each in enumerate(requests):
            card.add(self._row(each, by, place > 0))
        if not requests:
            card.add(_nothing(nothing))
        self._column.addWidget(card)

    def _row(self, request: Request, by: tuple[str, ...], ruled: bool) -> ListRow:
        entry, record = request.entry, request.entry.record
        names = [
            record.field(name).show(entry.body.get(name), self._world)
            for name in (record.speaks_for, record.subject)
        ]
        facts = [
            request.against,  # first, for what there is no room for is cut off
            tr("{giver} → {taker}", giver=names[0], taker=names[1]),
            period_of(entry, self._world),
            str(entry.body.get("reason") or ""),
        ]
        caption = " · ".join(each for each in facts if each)
        state = record.workflow.state(entry.state)
        buttons = [self._button(entry, move) for move in steps(entry, by)]
        right = _side(Pill(tr(state.label), state.icon, state.tone), *buttons)
        tone = "orange" if request.against else "ink3"
        return ListRow(title_of(entry), caption, record.icon, caption_tone=tone, right=right, line=ruled)

    def _button(self, entry: Entry, move: Move) -> Button:
        button = Button(tr(move.label), size="small")
        button.setAccessibleDescription(title_of(entry))
        button.clicked.connect(lambda _checked: self.answered.emit(entry, move))
        return button


def steps(entry: Entry, by: tuple[str, ...]) -> list[Move]:
    """What somebody in this part can do with it now: whom it is about, who asked, or, for (), who leads."""
    moves = entry.record.workflow.moves_from(entry.state)
    own = {AUTHOR, SUBJECT}
    return [each for each in moves if (own & set(each.by) & set(by) if by else not own & set(each.by))]


def giving_up(entry: Entry) -> Move | None:
    """The step by which whoever it is about gives their place up."""
    workflow = entry.record.workflow
    moves = (each for each in workflow.moves_from(entry.state) if {AUTHOR, SUBJECT} <= set(each.by))
    return next((each for each in moves if workflow.state(each.target).final), None)


def title_of(entry: Entry) -> str:
    """The name of its shift."""
    return str(entry.body.get("name") or entry.number)


def period_of(entry: Entry, world: World) -> str:
    return entry.record.field(entry.record.when).show(entry.body.get(entry.record.when), world)


def focus_first(inside: QWidget) -> None:
    """The keys go to the first button, where there is one."""
    button = next(
        (each for each in inside.findChildren(Button) if each.isVisible() and each.isEnabled()), None
    )
    (button or inside).setFocus()


def _side(*widgets: QWidget) -> QWidget:
    right = QWidget()
    row = QHBoxLayout(right)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    for each in widgets:
        row.addWidget(each)
    return right


def _nothing(text: str) -> EmptyLine:
    line = EmptyLine()
    line.set_words(text)
    return line
