"""The secret of a computer, without which no password opens a copied folder.

It lies outside the folder: in the key store of the system (Windows, macOS, the Secret Service of a Linux desktop), or,
where there is none, in a file that only this account can read. That file protects against a copied or stolen folder,
not against somebody who can read the whole account; `where` says which of the two it is.

A lock remembers who kept its secret and a fingerprint of it: a key store that does not answer, or has forgotten, is
said, and never answered by making another secret.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Protocol

from gridapp.domain.errors import WorldFailed
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.store.keys import key_for, known_key

_log = logging.getLogger(__name__)
_SERVICE, _NAME = "GridApp", "secret of this computer"


class Keeper(Protocol):
    """Somewhere that keeps one secret."""

    kind: str

    def secret(self) -> bytes:
        """The 32 bytes that are kept. Raises WorldFailed when they cannot be had."""

    def made(self, dice: Dice) -> bytes:
        """The same, made when there is none yet."""

    def where(self) -> str:
        """For people: what keeps it."""


class FileKeeper:
    """A file that only this account can read, in a folder of its own."""

    kind = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def secret(self) -> bytes:
        if (known := known_key(self._folder, "computer")) is None:
            raise _not_to_be_had(self.where())
        return known

    def made(self, dice: Dice) -> bytes:
        return key_for(self._folder, "computer", dice)

    def where(self) -> str:
        return tr("a file only this account can read ({folder})", folder=self._folder)


class SystemKeeper:
    """The key store of the system, through `keyring`. `folder` is where two programs that begin at once agree."""

    kind = "system"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def secret(self) -> bytes:
        if (known := self._known()) is None:
            raise _not_to_be_had(self.where())
        return known

    def made(self, dice: Dice) -> bytes:
        if (known := self._known()) is not None:
            return known
        import keyring

        agreed = key_for(self._folder, "agreed", dice)  # whoever begins at the same moment finds the same
        keyring.set_password(_SERVICE, _NAME, (self._known() or agreed).hex())
        (self._folder / "agreed.key").unlink(missing_ok=True)
        return self.secret()

    def where(self) -> str:
        import keyring

        return tr("the key store of this system ({name})", name=keyring.get_keyring().name)

    def _known(self) -> bytes | None:
        import keyring
        from keyring.errors import KeyringError

        try:
            known = keyring.get_password(_SERVICE, _NAME)
            secret = None if known is None else bytes.fromhex(known)
        except (KeyringError, ValueError) as error:
            raise _not_to_be_had(str(error)) from error
        if secret is not None and len(secret) != 32:
            raise _not_to_be_had(self.where())
        return secret


def keeper_at(folder: Path, kind: str = "") -> Keeper:
    """The keeper of this kind; without one the system's key store where there is one that works, else a file below
    `folder`."""
    if kind == "file" or (not kind and not _has_key_store()):
        return FileKeeper(folder)
    return SystemKeeper(folder)


def fingerprint(secret: bytes) -> str:
    """By which a secret is known again; nothing can be told from it."""
    return hashlib.sha256(b"gridapp secret of a computer" + secret).hexdigest()[:16]


def _has_key_store() -> bool:
    try:
        import keyring
        from keyring.backends import fail, null

        found = keyring.get_keyring()
        return not isinstance(found, fail.Keyring | null.Keyring) and found.priority >= 1
    except Exception:  # whatever a desktop's services answer: then there is none
        _log.warning("no key store", exc_info=True)
        return False


def _not_to_be_had(words: str) -> WorldFailed:
    return WorldFailed(
        tr("The secret of this computer cannot be had"),
        tr(
            "Without it the records locked with it cannot be opened. They are unharmed and nothing was changed. Please "
            "try from the desktop, or ask for help. ({words})",
            words=words,
        ),
    )
