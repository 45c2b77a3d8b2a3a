"""The figures of an event in one line: who came, who was reached, what was handed out, how long it took."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions.activities import Event
from gridapp.domain.codes import table
from gridapp.domain.service_records import figure
from gridapp.i18n import tr
from ui import theme
from ui.pages.figures import Figure, Figures
from ui.widgets.labels import Label
from ui.widgets.progress import ProgressBar
from ui.widgets.surface import Card


class EventStrip(Card):
    """Shows `Event`; the people to reach are a bar that repeats the words beside it."""

    def show_event(self, event: Event) -> None:
        self.clear()
        row = QHBoxLayout()
        row.setSpacing(theme.px(24))
        came = Figure(str(event.came), tr("came, of {asked} signed up", asked=len(event.helpers)))
        row.addWidget(Figures([came], columns=1), 2)
        row.addWidget(self._reached(event), 3)
        given = Figure(str(event.given), tr("things handed out"))
        hours = Figure(figure(event.hours), tr("hours served"))
        row.addWidget(Figures([given, hours], columns=2), 3)
        self.body.addLayout(row)

    def _reached(self, event: Event) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        count, target = sum(event.reached.values()), event.entry.body.get("reach_target")
        column.addWidget(Figures([Figure(str(count), tr("people reached"))], columns=1))
        if target:
            bar = ProgressBar(tr("People reached"))
            bar.set_fraction(min(1.0, count / target), "green-s" if count >= target else "primary")
            column.addWidget(bar)
        said = [_against(count, target) if target else "", _by_kind(event)]
        if any(said):
            column.addWidget(Label(" · ".join(each for each in said if each), "caption", "ink2", wrap=True))
        return box


def _against(count: int, target: int) -> str:
    if count >= target:
        return tr("{more} more than planned", more=count - target) if count > target else tr("As planned")
    return tr("{missing} fewer than the {target} planned", missing=target - count, target=target)


def _by_kind(event: Event) -> str:
    lines = table("audience_kind").codes
    return " · ".join(f"{lines[code].label()} {count}" for code, count in event.reached.items() if count)
