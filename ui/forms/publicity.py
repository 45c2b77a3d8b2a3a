"""Recording an outreach event: theme, place, how many were reached and how that is known."""

from __future__ import annotations

from typing import Any

from gridapp.i18n import N_, tr
from ui.forms.entry_form import EntryForm
from ui.forms.layout import Fold, FormBody, RowStack, card
from ui.targets import New

_COUNTS = (
    "leaflets_n",
    "banners_n",
    "boards_n",
    "lectures_n",
    "drills_n",
    "households_n",
    "questions_n",
    "app_installs_n",
    "clues_to_police_n",
)


class Form(EntryForm):
    """The audience is counted, never listed."""

    title_words = N_("Record an outreach event")

    def lay_out(self, body: FormBody) -> None:
        stack = RowStack()
        stack.add(self.row("theme"), self.row("venue_kind"), self.row("form"))
        stack.add(self.row("place"))
        stack.add(self.row("period"))
        stack.add(self.row("audience_n"), self.row("audience_basis"))
        stack.add(self.row("members"))
        body.left.addWidget(card(stack))
        body.right.addWidget(card(self.row("photos")))
        counts = RowStack().add_grid([self.row(name) for name in _COUNTS], 2)
        self.counts = Fold(tr("What else was counted"), counts)
        body.right.addWidget(card(self.counts))

    def start_values(self) -> dict[str, Any]:
        values = super().start_values()
        if isinstance(self.target, New):
            values["members"] = [{"person": self.session.person.author.stored()}]
        return values

    def filled_in(self) -> None:
        if any(not self.editors[name].is_empty() for name in _COUNTS):
            self.counts.set_open(True)
