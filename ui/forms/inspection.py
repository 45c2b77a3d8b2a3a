"""Inspecting premises: the items of the chosen checklist stand ready, each with its result and a note."""

from __future__ import annotations

from gridapp.domain import codes
from gridapp.domain.records.inspection import to_look_at
from gridapp.i18n import N_
from ui.forms.entry_form import EntryForm
from ui.forms.layout import FormBody, RowStack, card
from ui.targets import New


class Form(EntryForm):
    """Choosing a checklist lays out its items, as long as nobody has written into them."""

    title_words = N_("Inspect premises")

    def lay_out(self, body: FormBody) -> None:
        self._laid_out = ""
        stack = RowStack()
        stack.add(self.row("place"))
        stack.add(self.row("checklist"), self.row("inspected_at"))
        body.left.addWidget(card(stack))
        body.left.addWidget(card(self.row("items")))
        body.right.addWidget(card(self.row("photos")))
        beside = RowStack()
        beside.add(self.row("conclusion"))
        beside.add(self.row("next_on"))
        body.right.addWidget(card(beside))
        self.editors["checklist"].inner.changed.connect(self._lay_out_items)

    def _lay_out_items(self) -> None:
        value = self.editors["checklist"].value()
        chosen = value["code"] if isinstance(value, dict) else str(value or "")
        untouched = not self.editors["items"].is_dirty()
        if (
            isinstance(self.target, New)
            and untouched
            and chosen != self._laid_out
            and chosen in codes.table("checklist").codes
        ):
            self._laid_out = chosen
            self.editors["items"].set_value(to_look_at(chosen))
