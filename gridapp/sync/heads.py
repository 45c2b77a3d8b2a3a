"""The head of a device's batches, signed: whose batch this is, which one of theirs came before, and what is in it.

Each batch names the one before it (`tip`) and, by its digest, its ops; the device's key is over both. So nobody else
can make, change, drop, repeat or reorder a computer's batches, and the computer cannot deny them.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from gridapp.domain.errors import Refused
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.store.vault import Identity, Vault, put_identity
from gridapp.sync.protocol import Checkpoint, Push
from gridapp.sync.receipts import Signer, fits

SEED_BYTES = 32


class Head(msgspec.Struct, frozen=True):
    """What is signed: everything of a `Push` but the ops themselves, whose hashes `digest` is over."""

    county: str
    device: str
    batch: str
    tip: str | None
    digest: str
    count: int
    checkpoint: Checkpoint
    cut: int | None
    sent_at: str


def new_key(dice: Dice) -> str:
    """The private half of a device's key pair, hex: the seed of an Ed25519 key."""
    return dice(SEED_BYTES).hex()


def public_key(key: str) -> str:
    """The other half, hex: what the server is told."""
    return Signer(bytes.fromhex(key)).public


def require_key(public: str) -> None:
    """Raises Refused for what is no public key."""
    if len(public) != 2 * SEED_BYTES or not set(public) <= set("0123456789abcdef"):
        raise Refused(tr("The request cannot be read"), "key")


def with_key(vault: Vault) -> Identity:
    """Who works here; a computer that was enrolled before there were keys gets one."""
    identity = vault.identity()
    if not identity.key:
        identity = replace(identity, key=new_key(vault.dice))
        with vault.writing() as connection:
            put_identity(connection, identity)
    return identity


def signed(push: Push, identity: Identity) -> Push:
    """The batch under this computer's signature."""
    signer = Signer(bytes.fromhex(identity.key))
    signature = signer.sign(_head(push, identity.county, identity.device_id))
    return msgspec.structs.replace(push, key=signer.public, signature=signature)


def is_signed(push: Push, county: str, device: str) -> bool:
    """Whether whoever has the key that the batch names signed it as this device."""
    return fits(push.key, push.signature, _head(push, county, device))


def _head(push: Push, county: str, device: str) -> bytes:
    head = Head(
        county, device, push.batch, push.tip, push.digest, len(push.ops), push.checkpoint, push.cut, push.sent_at
    )  # fmt: skip
    return msgspec.json.encode(head)
