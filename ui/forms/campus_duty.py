"""Recording duty at a school gate: big buttons to count with, and no pupil anywhere."""

from __future__ import annotations

from typing import Any

from gridapp.i18n import N_, tr
from ui.forms.entry_form import EntryForm
from ui.forms.layout import Fold, FormBody, RowStack, card
from ui.targets import New

_PARTNERS = ("police_n", "guards_n", "teachers_n", "parents_n")


class Form(EntryForm):
    """What was done is counted by pressing; partners and incidents unfold when there were any."""

    title_words = N_("Record school gate duty")

    def lay_out(self, body: FormBody) -> None:
        stack = RowStack()
        stack.add(self.row("school"))
        stack.add(self.row("session"))
        stack.add(self.row("period"))
        stack.add(self.row("members"))
        stack.add(self.row("traffic_state"))
        body.left.addWidget(card(stack))
        body.left.addWidget(card(self.row("actions")))
        body.right.addWidget(card(self.row("photos")))
        counts = RowStack().add_grid([self.row(name) for name in _PARTNERS], 2)
        self.partners = Fold(tr("Who else was there"), counts)
        self.incidents = Fold(tr("Incidents"), self.row("incidents"))
        body.right.addWidget(card(self.partners))
        body.right.addWidget(card(self.incidents))

    def start_values(self) -> dict[str, Any]:
        values = super().start_values()
        if isinstance(self.target, New):
            values["members"] = [{"person": self.session.person.author.stored()}]
        return values

    def filled_in(self) -> None:
        """What is filled in is seen."""
        if any(not self.editors[name].is_empty() for name in _PARTNERS):
            self.partners.set_open(True)
        if not self.editors["incidents"].is_empty():
            self.incidents.set_open(True)
