"""The folder of a computer: the shared store, a vault per person, and their keys.

home/shared.db   keys/   people/<vault>/vault.db   people/<vault>/files/
"""

from __future__ import annotations

import os
from pathlib import Path

from gridapp.domain.errors import NotFound
from gridapp.domain.ids import Dice, short_code, uuid7
from gridapp.domain.org import COUNTY
from gridapp.domain.permissions import Person
from gridapp.domain.world import Clock, system_clock
from gridapp.i18n import N_, tr
from gridapp.store import indexes, migrations
from gridapp.store.database import Database, open_database
from gridapp.store.files import FileStore
from gridapp.store.keys import key_for
from gridapp.store.shared import Shared, Tile
from gridapp.store.shared import metadata as shared_tables
from gridapp.store.vault import Identity, Vault, put_identity

LOCAL_NAME = N_("This computer")


class Home:
    """Everything of one computer below `folder`."""

    def __init__(self, folder: Path, clock: Clock = system_clock, dice: Dice = os.urandom) -> None:
        self.folder = folder
        self.clock = clock
        self.dice = dice
        folder.mkdir(parents=True, exist_ok=True)

    def shared(self) -> Shared:
        steps = (migrations.create_all(shared_tables),)
        return Shared(self._open("shared", self.folder / "shared.db", steps))

    def vaults(self) -> list[str]:
        return sorted(each.parent.name for each in self.folder.glob("people/*/vault.db"))

    def open_vault(self, name: str) -> Vault:
        """The vault called `name`. Raises NotFound, or WorldFailed when its key does not fit."""
        if name not in self.vaults():
            raise NotFound(tr("Nobody on this computer has a store called {name}.", name=name))
        return self._vault(name)

    def create_vault(self, shared: Shared) -> Vault:
        """A vault for someone new, who can record at once; enrolment later says who they are to the server.

        Until then they are the computer's own person, and coordinate only themselves.
        """
        name = self.dice(6).hex()
        vault = self._vault(name)
        person = Person(uuid7(self.clock(), self.dice), tr(LOCAL_NAME), "coordinator", (COUNTY,))
        with vault.writing() as connection:
            put_identity(connection, Identity(person, device=f"L{short_code(self.dice, 4)}"))
        shared.put_tile(Tile(name, person.name, person.role, person.unit, vault.now()))
        return vault

    def _vault(self, name: str) -> Vault:
        folder = self.folder / "people" / name
        folder.mkdir(parents=True, exist_ok=True)
        database = self._open(name, folder / "vault.db", migrations.VAULT)
        with database.writing() as connection:
            indexes.ensure(connection)
        files = FileStore(folder / "files", self._key(name), self.dice)
        return Vault(name, database, files, self.clock, self.dice)

    def _open(self, key: str, file: Path, steps: tuple[migrations.Migration, ...]) -> Database:
        database = open_database(file, self._key(key))
        migrations.migrate(database, file, steps, self.clock())
        return database

    def _key(self, name: str) -> bytes:
        return key_for(self.folder / "keys", name, self.dice)
