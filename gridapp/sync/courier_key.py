"""What packets to the server are sealed to. Computers that were enrolled before there was one learn it by a round."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from http import HTTPStatus

from gridapp.store.vault import Vault, put_identity
from gridapp.sync.client import ServerRefused
from gridapp.sync.protocol import HubProtocol
from gridapp.sync.receipts import check_key
from gridapp.sync.round import Gate, Stop


def learn(gate: Gate, hub: HubProtocol, stop: Stop) -> None:
    """Ask for it once. Raises WorldFailed when what comes is not the word of the server this computer knows."""
    identity = gate(Vault.identity)
    if identity.courier_key or not identity.server_key or stop():
        return
    try:
        shown = hub.sealing_key()
    except ServerRefused as error:
        if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
            return  # a server of an older version
        raise
    check_key(identity.server_key, shown)
    gate(partial(_keep, key=shown.key))


def _keep(vault: Vault, key: str) -> None:
    identity = replace(vault.identity(), courier_key=key)
    with vault.writing() as connection:
        put_identity(connection, identity)
