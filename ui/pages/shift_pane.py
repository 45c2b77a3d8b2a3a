"""The chosen shift beside the roster: who stands there, who could fill the gap, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from gridapp.actions import roster
from gridapp.actions.roster import Suggestion
from gridapp.domain.entry import Entry
from gridapp.domain.permissions import may
from gridapp.domain.pinyin import spellings
from gridapp.domain.policy import move_act
from gridapp.domain.shifts import Slot, name_of, place_of
from gridapp.domain.workflow import Move
from gridapp.i18n import tr
from ui import theme
from ui.models.shifts import notes_of, short_day, standing
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.buttons import IconButton
from ui.widgets.capped import Capped
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import ElidedLabel, IconLabel, Label
from ui.widgets.person_list import PersonLine, PersonList
from ui.widgets.pills import Pill
from ui.widgets.search import SearchField
from ui.widgets.segmented import SegmentedControl
from ui.widgets.surface import Card, clear_layout

_FREE, _ALL = "free", "all"
_FEW, _MANY = 0.34, 0.75  # of the pane that those who stand there take at most, above whom to ask and without


class ShiftPane(Card):
    """Signals: `assign_wanted(Slot, id of the member)` · `move_wanted(entry, Move)` of the shift or of a sign-up ·
    `edit_wanted(entry)` · `sheet_wanted(Slot)` · `list_wanted(entry)` · `left()`: back to the grid, by Esc."""

    assign_wanted = Signal(object, str)
    move_wanted = Signal(object, object)
    edit_wanted = Signal(object)
    sheet_wanted = Signal(object)
    list_wanted = Signal(object)
    left = Signal()

    def __init__(self, session: Session, may_fill: bool, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, parent=parent)
        self._session, self._may_fill = session, may_fill
        self.slot: Slot | None = None
        self._found: list[Suggestion] = []
        self._asked = 0
        self._build()
        theme.follow(self._lay_out)
        self.show_slot(None)

    def _build(self) -> None:
        self._name, self._when = ElidedLabel("", "card"), ElidedLabel("", "caption", "ink3")
        self._place = ElidedLabel("", "caption", "ink3")
        self.more = IconButton("dots", tr("What else can be done with it"))
        self.more.clicked.connect(
            lambda _checked: self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        )
        self._top = QWidget()
        texts, head = QVBoxLayout(), QHBoxLayout(self._top)
        texts.setSpacing(0)
        texts.addWidget(self._name)
        texts.addWidget(self._when)
        texts.addWidget(self._place)
        head.addLayout(texts, 1)
        head.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self._who = QWidget()
        self._lines = QVBoxLayout(self._who)
        self.which = SegmentedControl()
        self.which.add(_FREE, tr("Free then"))
        self.which.add(_ALL, tr("Everybody"))
        self.which.changed.connect(lambda _key: self._ask())
        self.search = SearchField(tr("Name"), tr("Clear"))
        self.search.searched.connect(lambda _text: self._show_people())
        self._above = QWidget()
        self._tools = QVBoxLayout(self._above)
        self._tools.addWidget(self.which)
        self._tools.addWidget(self.search)
        self.people = PersonList(tr("Whom to ask"))
        self.people.chosen.connect(self._choose)
        self.search.go_down.connect(lambda: self.people.setFocus(Qt.FocusReason.TabFocusReason))
        self._hint = Label("", "caption", "ink3", wrap=True)
        self._scrolled = Capped(self._who)
        for widget in (self._top, self._scrolled, self._above):
            self.add(widget)
        self.add(self.people, 1)
        self.add(self._hint)
        self.body.addStretch(0)

    def _lay_out(self) -> None:
        px = theme.px
        self.body.setSpacing(0)
        self._top.layout().setContentsMargins(px(16), px(12), px(8), px(8))  # type: ignore[union-attr]
        self._lines.setContentsMargins(px(16), 0, px(8), px(8))
        self._lines.setSpacing(px(4))
        self._tools.setContentsMargins(px(12), px(8), px(12), px(8))
        self._tools.setSpacing(px(8))
        self._hint.setContentsMargins(px(16), px(8), px(16), px(12))
        if self.slot is not None:
            self._show_who(self.slot)  # sizes are taken when lines are made

    # --- showing ---

    def show_slot(self, slot: Slot | None) -> None:
        """A shift as it is now, or nothing."""
        other = (slot and slot.shift.id) != (self.slot and self.slot.shift.id)
        self.slot = slot
        fills = slot is not None and self._fills(slot)
        if self.people.hasFocus() and not fills:
            self.left.emit()  # nobody is missing any more
        self._scrolled.setVisible(slot is not None)
        self.more.setVisible(slot is not None)
        self._above.setVisible(fills)
        self.people.setVisible(fills)
        self._share()
        if slot is None:
            self._name.set_text(tr("Choose a shift"))
            self._when.set_text("")
            self._place.hide()
            self._hint.setText(tr("Arrow keys go from cell to cell, Enter opens one."))
            self._hint.show()
            self._found = []
            return
        shift = slot.shift
        self._name.set_text(shift.body["name"])
        self._when.set_text(f"{short_day(slot.day)} {' – '.join(slot.clock)}")
        self._place.set_text(place_of(shift))
        self._place.setVisible(bool(place_of(shift)))
        self._show_who(slot)
        if other and self.which.current() == _FREE:
            self.people.set_lines([])
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Those who stand there take what they need, but leave room for whom to ask."""
        part = _MANY if self.people.isHidden() else _FEW
        self._scrolled.set_most(round(self.height() * part))

    def _fills(self, slot: Slot) -> bool:
        past = slot.ends <= self._session.world.now()
        return self._may_fill and not past and not slot.called_off and slot.gap > 0

    def _show_who(self, slot: Slot) -> None:
        clear_layout(self._lines)
        there = len(slot.placed) + len(slot.offered)
        head = QWidget()
        flow = FlowLayout(head)
        flow.addWidget(Label(tr("{there} of {needed}", there=there, needed=slot.needed), bold=True))
        for words, icon, tone in notes_of(slot):
            dashed = tone not in theme.TONES
            flow.addWidget(Pill(words, icon, "grey" if dashed else tone, dashed))
        self._lines.addWidget(head)
        for each in slot.shown:
            self._lines.addWidget(self._line(each, slot))
        if not slot.shown:
            self._lines.addWidget(Label(tr("Nobody yet."), tone="ink3"))

    def _line(self, signup: Entry, slot: Slot) -> QWidget:
        state = signup.record.workflow.state(signup.state)
        clash, row = signup.id in slot.clashing, _Row(theme.px(34))
        row.add(IconLabel("alert-circle-filled" if clash else state.icon, "red" if clash else state.tone, 16))
        row.add(ElidedLabel(name_of(signup)))
        said = tr("elsewhere then") if clash else standing(signup)
        row.add(ElidedLabel(said, "caption", "red" if clash else "ink3"), 1)
        if move := self._take_off(signup):
            words = tr("{move}: {name}", move=tr(move.label), name=name_of(signup))
            button = IconButton("x", words, 34, token="ink3")
            button.clicked.connect(lambda _checked: self.move_wanted.emit(signup, move))
            row.add(button)
        return row

    def _take_off(self, signup: Entry) -> Move | None:
        """The step by which a leader takes somebody off, where it is this person's to make."""
        steps = signup.record.workflow.moves_from(signup.state)
        off = (each for each in steps if each.name == roster.TAKE_OFF)
        return next((each for each in off if self._may(move_act(each.name), signup)), None)

    def _may(self, act: str, entry: Entry) -> bool:
        return may(self._session.person, act, entry, self._session.world.org)

    # --- whom to ask ---

    def _ask(self) -> None:
        slot, everybody = self.slot, self.which.current() == _ALL
        self.search.setVisible(everybody)
        if slot is None or not self._fills(slot):
            self._found = []
            self._show_people()
            return
        self._asked += 1
        asked, find = self._asked, roster.everybody if everybody else roster.suggestions

        def arrived(found: list[Suggestion]) -> None:
            if asked == self._asked:
                self._found = found
                self._show_people()

        run_for(self, self._session, lambda desk: find(desk, slot.shift.id), arrived)

    def _show_people(self) -> None:
        typed = self.search.text().strip().lower() if self.which.current() == _ALL else ""
        shown = [each for each in self._found if not typed or typed in _searched(each.person["name"])]
        self.people.set_lines([_as_line(each) for each in shown])
        self._hint.setVisible(self.slot is not None and self._fills(self.slot))
        self._hint.setText(
            tr("Drag somebody onto a cell, or press Enter.")
            if shown
            else tr("Nobody who fits is free then. Look at everybody to see why.")
        )

    def _choose(self, key: str) -> None:
        if self.slot is not None:
            self.assign_wanted.emit(self.slot, key)

    def focus_people(self) -> None:
        """To whoever can be asked, else to what can be done."""
        target = self.people if self.people.isVisible() and self.people.lines() else self.more
        target.setFocus(Qt.FocusReason.TabFocusReason)

    # --- what can be done ---

    def moves(self) -> list[Move]:
        """The steps of the shift that are this person's to make."""
        if self.slot is None:
            return []
        shift = self.slot.shift
        steps = shift.record.workflow.moves_from(shift.state)
        return [each for each in steps if self._may(move_act(each.name), shift)]

    def menu(self) -> QMenu:
        """What can be done with the shift that is shown."""
        assert self.slot is not None, "the button is there with a shift"
        slot, menu = self.slot, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for move in self.moves():
            menu.addAction(tr(move.label)).triggered.connect(
                lambda _checked, move=move: self.move_wanted.emit(slot.shift, move)
            )
        if self._may("set", slot.shift):
            menu.addAction(tr("Change")).triggered.connect(lambda _checked: self.edit_wanted.emit(slot.shift))
        if self._may("export", slot.shift):
            menu.addAction(tr("Sign-in sheet")).triggered.connect(
                lambda _checked: self.sheet_wanted.emit(slot)
            )
        menu.addAction(tr("Show in the list")).triggered.connect(
            lambda _checked: self.list_wanted.emit(slot.shift)
        )
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class _Row(QWidget):
    """Things side by side, `high` pixels."""

    def __init__(self, high: int) -> None:
        super().__init__()
        self.setFixedHeight(high)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(6))

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        self._row.addWidget(widget, stretch)


def _as_line(one: Suggestion) -> PersonLine:
    if one.against:
        return PersonLine(one.person["id"], one.person["name"], " · ".join(one.against), "orange")
    return PersonLine(one.person["id"], one.person["name"], " · ".join(one.reasons))


def _searched(name: str) -> str:
    return f"{name} {spellings(name)}".lower()
