"""Taking in what somebody asks for: as they say it, in one line, and whom to call back if they want it."""

from __future__ import annotations

from gridapp.i18n import N_, tr
from ui.forms.entry_form import EntryForm
from ui.forms.layout import Fold, FormBody, RowStack, card

_CALL_BACK = ("reply_wanted", "contact_name", "contact_phone", "confidential")


class Form(EntryForm):
    """What the caller says first; what they may want afterwards at the side."""

    title_words = N_("Take in a matter")

    def lay_out(self, body: FormBody) -> None:
        stack = RowStack()
        stack.add(self.row("channel"), self.row("nature"))
        stack.add(self.row("summary"))
        stack.add(self.row("topic"))
        stack.add(self.row("place"))
        stack.add(self.row("description"))
        stack.add(self.row("received_at"), self.row("urgency"))
        body.left.addWidget(card(stack))
        back = RowStack().add_grid([self.row(name) for name in _CALL_BACK if name in self.shown_fields()], 2)
        self.call_back = Fold(tr("Whom to call back"), back)
        body.right.addWidget(card(self.call_back))
        body.right.addWidget(card(self.row("photos")))

    def filled_in(self) -> None:
        if any(not self.editors[name].is_empty() for name in _CALL_BACK if name in self.editors):
            self.call_back.set_open(True)
