"""Getting bytes onto the disk for good: the file first, then the folder that names it.

`fsync` is an argument everywhere, so that a test can watch it or make it fail.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

Fsync = Callable[[int], None]


def write_durably(file: Path, data: bytes, fsync: Fsync = os.fsync) -> None:
    """Write `data` to `file` so that after a power cut there is all of it or none under that name."""
    part = file.with_name(f".{file.name}.part")
    with part.open("wb") as stream:
        stream.write(data)
        stream.flush()
        fsync(stream.fileno())
    part.replace(file)
    fsync_folder(file.parent, fsync)


def append_durably(file: Path, data: bytes, fsync: Fsync = os.fsync, keep: int = 0) -> None:
    """Write `data` after the first `keep` bytes; what a power cut left half written behind them goes."""
    with file.open("r+b") as stream:
        stream.truncate(keep)
        stream.seek(keep)
        stream.write(data)
        stream.flush()
        fsync(stream.fileno())


def copy_durably(source: Path, target: Path, fsync: Fsync = os.fsync) -> None:
    write_durably(target, source.read_bytes(), fsync)


def fsync_folder(folder: Path, fsync: Fsync = os.fsync) -> None:
    """Make a rename in `folder` lasting. Windows keeps folders by itself and cannot open them."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fsync(handle)
    finally:
        os.close(handle)
