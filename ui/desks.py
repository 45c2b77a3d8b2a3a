"""Opening a desk at this computer: on the thread that owns the store, one person's at a time."""

from __future__ import annotations

from gridapp.actions.desk import Desk
from gridapp.actions.status import Status, status
from gridapp.domain.errors import Refused
from gridapp.i18n import tr
from gridapp.store.home import Home
from gridapp.store.shared import Shared
from gridapp.store.vault import Identity, Vault
from gridapp.sync import courier
from gridapp.sync.enrolment import take_on


class Desks:
    """The shared store of a computer, opened once, and the ways to a person's vault. Each gives the desk and what
    waits on it."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._shared: Shared | None = None

    def shared(self) -> Shared:
        """The store that all at this computer use. Raises WorldFailed."""
        if self._shared is None:
            self._shared = self._home.shared()
        return self._shared

    def open(self, vault: str | None, password: str) -> tuple[Desk, Status]:
        """Somebody's vault; without a name a new one. Raises Refused for a wrong password, and for somebody new where
        there is a server that must know them first."""
        if vault:
            return self._at(self._home.open_vault(vault, password))
        if self.shared().server():
            raise Refused(
                tr("The first time needs the server"),
                tr("This computer belongs to a server. Please enrol with a code from your coordinator."),
            )
        return self._at(self._home.create_vault(self.shared(), password))

    def join(self, identity: Identity, password: str) -> tuple[Desk, Status]:
        """A new vault for somebody whom the server knows."""
        vault = self._home.create_vault(self.shared(), password)
        take_on(vault, identity)
        return self._at(vault)

    def recover(self, vault: str, secret: bytes, password: str) -> tuple[Desk, Status]:
        """Somebody's vault by what the server gave, from now on under another password."""
        self._home.recover(vault, secret, password)
        return self._at(self._home.open_vault(vault, password))

    def close(self, desk: Desk | None) -> None:
        """Close all that is open; what a person has not sent is left sealed for whoever comes next."""
        if desk is not None:
            courier.put_away(desk.vault, self._home.couriers())
        if self._shared is not None:
            self._shared.close()

    def _at(self, vault: Vault) -> tuple[Desk, Status]:
        courier.take_in_left(vault, self._home.couriers())
        desk = Desk(vault, self.shared())
        desk.put_tile()
        return desk, status(desk)
