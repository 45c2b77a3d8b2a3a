"""Where there is no network: what waits is written to a stick, and the server's answer is taken in from it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gridapp.actions.status import Status
from gridapp.domain.errors import GridAppError
from gridapp.domain.filenames import safe_name, shown_name
from gridapp.i18n import tr
from gridapp.sync.courier import Written
from gridapp.sync.packets import SUFFIX
from gridapp.sync.round import Report
from ui import packets
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.surface import Card


class StickCard(Card):
    """What waits, both ways of a packet, and what became of the last one. Shown only where a server is known."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Without a network"), padding=16, parent=parent)
        self._session = session
        self.waits = Label("", wrap=True)
        self.add(self.waits)
        how = tr("A packet on a stick carries it to the county's server, sealed so that only it can read it.")
        self.add(Label(how, tone="ink2", wrap=True))
        self.write_button = Button(tr("Write a packet to a stick…"), icon="device-usb")
        self.take_button = Button(tr("Take in a packet…"), icon="file-import")
        self.write_button.clicked.connect(lambda _checked: self._ask_where())
        self.take_button.clicked.connect(lambda _checked: self._ask_which())
        buttons = QWidget()
        row = FlowLayout(buttons)
        for button in (self.write_button, self.take_button):
            row.addWidget(button)
        self.add(buttons)
        self.words = Label("", wrap=True)
        self.words.hide()
        self.add(self.words)
        session.status_changed.connect(self.show_status)

    def show_status(self, status: Status) -> None:
        self.setVisible(status.enrolled)
        waiting = tr(
            "{count} records and {files} photos wait to be sent.",
            count=status.unsent_total,
            files=status.unsent_files,
        )
        nothing = tr("Nothing waits to be sent.")
        self.waits.setText(waiting if status.unsent_total or status.unsent_files else nothing)

    def write(self, file: Path) -> None:
        """Seal what waits into this file."""
        self._begin(tr("Writing…"))
        packets.write(self._session, file, lambda written: self._written(file, written), self._failed)

    def take_in(self, file: Path) -> None:
        """Take in the server's answer from this file."""
        self._begin(tr("Taking in…"))
        packets.take_in(self._session, file, self._taken, self._failed)

    def _ask_where(self) -> None:
        device = self._session.status.device if self._session.status else ""
        name = safe_name(
            f"gridapp {device} {self._session.world.now():%Y-%m-%d}", SUFFIX
        )  # nobody's name on a stick
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Write a packet to a stick"), name, _kinds())
        if chosen:
            self.write(Path(chosen))

    def _ask_which(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Take in a packet"), "", _kinds())
        if chosen:
            self.take_in(Path(chosen))

    def _begin(self, said: str) -> None:
        self._set_enabled(False)
        self._say(said, "ink2")

    def _written(self, file: Path, written: Written) -> None:
        said = tr(
            "{name} holds {ops} changes and {files} photos. They stay here too, and count as sent once the server's "
            "answer was taken in.",
            name=shown_name(file.name),
            ops=written.ops,
            files=written.files,
        )
        if written.ops_left or written.files_left:
            rest = tr(
                "{ops} changes and {files} photos did not fit. They go with the next packet.",
                ops=written.ops_left,
                files=written.files_left,
            )
            said = f"{said}\n{rest}"
        self._end(said, "green")

    def _taken(self, report: Report) -> None:
        self._end(
            tr(
                "The server has {sent} more changes and {files} more photos of yours; {received} records came from it.",
                sent=report.pushed,
                files=report.files_sent,
                received=report.pulled,
            ),
            "green",
        )

    def _failed(self, error: Exception) -> None:
        words = f"{error.title}\n{error.message}" if isinstance(error, GridAppError) else str(error)
        self._end(words, "red")

    def _end(self, said: str, tone: str) -> None:
        self._set_enabled(True)
        self._say(said, tone)

    def _say(self, said: str, tone: str) -> None:
        self.words.setText(said)
        self.words.set_tone(tone)
        self.words.show()

    def _set_enabled(self, on: bool) -> None:
        self.write_button.setEnabled(on)
        self.take_button.setEnabled(on)


def _kinds() -> str:
    return tr("Sealed packets (*{suffix})", suffix=SUFFIX)
