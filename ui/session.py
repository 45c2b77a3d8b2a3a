"""Who is signed in, and the way to the store: pages hand over actions here and hear what changed.

session.run(lambda desk: entries.add(desk, "…", values), then=self._saved)
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from gridapp.actions import photos
from gridapp.actions.desk import Desk
from gridapp.actions.status import Status, status
from gridapp.domain.errors import GridAppError, WorldFailed
from gridapp.domain.permissions import Person
from gridapp.domain.world import World
from gridapp.i18n import tr
from gridapp.store.home import Home, checked
from gridapp.store.shared import Tile
from gridapp.store.vault import Identity, Vault
from gridapp.sync import courier
from gridapp.sync.carrying import carry
from gridapp.sync.client import Client
from gridapp.sync.engine import known_number, run_round
from gridapp.sync.enrolment import enrol, exchange, first_contact
from gridapp.sync.files import fetch
from gridapp.sync.pace import Pace
from gridapp.sync.recovery import trade
from gridapp.sync.round import Gate, Report
from ui.background import Background
from ui.desks import Desks
from ui.errors import not_enrolled
from ui.listening import Listener

T = TypeVar("T")
SYNC_EVERY_MS = 30_000  # where news is not heard of by itself
SYNC_SOON_MS = 300  # after a save: several saves in a row go out together


class Left(WorldFailed):
    """Whoever this was for has signed out."""


class Session(QObject):
    """One computer's program run. Its signals tell pages what to look at again.

    changed(set[str]): record types that changed · status_changed(Status): what waits, what needs a decision ·
    syncing(bool) · loading(tuple): how many of how many records of a first start are here, None when done ·
    synced(Report) · sync_failed(GridAppError, bool): and whether the person had asked for it ·
    signed_in(), signed_out() · failed(Exception): an action nobody else handled.
    """

    changed = Signal(set)
    status_changed = Signal(object)
    syncing = Signal(bool)
    loading = Signal(object)
    synced = Signal(object)
    sync_failed = Signal(object, bool)
    signed_in = Signal()
    signed_out = Signal()
    failed = Signal(Exception)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self.status: Status | None = None
        self.last_sync_failed = False
        self.auto_sync = True  # the person's wish; a round they ask for runs either way
        self.home = Home(folder)
        self._desks = Desks(self.home)
        self._desk: Desk | None = None
        self._store = Background("store", self)
        self._network = Background("network", self)
        self._photos = Background("photos", self)  # somebody waits: not behind a round's uploads
        self._closing = False
        self._syncing = False
        self._stop_wanted = False
        self._pace = Pace(os.urandom)
        self._listener: Listener | None = None
        self._timer = QTimer(self, interval=SYNC_EVERY_MS)
        self._timer.timeout.connect(lambda: self.sync(asked=False))
        self._timer.timeout.connect(self._look)
        self._soon = QTimer(self, interval=SYNC_SOON_MS, singleShot=True)
        self._soon.timeout.connect(lambda: self.sync(asked=False))

    @property
    def person(self) -> Person:
        return self._open_desk().person

    @property
    def vault_name(self) -> str:
        """Which vault is open."""
        return self._open_desk().vault.name

    @property
    def world(self) -> World:
        """Units, deadlines, clock and zone, for showing and checking values on the window's thread. Knows no people."""
        desk = self._open_desk()
        return World(desk.org, self.home.clock, deadlines=desk.deadlines)

    def tiles(self, then: Callable[[list[tuple[Tile, bool]]], None]) -> None:
        """Everyone who works on this computer, and whether they have chosen a password."""

        def read() -> list[tuple[Tile, bool]]:
            return [(tile, self.home.is_locked(tile.vault)) for tile in self._desks.shared().tiles()]

        self._store.run(read, then, self.failed.emit)

    def sign_in(self, vault: str | None, password: str) -> None:
        """Open somebody's vault, or a new one for somebody new, under the password that they chose for it."""
        self._store.run(lambda: self._desks.open(vault, password), self._signed_in, self.failed.emit)

    def secret_kept_by(self) -> str:
        """For people: what keeps the computer's secret, without which no password opens a copied folder."""
        return self.home.keeper.where()

    def change_password(
        self, old: str, new: str, then: Callable[[], None], failed: Callable[[Exception], None]
    ) -> None:
        """Put the open vault under another password."""
        name = self._open_desk().vault.name
        self._store.run(lambda: self.home.change_password(name, old, new), lambda _: then(), failed)

    def sign_out(self) -> None:
        """Close the vault, without waiting for the network: what is under way there finds it closed. What waits to be
        sent stays in it and goes out when its person is back; a sealed copy is left for whoever works here next."""
        self._rest()
        self._stop_wanted = True
        desk, self._desk = self._desk, None
        if desk is not None:
            couriers = self.home.couriers()
            left = partial(courier.put_away, desk.vault, couriers)
            self._store.run(left, lambda _: self.signed_out.emit(), self.failed.emit)

    def run(
        self,
        action: Callable[[Desk], T],
        then: Callable[[T], None] = lambda result: None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do `action` on the store's thread, then tell what changed, then call `then` with the result, here."""
        desk = self._open_desk()

        def work() -> tuple[T, set[str], Status]:
            result = action(desk)
            now = status(desk)
            return result, desk.take_changes(), now

        def arrived(done: tuple[T, set[str], Status]) -> None:
            if self._desk is not desk:
                return  # its person has gone; whoever sits here now asked for nothing
            result, types, now = done
            self._note(types, now)
            if types and now.unsent_total and not self._pace.failing:
                self._soon.start()
            then(result)

        def refused(error: Exception) -> None:
            if self._desk is desk:
                (failed or self.failed.emit)(error)

        self._store.run(work, arrived, refused)

    def sync(self, asked: bool) -> None:
        """One round, unless one is running or this computer has no server. `asked`: a person pressed a button."""
        desk = self._desk
        if desk is None or self._syncing or not (asked or self.auto_sync):
            return
        if not desk.identity.token:
            if asked:
                self.sync_failed.emit(not_enrolled(), True)
            return
        self._syncing, self._stop_wanted = True, False
        self.syncing.emit(True)
        client = Client.of(desk.identity)

        def tell(report: Report) -> None:
            self.loading.emit(report.loading)

        gate = self._gate_of(desk)

        def over() -> bool:
            return self._stop_wanted or self._desk is not desk

        def work() -> tuple[Report, int]:
            report, number = run_round(gate, client, over, told=tell), gate(known_number)
            carry(self.home.couriers(), gate, client, over)
            return report, number

        self._network.run(
            work,
            lambda done: self._synced(desk, *done),
            lambda error: self._sync_failed(desk, error, asked),
        )

    def fetch(self, sha: str, then: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        """Bring a photo that waits at the server to this computer, now. When that fails, the next round brings it."""
        desk = self._open_desk()
        client = Client.of(desk.identity)

        def refused(error: Exception) -> None:
            if self._desk is desk:
                self.run(lambda desk: photos.want(desk, sha))
                failed(error)

        self._photos.run(
            lambda: fetch(self._gate_of(desk), client, sha, lambda: self._closing or self._desk is not desk),
            lambda _: then() if self._desk is desk else None,
            refused,
        )

    def after_the_round(
        self, work: Callable[[Gate], T], then: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Do `work` where rounds are done, never beside one: one that is under way ends soon, to go on later."""
        desk = self._open_desk()
        self._stop_wanted = True
        self._network.run(
            lambda: work(self._gate_of(desk)),
            lambda result: then(result) if self._desk is desk else None,
            lambda error: failed(error) if self._desk is desk else None,
        )

    def ask(
        self, question: Callable[[Client], T], then: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Put a question to the server as whoever is signed in, as soon as no round is in the way."""
        client = Client.of(self._open_desk().identity)
        self.after_the_round(lambda _gate: question(client), then, failed)

    def take_up(self, report: Report, then: Callable[[None], None]) -> None:
        """Show what a round, or a packet, has brought."""

        def work(desk: Desk) -> None:
            if report.identity_changed:
                desk.reload()
            desk.refresh_county()
            desk.note_types(report.changed)

        self.run(work, then)

    def stop_sync(self) -> None:
        self._stop_wanted = True

    def enrol(
        self,
        url: str,
        code: str,
        authority: Path | None,
        then: Callable[[], None],
        failed: Callable[[Exception], None],
        totp: str = "",
    ) -> None:
        """Make this computer known for the person who records here; `authority` is the file of the certificate that
        vouches for the server, where it is not a public one. May take as long as the network does."""

        desk = self._open_desk()

        def work() -> None:
            client, bare = first_contact(url, code, authority)
            self._gate_of(desk)(lambda vault: enrol(vault, client, bare, socket.gethostname(), totp))

        def taken_up(_: None) -> None:
            self.signed_in.emit()
            then()
            self.sync(asked=False)

        def done(_: None) -> None:
            if self._desk is desk:
                self.run(_take_up, taken_up)

        def refused(error: Exception) -> None:
            if self._desk is desk:
                failed(error)

        self._network.run(work, done, refused)

    def join(
        self,
        url: str,
        code: str,
        authority: Path | None,
        totp: str,
        password: str,
        failed: Callable[[Exception], None],
    ) -> None:
        """Somebody new at this computer, known to the server: their vault is made only after it took the code."""

        def asked() -> Identity:
            checked(password)
            client, bare = first_contact(url, code, authority)
            return exchange(client, bare, socket.gethostname(), totp=totp)

        def known(identity: Identity) -> None:
            self._store.run(lambda: self._desks.join(identity, password), self._signed_in, failed)

        self._network.run(asked, known, failed)

    def recover(
        self, vault: str, code: str, totp: str, password: str, failed: Callable[[Exception], None]
    ) -> None:
        """Open somebody's vault with a coordinator's code, from now on under another password."""

        def asked() -> bytes:
            checked(password)
            return trade(self.home.second_lock(vault), code, totp)

        def given(secret: bytes) -> None:
            self._store.run(lambda: self._desks.recover(vault, secret, password), self._signed_in, failed)

        self._network.run(asked, given, failed)

    def close(self) -> None:
        """End all work; nothing begun is lost. Called once, when the window closes."""
        self._stop_wanted = self._closing = True
        self._rest()
        self._network.close()
        self._photos.close()
        self._store.wait_for(lambda: self._desks.close(self._desk))
        self._store.close()

    def _rest(self) -> None:
        """No more rounds by themselves."""
        self._timer.stop()
        self._soon.stop()
        if self._listener is not None:
            self._listener.end()
            self._listener = None

    def _listen(self, number: int) -> None:
        """From now on, hear of what is beyond `number`."""
        if not self.auto_sync:
            return
        if self._listener is None:
            self._listener = Listener(Client.of(self._open_desk().identity), self)
            self._listener.rang.connect(lambda: self.sync(asked=False))
        self._listener.caught_up(number)

    def _gate_of(self, desk: Desk) -> Gate:
        """From the network's thread to the store's, and back with the result; only while this person sits here."""

        def gate(work: Callable[[Vault], T]) -> T:
            def there() -> T:
                if self._desk is not desk:
                    raise Left(tr("Somebody else sits here now"), tr("What was not sent yet is kept."))
                return work(desk.vault)

            return self._store.wait_for(there)

        return gate

    def _look(self) -> None:
        """What the time that passed has changed."""
        if self._desk is not None:
            self.run(lambda desk: None)

    def _signed_in(self, opened: tuple[Desk, Status]) -> None:
        self._desk, self.status = opened
        self._timer.start(SYNC_EVERY_MS)
        self._timer.start()
        self.signed_in.emit()
        self.status_changed.emit(self.status)
        self.sync(asked=False)

    def _open_desk(self) -> Desk:
        assert self._desk is not None, "nobody is signed in"
        return self._desk

    def _synced(self, desk: Desk, report: Report, number: int) -> None:
        self._syncing = False
        if self._desk is not desk:
            return
        self.last_sync_failed = False
        self._pace.succeeded()
        self.syncing.emit(False)
        self.loading.emit(None)
        self._timer.start(SYNC_EVERY_MS)
        if report.identity_changed and self._listener is not None:
            self._listener.end()
            self._listener = None

        def told(_: None) -> None:
            self._listen(number)
            self.synced.emit(report)

        self.take_up(report, told)

    def _sync_failed(self, desk: Desk, error: Exception, asked: bool) -> None:
        self._syncing = False
        if self._desk is not desk:
            return
        self.last_sync_failed = True
        self.syncing.emit(False)
        self.loading.emit(None)
        self._timer.start(int(self._pace.failed(error) * 1000))
        if not isinstance(error, GridAppError):
            self.failed.emit(error)
            return
        self.sync_failed.emit(error, asked)
        if self.status is not None:
            self.status_changed.emit(self.status)

    def _note(self, types: set[str], now: Status) -> None:
        if types:
            self.changed.emit(types)
        if now != self.status:
            self.status = now
            self.status_changed.emit(now)


def _take_up(desk: Desk) -> None:
    desk.reload()
    desk.put_tile()
