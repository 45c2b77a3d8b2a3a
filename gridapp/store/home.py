"""The folder of a computer: the shared store with its key, and a vault per person, each under a password.

home/shared.db   keys/   couriers/   people/<vault>/vault.db   people/<vault>/files/   people/<vault>/lock.json
people/<vault>/recovery.json
"""

from __future__ import annotations

import os
from pathlib import Path

from gridapp.domain import passwords
from gridapp.domain.errors import BadValue, NotFound, Refused
from gridapp.domain.ids import Dice, short_code, uuid7
from gridapp.domain.org import COUNTY
from gridapp.domain.permissions import Person
from gridapp.domain.world import Clock, system_clock
from gridapp.i18n import N_, tr
from gridapp.paths import secret_folder
from gridapp.store import guesses, indexes, locks, migrations, second_lock
from gridapp.store.computer_secret import Keeper, keeper_at
from gridapp.store.couriers import Couriers
from gridapp.store.database import Database, open_database
from gridapp.store.files import FileStore
from gridapp.store.fsync import fsync_folder
from gridapp.store.keys import key_for, known_key
from gridapp.store.locks import Cost, WrongPassword
from gridapp.store.second_lock import Second, SecondLock
from gridapp.store.shared import Shared, Tile
from gridapp.store.shared import metadata as shared_tables
from gridapp.store.vault import Identity, Vault, put_identity

LOCAL_NAME = N_("This computer")


class Home:
    """Everything of one computer below `folder`. `keeper` holds the computer's own secret, outside of it; `cost` is
    what guessing a password that is set from now on costs."""

    def __init__(
        self,
        folder: Path,
        clock: Clock = system_clock,
        dice: Dice = os.urandom,
        keeper: Keeper | None = None,
        cost: Cost | None = None,
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.dice = dice
        self.keeper = keeper or keeper_at(secret_folder())
        self._cost = cost or Cost()
        folder.mkdir(parents=True, exist_ok=True)

    def shared(self) -> Shared:
        steps = (migrations.create_all(shared_tables),)
        key = key_for(self.folder / "keys", "shared", self.dice)
        return Shared(self._open(self.folder / "shared.db", key, steps))

    def couriers(self) -> Couriers:
        """What waits here, sealed, to be carried to the server or to be taken in."""
        return Couriers(self.folder / "couriers")

    def vaults(self) -> list[str]:
        return sorted(each.parent.name for each in self.folder.glob("people/*/vault.db"))

    def open_vault(self, name: str, password: str) -> Vault:
        """The vault called `name`. Raises NotFound, WrongPassword, Refused while the next guess has to wait, or
        WorldFailed when its lock or file is damaged."""
        return self._vault(name, self._unlocked(name, password))

    def create_vault(self, shared: Shared, password: str) -> Vault:
        """A vault for someone new, who can record at once; enrolment later says who they are to the server. Raises
        Refused for a password that is guessed too easily.

        Until then they are the computer's own person, and coordinate only themselves.
        """
        chosen = checked(password)
        name, key = self.dice(6).hex(), self.dice(32)
        folder = self._of(name)
        folder.mkdir(parents=True)
        locks.seal(folder, key, chosen, self.keeper, self._cost, self.dice)
        vault = self._vault(name, key)
        person = Person(uuid7(self.clock(), self.dice), tr(LOCAL_NAME), "coordinator", (COUNTY,))
        with vault.writing() as connection:
            put_identity(connection, Identity(person, device=f"L{short_code(self.dice, 4)}"))
        shared.put_tile(Tile(name, person.name, person.role, person.unit, vault.now()))
        return vault

    def change_password(self, name: str, old: str, new: str) -> None:
        """Put the same key under another password. Nothing of the vault itself is touched. Raises as `open_vault` and
        `create_vault` do."""
        key = self._unlocked(name, old)
        locks.seal(self._of(name), key, checked(new), self.keeper, self._cost, self.dice)

    def second_lock(self, name: str) -> Second:
        """What is needed to ask the server for help with a forgotten password. Raises Refused where there is no
        second lock yet, WorldFailed when it is damaged."""
        return second_lock.read(self._of(name))

    def recover(self, name: str, secret: bytes, new: str) -> None:
        """Open the second lock with what the server gave, and put the key under another password. Nothing of the
        vault itself is touched. Raises Refused, or WorldFailed when the secret does not fit."""
        folder, chosen = self._of(name), checked(new)
        key = second_lock.unseal(folder, secret, self._keeper_of(folder).secret())
        locks.seal(folder, key, chosen, self.keeper, self._cost, self.dice)
        guesses.note_right(folder)
        second_lock.note_used(folder)

    def is_locked(self, name: str) -> bool:
        """Whether a password was ever chosen for this vault; the next one given is."""
        return locks.is_sealed(self._of(name)) or not (self.folder / "keys" / f"{name}.key").exists()

    def _unlocked(self, name: str, password: str) -> bytes:
        if name not in self.vaults():
            raise NotFound(tr("Nobody on this computer has a store called {name}.", name=name))
        folder = self._of(name)
        if not self.is_locked(name):
            self._lock_first(name, password)
        guesses.require_turn(folder, self.clock)
        secret = self._keeper_of(folder).secret()
        guesses.note_begun(folder, self.clock)
        try:
            key = locks.unseal(folder, password, secret)
        except WrongPassword as wrong:
            raise WrongPassword(wrong.title, guesses.left_in_words(folder)) from None
        guesses.note_right(folder)
        self._forget_open_key(name)
        return key

    def _keeper_of(self, folder: Path) -> Keeper:
        """Whoever kept the secret when the lock was made, whatever this run of the program sees first."""
        kind = locks.kept_by(folder)
        return self.keeper if self.keeper.kind == kind else keeper_at(secret_folder(), kind)

    def _lock_first(self, name: str, password: str) -> None:
        """Before there were passwords the key lay open: it goes under the first one that is given."""
        opened = known_key(self.folder / "keys", name)
        if opened is not None:  # else another window has just done it
            open_database(self._of(name) / "vault.db", opened).close()
            locks.seal(self._of(name), opened, checked(password), self.keeper, self._cost, self.dice)

    def _forget_open_key(self, name: str) -> None:
        file = self.folder / "keys" / f"{name}.key"
        if file.exists():
            file.unlink(missing_ok=True)
            fsync_folder(file.parent)

    def _vault(self, name: str, key: bytes) -> Vault:
        folder = self._of(name)
        database = self._open(folder / "vault.db", key, migrations.VAULT)
        with database.writing() as connection:
            indexes.ensure(connection)
        files = FileStore(folder / "files", key, self.dice)
        second = SecondLock(folder, key, lambda: self._keeper_of(folder), self.dice)
        return Vault(name, database, files, second, self.clock, self.dice)

    def _of(self, name: str) -> Path:
        return self.folder / "people" / name

    def _open(self, file: Path, key: bytes, steps: tuple[migrations.Migration, ...]) -> Database:
        database = open_database(file, key)
        migrations.migrate(database, file, steps, self.clock())
        return database


def checked(password: str) -> str:
    """A password as it is used. Raises Refused for one that is guessed too easily."""
    try:
        return passwords.check(password)
    except BadValue as bad:
        raise Refused(
            tr("Please choose another password"), tr("The password {problem}.", problem=bad.message)
        ) from bad
