"""Making a computer known to a server with a one-time code. What was recorded before becomes this person's."""

from __future__ import annotations

import os
from pathlib import Path

import requests
from cryptography import x509
from sqlalchemy import Connection

from gridapp.domain.errors import Refused
from gridapp.domain.ids import Dice
from gridapp.domain.permissions import Person
from gridapp.domain.world import Clock
from gridapp.i18n import tr
from gridapp.store import adoption, grants
from gridapp.store.vault import Identity, Vault, put_identity
from gridapp.sync import addresses, authorities, distrust, glance, heads, invitation
from gridapp.sync.client import Client, failed_on_the_way
from gridapp.sync.invitation import Invitation
from gridapp.sync.protocol import Enrol, Enrolled


def first_contact(server: str, code: str, file: Path | None = None) -> tuple[Client, str]:
    """Who may vouch for this server is settled here, before anything secret is sent. Gives the client to enrol with
    and the code; of a whole line (see `sync.invitation`) the line, whose address is gone to whatever `server` says.

    `code` may name the server's own authority by its fingerprint, behind an @; `file` may hold its certificate. With
    neither, the public authorities vouch. Raises Refused for what a person gave, WorldFailed for what answers.
    """
    if invitation.is_line(code):
        return _invited(invitation.read(code), file), code
    server = server.strip()
    if addresses.is_exposed(server):
        raise Refused(*addresses.in_the_clear(server))
    bare, _, mark = code.strip().partition("@")
    believed = authorities.read(file) if file else []
    if mark:
        believed = _named(server, mark, believed)
    return Client(server, authorities=authorities.as_text(believed)), bare


def _invited(line: Invitation, file: Path | None) -> Client:
    """The client for a line's server, which says that it has the line's key before it is told the code. That it has it
    is proven by the first receipt it signs."""
    client, _ = first_contact(line.server, line.marked_code, file)
    if claimed := client.hello().get("key"):
        invitation.require_key(str(claimed), line)
    return client


def enrol(vault: Vault, client: Client, code: str, computer: str, totp: str = "") -> Identity:
    """Exchange `code` for a token and take on who the server says this is. Raises Refused or WorldFailed."""
    identity = exchange(client, code, computer, vault.identity().device, totp, vault.dice)
    take_on(vault, identity)
    return identity


def exchange(
    client: Client, code: str, computer: str, device: str = "", totp: str = "", dice: Dice = os.urandom
) -> Identity:
    """Who the server says this is, for `code` (bare, or a whole line), and the computer's new key; `device` has been
    numbering here already. Nothing is saved yet. Raises Refused (`ConfirmationNeeded` where a time-based code is wanted
    too) or WorldFailed."""
    key = heads.new_key(dice)
    line = invitation.read(code) if invitation.is_line(code) else None
    bare = (line.code if line else code).strip().upper()
    answer = client.enrol(Enrol(bare, computer, device, totp.strip(), heads.public_key(key)))
    if line is not None:
        invitation.require_key(answer.server_key, line)
        invitation.require_county(answer.county, line)
    return _identity(answer, client, key)


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
        _adopt(connection, before, identity, vault.clock)


def _named(server: str, mark: str, given: list[x509.Certificate]) -> list[x509.Certificate]:
    """The authority that a code names: from the file, else from what the server shows. That it is shown proves nothing
    about who shows it; that comes with the first request, which is made only to whom it vouches for."""
    if not server.lower().startswith("https:"):
        raise Refused(
            tr("This code belongs to an encrypted address"),
            tr("Please give the address that begins with https://"),
        )
    try:
        found = authorities.marked(given or glance.presented(server), mark)
    except (requests.RequestException, ValueError) as error:
        raise failed_on_the_way(server, error, own_authorities=True) from error
    if not found and given:
        raise Refused(
            tr("The file and the code do not belong together"),
            tr("The code names another authority than the one in the file. Please ask for both anew."),
        )
    if not found:
        raise distrust.stranger(server, own=True)
    return found


def _identity(answer: Enrolled, client: Client, key: str) -> Identity:
    return Identity(
        Person(answer.person, answer.name, answer.role, tuple(answer.units)),
        answer.device,
        answer.device_id,
        client.server,
        answer.token,
        answer.server_key,
        client.authorities,
        answer.courier_key,
        key,
        answer.county,
    )


def _adopt(connection: Connection, before: Identity, now: Identity, clock: Clock) -> None:
    adoption.adopt(connection, before.person, now.person)
    put_identity(connection, now)
    grants.begin(connection, clock())
