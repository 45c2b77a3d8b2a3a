"""The list of patrols: an entry shows its points in the order they were walked, and how far it was."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gridapp.domain.entry import Entry
from gridapp.domain.fields import Lines, Number
from gridapp.i18n import tr
from ui import words
from ui.pages.detail import EntryDetail
from ui.pages.figures import Figure, Figures
from ui.pages.records import RecordsPage
from ui.widgets.labels import Label
from ui.widgets.timeline import Step, Timeline


class PatrolDetail(EntryDetail):
    """Distance and number of points as figures, then the points as a timeline."""

    def extra(self, entry: Entry) -> list[QWidget]:
        points = entry.body.get("checkpoints") or []
        figures = [Figure(str(len(points)), tr("points"))]
        distance = entry.record.field("distance_km")
        if isinstance(distance, Number) and entry.body.get("distance_km") is not None:
            figures.insert(0, Figure(f"{entry.body['distance_km']:.1f}", tr("km")))
        steps = [self._step(entry, each) for each in points]
        return [Figures(figures), Label(tr("Points"), bold=True), Timeline(steps)]

    def shown_elsewhere(self, entry: Entry) -> frozenset[str]:
        return super().shown_elsewhere(entry) | {"checkpoints", "distance_km", "track"}

    def _step(self, entry: Entry, point: dict[str, object]) -> Step:
        world = self.session.world
        lines = entry.record.field("checkpoints")
        assert isinstance(lines, Lines)
        state, note = (lines.parts[name].show(point.get(name), world) for name in ("state", "note"))
        at = point.get("at")
        return Step(str(point["point"]), "done", state, words.moment(str(at) if at else "", world), note)


class ListPage(RecordsPage):
    """Patrols."""

    def make_detail(self) -> EntryDetail:
        return PatrolDetail(self.session)

    def widths(self) -> dict[str, int]:
        return {"period": 168, "mode": 76, "members": 120}

    def empty_steps(self) -> list[tuple[str, str]]:
        return [
            (tr("Walk your street"), tr("No track is needed")),
            (tr("Note each point"), tr("Normal, or what was wrong")),
            (tr("Hand it over"), tr("The next shift reads your note")),
        ]
