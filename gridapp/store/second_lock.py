"""A second lock on a vault's key, for the day its person forgets their password.

The key lies sealed with AES-256-GCM by what HKDF makes of two secrets: the computer's own, and one that only the server
holds and gives out once for a coordinator's code. The folder alone, the computer alone or the server alone open
nothing. Beside it stands in the clear where to ask: the lock is needed when nothing else can be opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gridapp.domain.errors import Refused, WorldFailed
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.store.computer_secret import Keeper, fingerprint
from gridapp.store.fsync import write_durably

FILE = "recovery.json"


class Second(msgspec.Struct, frozen=True):
    """As it is kept; bytes are hex. `device` is who the server knows this vault as, `mark` by which it knows the
    secret; once `used`, the secret is to be replaced at the next contact."""

    device: str
    server: str
    authorities: str
    mark: str
    salt: str
    nonce: str
    sealed: str
    keeper: str  # the kind of `computer_secret.Keeper` that has the computer's secret
    secret: str  # that one's fingerprint
    used: bool = False


class SecondLock:
    """The second lock of an open vault. `keeper` says who has the computer's secret."""

    def __init__(self, folder: Path, key: bytes, keeper: Callable[[], Keeper], dice: Dice) -> None:
        self._folder = folder
        self._key = key
        self._keeper = keeper
        self._dice = dice

    def known(self) -> Second | None:
        """The lock as it is; None where there is none yet, or one that cannot be read: then it is made anew."""
        try:
            return read(self._folder)
        except (Refused, WorldFailed):
            return None

    def seal(self, secret: bytes, device: str, server: str, authorities: str) -> None:
        """Seal the key for the server's `secret`, in place of what was there: whole or not at all. Raises
        WorldFailed."""
        keeper, salt, nonce = self._keeper(), self._dice(16), self._dice(12)
        own = keeper.secret()
        sealed = AESGCM(_derived(secret, own, salt)).encrypt(
            nonce, self._key, _belongs_to(self._folder, device)
        )
        kept = (mark_of(secret), salt.hex(), nonce.hex(), sealed.hex(), keeper.kind, fingerprint(own))
        _write(self._folder, Second(device, server, authorities, *kept))


def mark_of(secret: bytes) -> str:
    """By which a secret is known again; nothing can be told from it."""
    return hashlib.sha256(b"gridapp recovery" + secret).hexdigest()[:32]


def read(folder: Path) -> Second:
    """Raises Refused where there is none, WorldFailed for one that is damaged."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Second)
    except FileNotFoundError:
        raise Refused(
            tr("No code can help here"),
            tr(
                "These records were never in contact with a server that keeps a second key to them. Only the password "
                "opens them; nothing was changed."
            ),
        ) from None
    except (OSError, msgspec.DecodeError) as error:
        raise _damaged(folder) from error


def unseal(folder: Path, secret: bytes, own: bytes) -> bytes:
    """The vault's key, by the server's secret and the computer's own. Raises WorldFailed when one does not fit."""
    lock = read(folder)
    try:
        salt, nonce, sealed = (bytes.fromhex(each) for each in (lock.salt, lock.nonce, lock.sealed))
        return AESGCM(_derived(secret, own, salt)).decrypt(nonce, sealed, _belongs_to(folder, lock.device))
    except (InvalidTag, ValueError) as error:
        raise _damaged(folder) from error


def note_used(folder: Path) -> None:
    """The server gave its secret away; another is needed. Raises WorldFailed."""
    _write(folder, msgspec.structs.replace(read(folder), used=True))


def _write(folder: Path, lock: Second) -> None:
    write_durably(folder / FILE, msgspec.json.encode(lock))


def _derived(secret: bytes, own: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, b"gridapp second lock").derive(secret + own)


def _belongs_to(folder: Path, device: str) -> bytes:
    return f"gridapp vault {folder.name} device {device}".encode()


def _damaged(folder: Path) -> WorldFailed:
    return WorldFailed(
        tr("The second lock does not open"),
        tr(
            "{file} is damaged, or was made on another computer. Nothing was changed; the password still opens the "
            "records. Please ask for help.",
            file=folder / FILE,
        ),
    )
