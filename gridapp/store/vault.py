"""A vault: everything one person keeps on one computer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gridapp.domain.ids import Dice
from gridapp.domain.org import COUNTY
from gridapp.domain.permissions import Person
from gridapp.domain.world import Clock
from gridapp.store import settings
from gridapp.store.database import Database
from gridapp.store.files import FileStore
from gridapp.store.second_lock import SecondLock


@dataclass(frozen=True)
class Identity:
    """Who this vault belongs to. `device` is the code in its entry numbers; `server` and `token` are empty until
    the computer is enrolled. `server_key` is what the server's receipts are signed with, hex; `authorities` the
    certificates (PEM) that alone may vouch for the server, none where the public ones may; `courier_key` what packets
    to the server are sealed to, hex; `key` the private half of this computer's own key (Ed25519, hex), `county` whose
    journal its work goes to."""

    person: Person
    device: str
    device_id: str = ""
    server: str = ""
    token: str = ""
    server_key: str = ""
    authorities: str = ""
    courier_key: str = ""
    key: str = ""
    county: str = COUNTY


def renewed_identity(identity: Identity, device_id: str, device: str, token: str, key: str) -> Identity:
    """The same person at a computer that the server knows by another name and another key."""
    return replace(identity, device_id=device_id, device=device, token=token, key=key)


def granted_identity(identity: Identity, name: str, role: str, units: tuple[str, ...]) -> Identity:
    """The same computer and person, with what the server now grants."""
    return replace(identity, person=Person(identity.person.id, name, role, units))


class Vault:
    """The opened database and files and their second lock, with the clock and the dice that acts use."""

    def __init__(
        self, name: str, database: Database, files: FileStore, second: SecondLock, clock: Clock, dice: Dice
    ) -> None:
        self.name = name
        self.database = database
        self.files = files
        self.second = second
        self.clock = clock
        self.dice = dice

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.database.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.database.writing() as connection:
            yield connection

    def now(self) -> str:
        return self.clock().isoformat(timespec="milliseconds")

    def identity(self) -> Identity:
        with self.reading() as connection:
            known = settings.get(connection, "identity")
        person = known.pop("person")
        return Identity(Person(**{**person, "units": tuple(person["units"])}), **known)

    def close(self) -> None:
        self.database.close()


def put_identity(connection: Connection, identity: Identity) -> None:
    person = identity.person
    settings.put(
        connection,
        "identity",
        {
            "person": {
                "id": person.id,
                "name": person.name,
                "role": person.role,
                "units": list(person.units),
            },
            "device": identity.device,
            "device_id": identity.device_id,
            "server": identity.server,
            "token": identity.token,
            "server_key": identity.server_key,
            "authorities": identity.authorities,
            "courier_key": identity.courier_key,
            "key": identity.key,
            "county": identity.county,
        },
    )
