"""The menu of the amber button: what this person usually records, each with a digit, and the rest by shelf."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from gridapp.domain.record import RecordType
from gridapp.domain.shelf import SHELVES
from gridapp.i18n import tr
from ui.widgets.popover import Popover

_FIRST = 4


@dataclass(frozen=True)
class Offered:
    """What may be recorded, the usual first; `drafts` are the types of half-filled forms that are kept."""

    records: list[RecordType]
    drafts: set[str]

    def rest(self) -> dict[str, list[RecordType]]:
        """What is not among the first, by shelf."""
        found: dict[str, list[RecordType]] = {name: [] for name in SHELVES}
        for record in self.records[_FIRST:]:
            found.setdefault(record.shelf, []).append(record)
        return {name: records for name, records in found.items() if records}


def record_menu(parent: QWidget, offered: Offered) -> Popover:
    """`chosen` gives a type's name, or a shelf's. A shelf with one type is that type."""
    menu = Popover(parent)
    menu.add_header(tr("What to record?"), tr("Or press its digit"))
    for record in offered.records[:_FIRST]:
        _add(menu, offered, record)
    rest = offered.rest()
    if rest:
        menu.add_separator()
    for name, records in rest.items():
        if name in SHELVES and len(records) > 1:
            shelf = SHELVES[name]
            names = tr(", ").join(tr(each.singular) for each in records)
            menu.add_row(name, tr(shelf.label), names, shelf.icon, right=_digit(menu))
        else:
            for record in records:
                menu.add_row(
                    record.type, tr(record.singular), tr(record.hint), record.icon, right=_digit(menu)
                )
    return menu


def shelf_menu(parent: QWidget, offered: Offered, shelf: str) -> Popover:
    """The types of a shelf that are not among the first. `chosen` gives a type's name."""
    menu = Popover(parent)
    menu.add_header(tr(SHELVES[shelf].label), tr("Or press its digit"))
    for record in offered.rest()[shelf]:
        _add(menu, offered, record)
    return menu


def _add(menu: Popover, offered: Offered, record: RecordType) -> None:
    draft = record.type in offered.drafts
    caption = tr("Go on with the kept draft") if draft else tr(record.hint)
    menu.add_row(
        record.type, tr(record.singular), caption, record.icon, record.tone, _digit(menu), large=True
    )


def _digit(menu: Popover) -> str:
    """The digit of the next row."""
    number = menu.count() + 1
    return str(number) if number <= 9 else ""
