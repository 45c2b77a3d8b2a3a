"""The types that share a place in the rail, as tabs over each of their pages."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gridapp.domain.record import RecordType, record_types
from gridapp.i18n import tr
from ui import theme
from ui.rail_places import in_order
from ui.widgets.segmented import SegmentedControl


def shelf_mates(record: RecordType) -> list[RecordType]:
    """The types on this one's shelf that have a list of their own there, in their order; none where it stands alone."""
    mates = [each for each in record_types().values() if each.shelf and each.shelf == record.shelf]
    return in_order([each for each in mates if not each.under]) if record in mates and len(mates) > 1 else []


class ShelfTabs(QWidget):
    """One tab for each; `go` is handed the type that was chosen. Left and right move among them."""

    def __init__(self, record: RecordType, mates: list[RecordType], go: Callable[[str], None]) -> None:
        super().__init__()
        self.tabs = SegmentedControl()
        self.tabs.setAccessibleName(tr("Kinds"))
        for each in mates:
            self.tabs.add(each.type, tr(each.plural))
        self.tabs.set_current(record.type)
        self.tabs.changed.connect(lambda chosen: self._leave(record.type, chosen, go))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.tabs)
        self._row.addStretch(1)
        theme.follow(self._restyle)

    def _leave(self, own: str, chosen: str, go: Callable[[str], None]) -> None:
        """The page stays as it is for when it is come back to."""
        self.tabs.set_current(own)
        go(chosen)

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(20), 0, theme.px(20), theme.px(12))
