"""One's shifts in a calendar program: as a file, or at an address that the program asks by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from gridapp.actions.calendar import meetings
from gridapp.actions.desk import Desk
from gridapp.actions.status import Status
from gridapp.domain.errors import GridAppError
from gridapp.domain.filenames import safe_name
from gridapp.exports.appointments import calendar_bytes
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably
from gridapp.sync.client import Client
from gridapp.sync.feed import Feed
from gridapp.sync.round import Gate
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.surface import Card


class CalendarCard(Card):
    """Writes the file; gets, renews and withdraws the address, which is copied and never shown: whoever reads it over
    a shoulder could use it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("My shifts in a calendar program"), padding=16, parent=parent)
        self._session = session
        how = tr(
            "A file holds them as they are now. An address keeps them up to date; whoever has it sees your shifts, so "
            "give it to your calendar program only."
        )
        self.add(Label(how, tone="ink2", wrap=True))
        self.write_button = Button(tr("Write a file…"), icon="calendar")
        self.copy_button = Button(tr("Copy the address"), icon="copy")
        self.renew_button = Button(tr("Make a new address"), icon="refresh")
        self.withdraw_button = Button(tr("Withdraw the address"), icon="unlink")
        self.write_button.clicked.connect(lambda _checked: self._ask_where())
        self.copy_button.clicked.connect(lambda _checked: self._copy(_known_or_made))
        self.renew_button.clicked.connect(lambda _checked: self._copy(lambda client: client.make_feed()))
        self.withdraw_button.clicked.connect(lambda _checked: self._withdraw())
        self._online = (self.copy_button, self.renew_button, self.withdraw_button)
        buttons = QWidget()
        row = FlowLayout(buttons)
        for button in (self.write_button, *self._online):
            row.addWidget(button)
        self.add(buttons)
        self.words = Label("", wrap=True)
        self.words.hide()
        self.add(self.words)
        session.status_changed.connect(self.show_status)
        if session.status is not None:
            self.show_status(session.status)

    def show_status(self, status: Status) -> None:
        """An address needs a server."""
        for button in self._online:
            button.setVisible(status.enrolled)

    def write(self, file: Path) -> None:
        """Write the person's shifts to this file."""

        def written(count: int) -> None:
            self._say(tr("{count} appointments written to {file}", count=count, file=file.name), "green")

        self._session.run(lambda desk: _write(desk, file), written, self._failed)

    def _ask_where(self) -> None:
        name = safe_name(f"{tr('My duty')} {self._session.world.now():%Y-%m-%d}", ".ics")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Write a file"), name, tr("Calendar (*.ics)"))
        if chosen:
            self.write(Path(chosen))

    def _copy(self, ask: Callable[[Client], Feed]) -> None:
        def copied(address: str) -> None:
            QGuiApplication.clipboard().setText(address)
            self._say(
                tr("The address is copied. Paste it in your calendar program, as a subscription."), "green"
            )

        self._ask(lambda client: client.server + ask(client).path, copied)

    def _withdraw(self) -> None:
        stopped = tr("The address leads nowhere from now on.")
        self._ask(lambda client: client.withdraw_feed().path, lambda _path: self._say(stopped, "green"))

    def _ask(self, ask: Callable[[Client], str], then: Callable[[str], None]) -> None:
        self._set_enabled(False)
        self._say(tr("Asking the server…"), "ink2")

        def work(gate: Gate) -> str:
            return ask(Client.of(gate(lambda vault: vault.identity())))

        def answered(path: str) -> None:
            self._set_enabled(True)
            then(path)

        self._session.after_the_round(work, answered, self._failed)

    def _failed(self, error: Exception) -> None:
        self._set_enabled(True)
        self._say(f"{error.title}\n{error.message}" if isinstance(error, GridAppError) else str(error), "red")

    def _say(self, said: str, tone: str) -> None:
        self.words.setText(said)
        self.words.set_tone(tone)
        self.words.show()

    def _set_enabled(self, on: bool) -> None:
        for button in self._online:
            button.setEnabled(on)


def _known_or_made(client: Client) -> Feed:
    known = client.feed()
    return known if known.path else client.make_feed()


def _write(desk: Desk, file: Path) -> int:
    found = meetings(desk)
    write_durably(file, calendar_bytes(found, desk.world))
    return len(found)
