"""A vault's key under its person's password.

The key is random and never changes. It lies beside the vault, sealed with AES-256-GCM by what Argon2id makes of the
password and the computer's secret (`store.computer_secret`): the folder alone, or the password alone, opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from gridapp.domain.errors import Refused, WorldFailed
from gridapp.domain.ids import Dice
from gridapp.domain.passwords import normal
from gridapp.i18n import tr
from gridapp.store.computer_secret import Keeper, fingerprint
from gridapp.store.fsync import write_durably

LOCK_FILE = "lock.json"
_MOST_MEMORY = 1024 * 1024  # KiB; a file that asks for more is not ours
_MOST_PASSES = 64


@dataclass(frozen=True)
class Cost:
    """What one guess costs: memory in KiB, and how often it is gone over."""

    memory: int = 64 * 1024
    passes: int = 3


class WrongPassword(Refused):
    """The password does not open the vault."""


class _Lock(msgspec.Struct, frozen=True):
    """As it is kept; bytes are hex."""

    kdf: str
    memory: int
    passes: int
    salt: str
    nonce: str
    sealed: str
    keeper: str  # the kind of `computer_secret.Keeper` that has the secret
    secret: str  # its fingerprint


def seal(folder: Path, key: bytes, password: str, keeper: Keeper, cost: Cost, dice: Dice) -> None:
    """Put `key` under the password, in place of what was there: whole or not at all. Raises WorldFailed."""
    salt, nonce, secret = dice(16), dice(12), keeper.made(dice)
    derived = _derived(password, secret, salt, cost)
    sealed = AESGCM(derived).encrypt(nonce, key, _belongs_to(folder))
    words = (salt.hex(), nonce.hex(), sealed.hex(), keeper.kind, fingerprint(secret))
    lock = _Lock("argon2id", cost.memory, cost.passes, *words)
    write_durably(folder / LOCK_FILE, msgspec.json.encode(lock))


def kept_by(folder: Path) -> str:
    """The kind of keeper that has the secret of this lock. Raises WorldFailed when the lock is damaged."""
    return _read(folder).keeper


def unseal(folder: Path, password: str, secret: bytes) -> bytes:
    """The key. Raises WrongPassword, or WorldFailed when the lock is damaged or was made with another secret."""
    lock = _read(folder)
    if fingerprint(secret) != lock.secret:
        raise WorldFailed(
            tr("The secret of this computer is another one now"),
            tr(
                "These records were locked with the one it had before, or on another computer. They are unharmed; "
                "please ask for help."
            ),
        )
    salt, nonce, sealed = (bytes.fromhex(each) for each in (lock.salt, lock.nonce, lock.sealed))
    derived = _derived(password, secret, salt, Cost(lock.memory, lock.passes))
    try:
        return AESGCM(derived).decrypt(nonce, sealed, _belongs_to(folder))
    except InvalidTag:
        raise WrongPassword(
            tr("This password does not fit"), tr("Nothing was changed. Please try again.")
        ) from None


def _read(folder: Path) -> _Lock:
    try:
        lock = msgspec.json.decode((folder / LOCK_FILE).read_bytes(), type=_Lock)
        salt, nonce, _ = (bytes.fromhex(each) for each in (lock.salt, lock.nonce, lock.sealed))
        known = (
            lock.kdf == "argon2id" and 8 <= lock.memory <= _MOST_MEMORY and 1 <= lock.passes <= _MOST_PASSES
        )
        if not known or len(salt) < 16 or len(nonce) != 12:
            raise ValueError(lock.kdf)
    except (OSError, ValueError, msgspec.DecodeError) as error:
        raise WorldFailed(
            tr("The key of a store is damaged"),
            tr("{file} does not hold a key. The store was left as it is; please ask for help.",
               file=folder / LOCK_FILE),
        ) from error  # fmt: skip
    return lock


def is_sealed(folder: Path) -> bool:
    return (folder / LOCK_FILE).exists()


def _derived(password: str, secret: bytes, salt: bytes, cost: Cost) -> bytes:
    argon = Argon2id(
        salt=salt, length=32, iterations=cost.passes, lanes=1, memory_cost=cost.memory, secret=secret
    )
    return argon.derive(normal(password).encode())


def _belongs_to(folder: Path) -> bytes:
    """A lock opens only the vault it was made for."""
    return f"gridapp vault {folder.name}".encode()
