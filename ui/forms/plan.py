"""Planning a post for a term: beside what is filled in stands which shifts it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridapp.actions import plans
from gridapp.actions.desk import Desk
from gridapp.actions.plans import Days
from gridapp.domain.entry import Entry
from gridapp.domain.fields.time import show_day
from gridapp.i18n import N_, tr
from ui.forms.entry_form import EntryForm
from ui.forms.layout import FormBody, RowStack, card
from ui.forms.saving import Save, save
from ui.targets import Edit, New
from ui.widgets.labels import Label

_TIMES = ("begins", "ends", "term_from", "term_to")
_MOST_NAMED = 8


class Form(EntryForm):
    """Says how many shifts there will be, from when to when, and which holidays are left out, as it is filled in."""

    title_words = N_("Plan a post for a term")

    def lay_out(self, body: FormBody) -> None:
        stack = RowStack().add(self.row("post")).add(self.row("weekdays"))
        stack.add_grid([self.row(name, compact=True) for name in _TIMES], 2)
        body.left.addWidget(card(stack))
        self.preview = Label("", tone="ink2", wrap=True)
        self.preview.setText(_nothing_yet())
        body.right.addWidget(card(self.preview))

    def saver(self) -> Save:
        return _save_with_shifts if isinstance(self.target, New) else super().saver()

    def note_change(self) -> None:
        super().note_change()
        self._look()

    def filled_in(self) -> None:
        super().filled_in()
        self._look()

    def _look(self) -> None:
        values = self.values()
        self.context.run(
            self,
            lambda desk: plans.days(desk, values),
            lambda found: self.preview.setText(self._said(found)),
            lambda _error: self.preview.setText(_nothing_yet()),
        )

    def _said(self, found: Days) -> str:
        world = self.context.world
        if not found.days:
            return tr("No day is meant: no shift will be made.")
        first, last = (show_day(each, world) for each in (found.days[0], found.days[-1]))
        words = [
            tr("This makes {count} shifts, the first {first}, the last {last}.",
               count=len(found.days), first=first, last=last)
        ]  # fmt: skip
        if found.holidays:
            named = tr(", ").join(show_day(each, world) for each in found.holidays[:_MOST_NAMED])
            more = "…" if len(found.holidays) > _MOST_NAMED else ""
            words.append(tr("Left out, a day off: {days}", days=named + more))
        if found.unsure:
            words.append(
                tr("The holidays of {count} of these days are not announced yet.", count=len(found.unsure))
            )
        return "\n".join(words)


def _save_with_shifts(
    desk: Desk, target: New | Edit, values: Mapping[str, Any], draft: str, saw: Entry | None
) -> Entry:
    """A new plan is saved with its shifts, as drafts: as many as stood beside the form."""
    made = save(desk, target, values, draft, saw)
    plans.make_shifts(desk, made.id)
    return made


def _nothing_yet() -> str:
    return tr("Once post, days and times are filled in, the shifts that it makes are counted here.")
