"""“I can't go”: why, and whom to ask to stand in, or only to say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from gridapp.actions import entries, swaps
from gridapp.actions.desk import Desk
from gridapp.actions.signups import StandIn
from gridapp.domain.entry import Entry
from gridapp.domain.workflow import Move
from gridapp.i18n import tr
from ui.forms.context import words_of
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.banner import Banner
from ui.widgets.combo_field import ComboField
from ui.widgets.dialog import AppDialog
from ui.widgets.form_row import FormRow
from ui.widgets.line_field import LineField

T = TypeVar("T")

_EVERYBODY = ""
_MOST_NAMED = 30


def ask_cover(
    parent: QWidget, session: Session, entry: Entry, move: Move, done: Callable[[str], None]
) -> AppDialog:
    """Ask what is to become of a place that its person cannot keep; `done(words)` when something was saved."""
    dialog = CoverDialog(parent, session, entry, move, done)
    dialog.begin()
    return dialog


class CoverDialog(AppDialog):
    """Why, and whom to ask: everybody who is free, somebody of them, or nobody."""

    def __init__(
        self, parent: QWidget, session: Session, entry: Entry, move: Move, done: Callable[[str], None]
    ) -> None:
        when = entry.record.field(entry.record.when).show(entry.body.get(entry.record.when), session.world)
        sentence = f"{entry.body.get('name') or entry.number} · {when}"
        safe = tr("Until somebody has taken your place, it stays yours.")
        super().__init__(parent, tr(move.label), sentence, safe)
        self._session, self._entry, self._move, self._done = session, entry, move, done
        self._named: Mapping[str, Any] = {}
        self.keep_open = True
        self.banner = Banner()
        self.reason = LineField(tr("Whoever is asked, and your leader, read this."), max_length=200)
        self.who = ComboField(placeholder=tr("Looking who is free…"))
        self.add_widget(self.banner)
        self.add_widget(FormRow(tr("Why"), self.reason))
        self.add_widget(FormRow(tr("Ask to stand in"), self.who))
        self.add_button("later", tr("Not now"))
        self.add_button("give_up", tr("Only give up my place"))
        self.ask_button = self.add_button("ask", tr("Ask"), "primary")
        self.ask_button.setEnabled(False)
        self.chosen.connect(self._act)

    def begin(self) -> None:
        """Show it, and look who could be asked."""
        self.open(self.reason.edit)
        run_for(self, self._session, lambda desk: swaps.could_stand_in(desk, self._entry.id), self._offer)

    def _offer(self, found: list[StandIn]) -> None:
        if not found:
            self.who.combo.setPlaceholderText(tr("Nobody is free then who was not asked already"))
            return
        options: list[tuple[object, str]] = [(each.person["id"], _said(each)) for each in found[:_MOST_NAMED]]
        count = min(len(found), swaps.ASKED_AT_ONCE)
        everybody = tr("Everybody who is free ({count})", count=count)
        self._named = {each.person["id"]: each.person for each in found}
        self.who.set_options([(_EVERYBODY, everybody), *options])
        self.who.set_value(_EVERYBODY)
        self.ask_button.setEnabled(True)

    def _act(self, key: str) -> None:
        reason, entry = self.reason.value(), self._entry
        if key == "give_up":
            values = {each: reason for each in self._move.asks if reason}
            self._run(
                lambda desk: entries.move(desk, entry.id, self._move.name, values),
                lambda _after: tr("You gave your place up. Whoever is next gets it."),
            )
        elif key == "ask":
            chosen = self.who.value()
            person = self._named.get(str(chosen))

            def ask(desk: Desk) -> list[Entry]:
                if person is None:
                    return swaps.ask_everybody(desk, entry.id, reason)
                return [swaps.ask(desk, entry.id, person, reason)]

            self._run(ask, _asked_words)

    def _run(self, act: Callable[[Desk], T], words: Callable[[T], str]) -> None:
        def saved(result: T) -> None:
            self.close_dialog()
            self._done(words(result))

        def failed(error: Exception) -> None:
            self.banner.show_message(words_of(error), "red", "alert-circle-filled")

        run_for(self, self._session, act, saved, failed)


def _said(person: StandIn) -> str:
    name = person.person["name"]
    return name if person.skilled else tr("{name} (without the skills asked for)", name=name)


def _asked_words(asked: list[Entry]) -> str:
    if len(asked) == 1:
        taker = asked[0].body[asked[0].record.subject]["name"]
        return tr("{name} is asked with the next connection.", name=taker)
    return tr("{count} people are asked with the next connection.", count=len(asked))
