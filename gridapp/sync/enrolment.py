"""Making a computer known to a server with a one-time code. What was recorded before becomes this person's."""

from __future__ import annotations

from sqlalchemy import Connection

from gridapp.domain.errors import Refused
from gridapp.domain.permissions import Person
from gridapp.i18n import tr
from gridapp.store import adoption
from gridapp.store.vault import Identity, Vault, put_identity
from gridapp.sync.client import Client
from gridapp.sync.protocol import Enrol, Enrolled


def enrol(vault: Vault, client: Client, code: str, computer: str) -> Identity:
    """Exchange `code` for a token and take on who the server says this is. Raises Refused or WorldFailed."""
    identity = exchange(client, code, computer, vault.identity().device)
    take_on(vault, identity)
    return identity


def exchange(client: Client, code: str, computer: str, device: str = "") -> Identity:
    """Who the server says this is, for `code`; `device` has been numbering here already. Nothing is saved yet."""
    return _identity(client.enrol(Enrol(code.strip().upper(), computer, device)), client.server)


def take_on(vault: Vault, identity: Identity) -> None:
    """Make the vault this person's, with everything that was recorded in it before. Raises Refused when it is
    another person's already: what they sent stays theirs."""
    before = vault.identity()
    if before.token and before.person.id != identity.person.id:
        raise Refused(
            tr("This store is somebody else's"),
            tr("{name} works here already. Please sign in as somebody new first.", name=before.person.name),
        )
    with vault.writing() as connection:
        _adopt(connection, before, identity)


def _identity(answer: Enrolled, server: str) -> Identity:
    person = Person(answer.person, answer.name, answer.role, tuple(answer.units))
    return Identity(person, answer.device, answer.device_id, server, answer.token, answer.server_key)


def _adopt(connection: Connection, before: Identity, now: Identity) -> None:
    adoption.adopt(connection, before.person, now.person)
    put_identity(connection, now)
