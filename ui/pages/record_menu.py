"""The menu of the amber button: what to record, each with a digit."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gridapp.domain.record import RecordType
from gridapp.i18n import tr
from ui.widgets.popover import Popover


def record_menu(parent: QWidget, records: list[RecordType], drafts: set[str]) -> Popover:
    """`drafts` are the types of half-filled forms that are kept. `chosen` gives a type's name."""
    menu = Popover(parent)
    menu.add_header(tr("What to record?"), tr("Or press its digit"))
    for number, record in enumerate(records, 1):
        caption = tr("Go on with the kept draft") if record.type in drafts else tr(record.hint)
        digit = str(number) if number <= 9 else ""
        menu.add_row(record.type, tr(record.singular), caption, record.icon, record.tone, digit, large=True)
    return menu
