"""Where the keys of the stores come from. Random, each in a file only this account can read.

The seam for real protection: whoever opens a store is handed a key and does not ask where it came from.
"""

from __future__ import annotations

import os
from pathlib import Path

from gridapp.domain.errors import WorldFailed
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.store.fsync import fsync_folder


def key_for(folder: Path, name: str, dice: Dice) -> bytes:
    """The 32-byte key called `name` below `folder`, made on first use."""
    file = folder / f"{name}.key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(dice(32).hex())
            stream.flush()
            os.fsync(stream.fileno())
        fsync_folder(folder)
    try:
        key = bytes.fromhex(file.read_text("ascii"))
    except ValueError:
        key = b""
    if len(key) != 32:
        raise WorldFailed(
            tr("The key of a store is damaged"),
            tr("{file} does not hold a key. The store was left as it is; please ask for help.", file=file),
        )
    return key
