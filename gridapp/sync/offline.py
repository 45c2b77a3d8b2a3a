"""The offline grant, which comes with a pull: asked for when some is spent, believed when it is the server's word."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from gridapp.store import grants
from gridapp.store.vault import Vault
from gridapp.sync.protocol import SignedGrant
from gridapp.sync.receipts import OfflineGrant, grant_of

_RENEWED_EVERY = timedelta(hours=1)


def is_due(vault: Vault) -> bool:
    """Whether to ask for a new one: none was given yet, it was given to another device, some of it is spent, or the
    clock was turned back since."""
    identity, now = vault.identity(), vault.clock()
    with vault.reading() as connection:
        known = grants.kept(connection)
    if known is None or not known.data:
        return True
    if msgspec.json.decode(known.data, type=OfflineGrant).device != identity.device_id:
        return True
    return grants.spent(known, now) > _RENEWED_EVERY or grants.turned_back(known, now) > _RENEWED_EVERY


def take(vault: Vault, asked: bool, signed: SignedGrant | None) -> None:
    """The server has answered: the count begins anew, for as long as it says; for as long as ever where it is of a
    version that says nothing. Raises WorldFailed for a word that is not its own."""
    if not asked:
        return
    identity, now = vault.identity(), vault.clock()
    with vault.writing() as connection:
        if signed is None or not identity.server_key:
            grants.begin(connection, now)
            return
        grant = grant_of(identity.server_key, signed, identity.device_id, identity.person.id)
        grants.begin(connection, now, timedelta(days=grant.days), signed.data, signed.signature)
