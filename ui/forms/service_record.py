"""Recording hours: whoever opens the form served, unless another is named."""

from __future__ import annotations

from typing import Any

from gridapp.i18n import N_
from ui.forms.entry_form import EntryForm
from ui.targets import New


class Form(EntryForm):
    """Begins with the person who fills it in."""

    title_words = N_("Record service hours")

    def start_values(self) -> dict[str, Any]:
        values = super().start_values()
        if isinstance(self.target, New):
            values["person"] = self.session.person.author.stored()
        return values
