"""Where the keys of the stores come from. Random, each in a file only this account can read.

The seam for real protection: whoever opens a store is handed a key and does not ask where it came from.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from gridapp.domain.errors import WorldFailed
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.store.fsync import fsync_folder


def key_for(folder: Path, name: str, dice: Dice) -> bytes:
    """The 32-byte key called `name` below `folder`, made on first use."""
    if not (folder / f"{name}.key").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _make(folder / f"{name}.key", dice(32).hex())
    key = known_key(folder, name)
    assert key is not None, "it was there or made"
    return key


def known_key(folder: Path, name: str) -> bytes | None:
    """The same when it is there, else None. Raises WorldFailed for one that is damaged."""
    file = folder / f"{name}.key"
    try:
        key = bytes.fromhex(file.read_text("ascii"))
    except FileNotFoundError:
        return None
    except ValueError:
        key = b""
    if len(key) != 32:
        raise WorldFailed(
            tr("The key of a store is damaged"),
            tr("{file} does not hold a key. The store was left as it is; please ask for help.", file=file),
        )
    return key


def _make(file: Path, words: str) -> None:
    """Put the whole key under its name at once. Where another program was quicker, its key is the one."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # only this account can read it
    part = Path(name)
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(words)
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            _name_unless_taken(part, file)
    finally:
        part.unlink(missing_ok=True)
    fsync_folder(file.parent)


def _name_unless_taken(part: Path, file: Path) -> None:
    """Raises FileExistsError. Never a plain rename on POSIX, which would put a second key over the first."""
    if os.name == "nt":
        part.rename(file)
        return
    try:
        os.link(part, file)
    except FileExistsError:
        raise
    except OSError:  # a stick's file system knows no links; two first starts at once are not told apart there
        if file.exists():
            raise FileExistsError(file) from None
        part.rename(file)
