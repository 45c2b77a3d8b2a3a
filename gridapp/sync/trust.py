"""What a computer believes of its server: by which key it knows the server's word, and who may vouch for the server's
address. Both come with enrolment; here a person looks at them, and changes them when the server itself has changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cryptography import x509

from gridapp.domain.errors import Refused
from gridapp.i18n import tr
from gridapp.store.vault import Identity, Vault, put_identity
from gridapp.sync import authorities, fingerprints, heads
from gridapp.sync.client import Client
from gridapp.sync.receipts import check_key


@dataclass(frozen=True)
class Trust:
    """What to show: the server's `address` and `county`; the fingerprint of its signing key, "" where it has none; the
    SHA-256 of the authorities that alone may vouch for it, none where the public ones may; this computer's own
    fingerprint, "" until it has a key."""

    address: str
    county: str
    key: str
    authorities: tuple[str, ...]
    own: str


def of(identity: Identity) -> Trust:
    """What somebody's vault believes."""
    known = x509.load_pem_x509_certificates(identity.authorities.encode()) if identity.authorities else []
    return Trust(
        identity.server,
        identity.county,
        fingerprints.of_key(identity.server_key),
        tuple(authorities.fingerprint(each) for each in known),
        fingerprints.of_key(heads.public_key(identity.key)) if identity.key else "",
    )


def believe(vault: Vault, vouching: str | None = None, key: str = "") -> Trust:
    """From now on `vouching` (PEM, "" for the public authorities, None for those as before) vouches for the server, and
    its word is known by the key with the fingerprint `key` ("": as before).

    The server is asked first, under what is to be believed, and has to prove the key; else nothing is changed. Raises
    Refused for a fingerprint that is not its key's, WorldFailed when it cannot be asked or does not prove it.
    """
    identity = vault.identity()
    believed = identity.authorities if vouching is None else vouching
    client = Client(identity.server, identity.token, authorities=believed)
    public = _shown(client, key) if key else identity.server_key
    shown = client.sealing_key()
    if public:
        check_key(public, shown)
    identity = replace(vault.identity(), authorities=believed, server_key=public, courier_key=shown.key)
    with vault.writing() as connection:
        put_identity(connection, identity)
    return of(identity)


def _shown(client: Client, fingerprint: str) -> str:
    """The key that the server says it has, when that is the one meant."""
    public = str(client.hello().get("key", ""))
    try:
        shown = fingerprints.of_key(public)
    except ValueError:
        shown = ""
    if not fingerprints.are_same(shown, fingerprint):
        raise Refused(
            tr("The fingerprints differ"),
            tr(
                "The server has another key than the one you were read. Nothing was changed. Please speak to whoever "
                "runs the server."
            ),
        )
    return public
