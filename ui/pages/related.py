"""The way from a type's page to the lists that are kept under it."""

from __future__ import annotations

from collections.abc import Callable

from gridapp.domain.record import RecordType, record_types
from gridapp.i18n import tr
from ui.widgets.buttons import Button
from ui.widgets.popover import Popover


def kept_under(record: RecordType) -> list[RecordType]:
    """The types whose entries are reached from this one's page."""
    return [each for each in record_types().values() if each.under == record.type]


class RelatedButton(Button):
    """A button that offers those lists, or is the way to the only one; `go` is handed the type that was chosen."""

    def __init__(self, lists: list[RecordType], go: Callable[[str], None]) -> None:
        only = lists[0] if len(lists) == 1 else None
        super().__init__(
            tr(only.plural) if only else tr("More lists"), icon=only.icon if only else "list-details"
        )
        self._lists = lists
        self._go = go
        self.popover: Popover | None = None
        self.clicked.connect(lambda _checked: self._offer())

    def _offer(self) -> None:
        if len(self._lists) == 1:
            self._go(self._lists[0].type)
            return
        if self.popover is not None:
            self.popover.deleteLater()
        self.popover = Popover(self.window())
        for each in self._lists:
            self.popover.add_row(
                each.type, tr(each.plural), tr(each.hint), each.icon, each.tone, "", large=True
            )
        self.popover.chosen.connect(self._go)
        self.popover.open_at(self)
