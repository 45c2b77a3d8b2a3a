"""Counting what was said by the road: big buttons, and neither plate nor name anywhere."""

from __future__ import annotations

from typing import Any

from gridapp.i18n import N_
from ui.forms.entry_form import EntryForm
from ui.forms.layout import FormBody, RowStack, card
from ui.targets import New


class Form(EntryForm):
    """Where and when stand above the buttons; what is seldom needed stands beside them."""

    title_words = N_("Record traffic persuasion")

    def lay_out(self, body: FormBody) -> None:
        stack = RowStack()
        stack.add(self.row("post"))
        stack.add(self.row("period"))
        body.left.addWidget(card(stack))
        body.left.addWidget(card(self.row("counts")))
        beside = RowStack()
        beside.add(self.row("members"))
        beside.add_grid([self.row("leaflets_n"), self.row("handed_to_police")], 2)
        beside.add(self.row("note"))
        body.right.addWidget(card(beside))

    def start_values(self) -> dict[str, Any]:
        values = super().start_values()
        if isinstance(self.target, New):
            values["members"] = [{"person": self.session.person.author.stored()}]
        return values
