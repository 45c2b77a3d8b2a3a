"""The form for a target: made by hand where its type has one, else the one that serves every type."""

from __future__ import annotations

from typing import cast

from ui.features import made_for
from ui.forms.entry_form import EntryForm
from ui.session import Session
from ui.targets import Edit, New


def make_form(session: Session, target: New | Edit) -> EntryForm:
    """A page that fills in something new or changes what is there."""
    return cast(EntryForm, made_for("forms", target.type, "Form", EntryForm)(session, target))
