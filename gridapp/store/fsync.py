"""Getting bytes onto the disk for good: the file first, then the folder that names it.

`fsync` is an argument everywhere, so that a test can watch it or make it fail. Whatever the disk answers becomes words
(WorldFailed). An fsync that failed is never simply tried again: the system may since have dropped the bytes and would
then report success, so what was written is taken back and written anew.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gridapp.domain.errors import WorldFailed
from gridapp.i18n import tr

Fsync = Callable[[int], None]
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def disk_in_words() -> Iterator[None]:
    """Raise WorldFailed for what the system says of a disk that does not take what it is given."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise WorldFailed(
                tr("The disk is full"),
                tr("This was not saved. Everything saved before is safe. Please make room."),
            ) from error
        raise WorldFailed(
            tr("The disk failed"),
            tr("This was not saved. Everything saved before is safe. ({words})", words=error),
        ) from error


def write_durably(file: Path, data: bytes, fsync: Fsync = os.fsync) -> None:
    """Write `data` to `file` so that after a power cut there is all of it or none under that name.

    Raises WorldFailed; then a name that was not there before is not there now.
    """
    # two who write the same name at once each have a part of their own: the last to be whole is the one
    part = file.with_name(f".{file.name}.{os.getpid()}-{threading.get_ident()}.part")
    with disk_in_words():
        try:
            with part.open("wb") as stream:
                stream.write(data)
                stream.flush()
                fsync(stream.fileno())
            name_durably(part, file, fsync)
        except (OSError, WorldFailed):
            _take_back(part)
            raise


def name_durably(part: Path, file: Path, fsync: Fsync = os.fsync) -> None:
    """Give a written and fsynced `part` its name for good. Raises WorldFailed as `write_durably` does."""
    new = not file.exists()
    with disk_in_words():
        part.replace(file)
    try:
        fsync_folder(file.parent, fsync)
    except WorldFailed:
        if new:
            _take_back(file)
        raise


def append_durably(file: Path, data: bytes, fsync: Fsync = os.fsync, keep: int = 0) -> None:
    """Write `data` after the first `keep` bytes; what a power cut left half written behind them goes.

    Raises WorldFailed; then `data` is not in the file, or the file is gone.
    """
    with disk_in_words(), file.open("r+b", buffering=0) as stream:
        stream.truncate(keep)
        stream.seek(keep)
        try:
            if stream.write(data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            fsync(stream.fileno())
        except OSError:
            try:
                stream.truncate(keep)
            except OSError:
                _take_back(file)
            raise


def copy_durably(source: Path, target: Path, fsync: Fsync = os.fsync) -> None:
    write_durably(target, source.read_bytes(), fsync)


def fsync_folder(folder: Path, fsync: Fsync = os.fsync) -> None:
    """Make a rename in `folder` lasting. Windows keeps folders by itself and cannot open them. Raises WorldFailed."""
    if os.name == "nt":
        return
    with disk_in_words():
        handle = os.open(folder, os.O_RDONLY)
        try:
            fsync(handle)
        finally:
            os.close(handle)


def _take_back(file: Path) -> None:
    """Make room again, and leave nothing that could be taken for saved. A disk that refuses even this keeps it."""
    with suppress(OSError):
        file.unlink(missing_ok=True)
