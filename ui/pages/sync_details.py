"""What stands behind the sync state: what waits, since when, what needs a decision, and a way to try now."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridapp.actions.status import Status
from gridapp.domain.record import record_type
from gridapp.domain.world import World
from gridapp.i18n import tr
from ui import theme, words
from ui.pages.loading_line import LoadingLine
from ui.sync_news import SyncNews
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, IconSquare, Label
from ui.widgets.popover import Popover


class SyncDetails(QObject):
    """The pop-up of the sync button. Signals: `try_wanted()`, `stop_wanted()` while a round runs,
    `attention_wanted()`, `enrol_wanted()`."""

    try_wanted = Signal()
    stop_wanted = Signal()
    attention_wanted = Signal()
    enrol_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        status: Status,
        world: World,
        failed: bool,
        syncing: bool = False,
        news: SyncNews | None = None,
    ) -> None:
        super().__init__(parent)
        self.popover = Popover(parent, 420)
        self._status, self._world, self._syncing = status, world, syncing
        self._add_head(failed)
        self.popover.add_separator()
        if news is not None:
            self.popover.add_widget(LoadingLine(news))
            for sentence in news.take():
                self.popover.add_widget(_sentence(sentence))
        since = tr("since {moment}", moment=words.moment(status.oldest_unsent, world))
        for place, (name, count) in enumerate(status.unsent.items()):
            text = tr("{type}: {count}", type=tr(record_type(name).plural), count=count)
            self.popover.add_line("circle-dashed", "ink2", text, since if place == 0 else "")
        if status.unsent_files:
            self.popover.add_line("photo", "ink2", tr("Photos: {count}", count=status.unsent_files))
        if not status.unsent_total:
            self.popover.add_line("check", "green", tr("Nothing waits to be sent"))
        if status.attention:
            self._add_attention(status.attention)
        self._add_foot()

    def _add_head(self, failed: bool) -> None:
        status = self._status
        title = tr("No connection just now") if failed else tr("Sync")
        safe = tr("{count} records and {files} photos are safe on this computer",
                  count=status.unsent_total, files=status.unsent_files)  # fmt: skip
        if not status.enrolled:
            title, safe = tr("Not enrolled yet"), tr("Everything you record is kept on this computer")
        elif not status.unsent_total:
            safe = tr("Everything here is also on the server")
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        row.setSpacing(theme.px(12))
        icon = "cloud-off" if failed or not status.enrolled else "cloud-check"
        row.addWidget(IconSquare(icon, "grey", 40, disc=True))
        row.addLayout(_two_lines(title, safe), 1)
        self.popover.add_widget(head)

    def _add_attention(self, count: int) -> None:
        look = Button(tr("Have a look"), "text", "small")
        look.clicked.connect(lambda _checked: self._close_and(self.attention_wanted))
        self.popover.add_line("alert-circle-filled", "orange", tr("{count} to fix", count=count), look)

    def _add_foot(self) -> None:
        status = self._status
        foot = QWidget()
        row = QHBoxLayout(foot)
        last = words.moment(status.last_sync, self._world) or tr("never")
        row.addWidget(Label(tr("Last sync: {moment}", moment=last), "caption", "ink3"), 1)
        text, wanted = self._next_act()
        self.button = Button(text, size="small")
        self.button.clicked.connect(lambda _checked: self._close_and(wanted))
        row.addWidget(self.button)
        self.popover.set_footer(foot)

    def _next_act(self) -> tuple[str, SignalInstance]:
        """What the person can do now. A round that is stopped goes on where it was the next time."""
        if not self._status.enrolled:
            return tr("Enrol this computer"), self.enrol_wanted
        if self._syncing:
            return tr("Stop for now"), self.stop_wanted
        return tr("Try to sync once"), self.try_wanted

    def _close_and(self, wanted: SignalInstance) -> None:
        self.popover.close()
        wanted.emit()


def _sentence(text: str) -> QWidget:
    """Something that a round has put right, told once."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
    row.setSpacing(theme.px(10))
    row.addWidget(IconLabel("info-circle", "blue", 20), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Label(text, wrap=True), 1)
    return line


def _two_lines(title: str, below: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(Label(title, "card"))
    column.addWidget(Label(below, tone="ink2", wrap=True))
    return column
