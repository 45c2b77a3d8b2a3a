"""The list beside the cards: what is to be decided, what one is only told, what was decided lately."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridapp.actions.attention import Matter
from gridapp.actions.decided import Decided
from gridapp.domain.record import record_type, record_types
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui import theme, words
from ui.pages.matters import label_of, shown, title_of
from ui.widgets.buttons import Button, IconButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.rows import ListRow
from ui.widgets.surface import Card

_MOST_WORDS = 90  # of the version that could come back


class MatterList(Card):
    """Three sections; those with nothing in them are left out, except the first.

    Signals: `gone_to(str)` an item · `shown(Matter)` its entry · `put_away(Matter)` a tiding that was read ·
    `back(Decided)` take a decision back.
    """

    gone_to = Signal(str)
    shown = Signal(object)
    put_away = Signal(object)
    back = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("For you to decide"), divider=True, padding=0, scroll=True, parent=parent)

    def show_all(
        self, waiting: list[Matter], tidings: list[Matter], settled: list[Decided], world: World
    ) -> None:
        self.set_title(tr("For you to decide"), str(len(waiting) or ""))
        self.clear()
        self.body.setSpacing(0)
        for place, matter in enumerate(waiting):
            self._add_waiting(matter, world, line=place > 0)
        if not waiting:
            self._add_words(tr("Nothing just now"))
        if tidings:
            self._add_title(tr("For you to know"))
        for matter in tidings:
            self._add_tiding(matter, world)
        if settled:
            self._add_title(tr("Lately decided"))
        for each in settled:
            self._add_settled(each, world)
        self.body.addStretch(1)

    def _add_waiting(self, matter: Matter, world: World, line: bool) -> None:
        icon, tone, said = _kind(matter)
        go = IconButton("chevron-right", tr("Go there"), 34)
        go.clicked.connect(lambda _checked: self.gone_to.emit(matter.item.id))
        title = title_of(matter, world)
        go.setAccessibleDescription(title)
        caption = tr("{words} · {moment}", words=said, moment=words.moment(matter.item.at, world))
        self.add(ListRow(title, caption, icon, tone, right=go, line=line))

    def _add_tiding(self, matter: Matter, world: World) -> None:
        detail, moment = matter.item.detail, words.moment(matter.item.at, world)
        if "title" in detail:  # a decision of theirs was not taken: the server says why
            title = str(detail["title"])
            self.add(ListRow(title, moment, "alert-circle", "orange"))
            self._add_words(str(detail.get("message", "")), indented=True)
        else:
            title = title_of(matter, world)
            ended = tr(
                "{name}: {state}", name=detail.get("by", ""), state=_state(matter, detail.get("to", ""))
            )
            self.add(ListRow(title, tr("{words} · {moment}", words=ended, moment=moment), "bell", "blue"))
        buttons: list[tuple[str, Callable[[], None]]] = []
        if matter.entry is not None and not matter.entry.deleted:
            buttons.append((tr("Open it"), lambda: self.shown.emit(matter)))
        buttons.append((tr("Put it away"), lambda: self.put_away.emit(matter)))
        self._add_buttons(title, buttons)

    def _add_settled(self, each: Decided, world: World) -> None:
        matter = each.matter
        title, moment = title_of(matter, world), words.moment(matter.item.done_at, world)
        caption = tr(
            "{words} · {name} · {moment}", words=_outcome(matter), name=_decider(each), moment=moment
        )
        self.add(ListRow(title, caption, "circle-check", "green"))
        if each.back == "value":
            self._add_words(_other_version(matter, world), indented=True)
        buttons: list[tuple[str, Callable[[], None]]] = []
        if matter.entry is not None and not matter.entry.deleted:
            buttons.append((tr("Open it"), lambda: self.shown.emit(matter)))
        if each.back:
            again = tr("Bring the other version back") if each.back == "value" else tr("Take it up again")
            buttons.append((again, lambda: self.back.emit(each)))
        self._add_buttons(title, buttons)

    def _add_title(self, text: str) -> None:
        title = Label(text, "card")
        title.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(10))
        self.add(title)

    def _add_words(self, text: str, indented: bool = False) -> None:
        label = Label(text, "caption", "ink3", wrap=True)
        label.setContentsMargins(
            theme.px(_INDENT if indented else 18), theme.px(4), theme.px(16), theme.px(8)
        )
        self.add(label)

    def _add_buttons(self, title: str, buttons: list[tuple[str, Callable[[], None]]]) -> None:
        """Under the line, so that whole words fit beside one another or under one another."""
        if not buttons:
            return
        place = QWidget()
        flow = FlowLayout(place)
        flow.setContentsMargins(0, 0, 0, 0)
        for text, act in buttons:
            button = Button(text, "text", "small")
            button.setAccessibleDescription(title)
            button.clicked.connect(lambda _checked, act=act: act())
            flow.addWidget(button)
        place.setContentsMargins(theme.px(_INDENT - 6), 0, theme.px(8), theme.px(8))
        self.add(place)


_INDENT = 18 + 22 + 12  # where the words of a line begin


def _kind(matter: Matter) -> tuple[str, str, str]:
    """Icon, tone and words for what kind of decision it is."""
    if matter.item.kind == "conflict":
        text = tr("Deleted and changed") if matter.item.detail.get("revived") else tr("Changed on both sides")
        return "git-merge", "orange", text
    if matter.item.side == "supervisor":
        return "clock", "yellow", tr("From {name}", name=matter.op.author_name)
    by = (matter.item.detail.get("returned") or {}).get("by")
    return "arrow-back-up", "red", tr("Returned by {name}", name=by) if by else tr("Sent back")


def _state(matter: Matter, state: str) -> str:
    known = matter.op.type in record_types()
    return tr(record_type(matter.op.type).workflow.state(state).label) if known else state


def _outcome(matter: Matter) -> str:
    return {
        "sent again": tr("Sent again"),
        "chosen": tr("Chosen"),
        "left": tr("Left as it is"),
        "taken": tr("The server took it"),
        "settled": tr("Decided"),
        "released": tr("Let through"),
        "returned": tr("Returned"),
        "deleted": tr("Deleted"),
    }.get(matter.item.outcome or "", "")


def _decider(each: Decided) -> str:
    """Who decided, as far as this computer was told."""
    if each.mine:
        return tr("you")
    return tr("the server") if each.matter.item.outcome == "taken" else tr("somebody else")


def _other_version(matter: Matter, world: World) -> str:
    """What would come back: of each field the version that does not stand."""
    body = matter.entry.body if matter.entry is not None else {}
    parts = []
    for name, both in matter.item.detail.get("values", {}).items():
        other = both["theirs"] if body.get(name) == both["mine"] else both["mine"]
        value = shown(matter, name, other, world)
        parts.append(tr("{label}: {value}", label=label_of(matter, name), value=value))
    text = tr("The other version: {words}", words="; ".join(parts))
    return text if len(text) <= _MOST_WORDS else f"{text[:_MOST_WORDS]}…"
