"""Under a deadline: by which rule it stands, who supervises what is late, and letting it stand still."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridapp.actions.pausing import pause, resume
from gridapp.actions.supervision import supervised
from gridapp.domain.deadline_words import reasons
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui import theme
from ui.session import Session
from ui.waiting import run_for
from ui.widgets.deadline import DeadlineBar
from ui.widgets.dialog import AppDialog
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.line_field import LineField
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
    dialog.keep_open = True
    reason = LineField(max_length=200)
    row = FormRow(tr("Why"), reason, True)
    dialog.add_widget(row)
    dialog.add_button("later", tr("Not now"))
    dialog.add_button("pause", tr("Let it stand still"), "primary")

    def paused(after: Entry) -> None:
        dialog.close_dialog()
        done(after)

    def failed(error: Exception) -> None:
        if isinstance(error, Refused):
            row.set_error(error.message)
        else:
            session.failed.emit(error)

    def chosen(key: str) -> None:
        text = reason.value().strip()
        if key != "pause":
            dialog.close_dialog()
        elif not text:
            row.set_error(tr("Please fill this in"))
            row.go()
        else:
            run_for(dialog, session, lambda desk: pause(desk, entry.id, text), paused, failed)

    dialog.chosen.connect(chosen)
    dialog.open(reason)
