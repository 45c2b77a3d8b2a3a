"""The list of hazards: what is to be done next stands first, and the way to the end is always seen."""

from __future__ import annotations

from gridapp.domain.entry import Entry
from gridapp.i18n import tr
from ui.pages.detail import EntryDetail
from ui.pages.records import RecordsPage

_ROAD = ("found", "registered", "rectifying", "put_right", "closed")
"""The usual way; the by-ways join it at being put right."""
_SAME_AS = {"handed_over": "rectifying", "supervised": "rectifying"}


class HazardDetail(EntryDetail):
    """Shows the steps that are still to come, hollow."""

    def later(self, entry: Entry) -> list[str]:
        here = _SAME_AS.get(entry.state, entry.state)
        if here not in _ROAD:
            return []
        states = entry.record.workflow.states
        return [tr(states[name].label) for name in _ROAD[_ROAD.index(here) + 1 :]]

    def shown_elsewhere(self, entry: Entry) -> frozenset[str]:
        return super().shown_elsewhere(entry) - {entry.record.due}


class ListPage(RecordsPage):
    """Hazards."""

    def make_detail(self) -> EntryDetail:
        return HazardDetail(self.session)

    def empty_steps(self) -> list[tuple[str, str]]:
        return [
            (tr("Take photos"), tr("One from afar, one from near")),
            (tr("Say where it is"), tr("Building, door, a landmark")),
            (tr("Hand it in"), tr("Every step can be followed here")),
        ]
