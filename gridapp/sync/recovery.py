"""A forgotten password: the server's share of a vault's second lock is left there at a contact, and fetched for a
coordinator's one-time code."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from gridapp.domain.errors import Refused
from gridapp.store.second_lock import Second, mark_of
from gridapp.store.vault import Vault
from gridapp.sync import addresses
from gridapp.sync.client import Client, ServerRefused
from gridapp.sync.protocol import HubProtocol, KeepRecovery, Recover
from gridapp.sync.round import Gate, Stop


def provide(gate: Gate, hub: HubProtocol, stop: Stop) -> None:
    """See to it that there is a second lock, made for this device and server, with a secret nobody was given. The
    server has the new one before the lock is made for it, and keeps the one before until then. Raises WorldFailed."""
    if stop() or not gate(_is_due):
        return
    secret = gate(lambda vault: vault.dice(32))
    known = gate(lambda vault: vault.second.known())
    try:
        hub.keep_recovery(KeepRecovery(mark_of(secret), secret.hex(), known.mark if known else ""))
    except ServerRefused as error:
        if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
            return  # a server of an older version
        raise
    gate(partial(_seal, secret=secret))


def trade(lock: Second, code: str, totp: str = "") -> bytes:
    """The server's share for a one-time code. Raises Refused (`ConfirmationNeeded` where it wants a time-based code
    too) or WorldFailed; nothing on this computer is changed either way."""
    if addresses.is_exposed(lock.server):
        raise Refused(*addresses.in_the_clear(lock.server))
    client = Client(lock.server, authorities=lock.authorities)
    answer = client.recover(Recover(code.strip().partition("@")[0], lock.device, lock.mark, totp.strip()))
    return bytes.fromhex(answer.secret)


def _is_due(vault: Vault) -> bool:
    identity, known = vault.identity(), vault.second.known()
    if known is None or known.used:
        return True
    return (known.device, known.server, known.authorities) != (
        identity.device_id,
        identity.server,
        identity.authorities,
    )


def _seal(vault: Vault, secret: bytes) -> None:
    identity = vault.identity()
    vault.second.seal(secret, identity.device_id, identity.server, identity.authorities)
