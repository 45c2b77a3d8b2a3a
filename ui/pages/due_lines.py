"""Under a deadline: by which rule it stands, who supervises what is late, and letting it stand still."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridapp.actions.pausing import pause, resume
from gridapp.actions.supervision import supervised
from gridapp.domain.deadline_words import reasons
from gridapp.domain.entry import Entry
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui import theme
from ui.pages.asked_words import ask_words
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.deadline import DeadlineBar
from ui.widgets.dialog import AppDialog
from ui.widgets.labels import Label
from ui.widgets.roles import DeadlineSpec


class DueLines(QWidget):
    """The bar of an entry that is due, and why it is."""

    def __init__(self, entry: Entry, spec: DeadlineSpec, world: World) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(DeadlineBar(spec))
        if late := supervised(entry, world):
            words = tr("Late: {unit} takes it in hand", unit=world.org.label(late.unit))
            column.addWidget(Label(words, tone="red", wrap=True))
        for words in reasons(entry, world):
            column.addWidget(Label(words, "caption", "ink2", wrap=True))


def stop_or_start(parent: QWidget, session: Session, entry: Entry, done: Callable[[Entry], None]) -> None:
    """Ask why the deadline is to stand still, or let it run again at once."""
    if entry.pause is not None:
        run_for(parent, session, lambda desk: resume(desk, entry.id), done)
        return
    title = entry.record.title(entry.body, session.world)
    dialog = AppDialog(
        parent,
        tr("Let the deadline stand still"),
        f"{entry.number}  {title}",
        tr("The time until it runs again is added to it."),
        icon="clock-pause",
    )
    ask_words(
        dialog,
        session,
        tr("Why"),
        200,
        tr("Let it stand still"),
        lambda desk, why: pause(desk, entry.id, why),
        done,
    )
