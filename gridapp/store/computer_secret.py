"""The secret of a computer, without which no password opens a copied folder.

It lies outside the folder: in the key store of the system (Windows, macOS, the Secret Service of a Linux desktop), or,
where there is none, in a file that only this account can read. That file protects against a copied or stolen folder,
not against somebody who can read the whole account; `where` says which of the two it is.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Protocol

from gridapp.domain.errors import WorldFailed
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.store.keys import key_for

_log = logging.getLogger(__name__)
_SERVICE, _NAME = "GridApp", "secret of this computer"


class Keeper(Protocol):
    """Somewhere that keeps one secret."""

    def secret(self, dice: Dice) -> bytes:
        """32 bytes, made at the first call. Raises WorldFailed when it cannot be had."""

    def where(self) -> str:
        """For people: what keeps it."""


class FileKeeper:
    """A file that only this account can read, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def secret(self, dice: Dice) -> bytes:
        return key_for(self._folder, "computer", dice)

    def where(self) -> str:
        return tr("a file only this account can read ({folder})", folder=self._folder)


class SystemKeeper:
    """The key store of the system, through `keyring`."""

    def secret(self, dice: Dice) -> bytes:
        import keyring
        from keyring.errors import KeyringError

        try:
            known = keyring.get_password(_SERVICE, _NAME)
            if known is None:
                keyring.set_password(_SERVICE, _NAME, dice(32).hex())
                known = keyring.get_password(_SERVICE, _NAME)
            secret = bytes.fromhex(known or "")
        except (KeyringError, ValueError) as error:
            raise _not_to_be_had(str(error)) from error
        if len(secret) != 32:
            raise _not_to_be_had(self.where())
        return secret

    def where(self) -> str:
        import keyring

        return tr("the key store of this system ({name})", name=keyring.get_keyring().name)


def keeper_at(folder: Path) -> Keeper:
    """The system's key store where there is one that works, else a file below `folder`. Once a file is there it
    stays the one: a key store that appears later knows nothing of what the file locked."""
    if (folder / "computer.key").exists() or not _has_key_store():
        return FileKeeper(folder)
    return SystemKeeper()


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
        tr("The key store of this system does not answer"),
        tr("Without it nobody's records can be opened; nothing was changed. ({words})", words=words),
    )
