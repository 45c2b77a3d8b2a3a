"""Wrong passwords, counted beside the vault: after a few, each next one has to wait longer.

Whoever copies the folder is not held up by this but by what a guess costs (`store.locks`); it is for who sits down at
the computer. It never locks anybody out for good.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from gridapp.domain.errors import Refused
from gridapp.domain.world import Clock
from gridapp.i18n import tr

FREE = 5
LONGEST = timedelta(minutes=10)
_FILE = "guesses.json"


class _Guesses(msgspec.Struct, frozen=True):
    """Wrong ones since the last right one, and when the last of them was."""

    count: int = 0
    at: str = ""


def require_turn(folder: Path, clock: Clock) -> None:
    """Raise Refused while the next guess has to wait, naming for how long."""
    guesses = _read(folder)
    wait = _wait_after(guesses.count)
    if not wait:
        return
    # Never more than the wait itself, however the clock was turned.
    left = min(wait, wait - (clock() - datetime.fromisoformat(guesses.at)))
    if left > timedelta():
        minutes, seconds = divmod(int(left.total_seconds()) + 1, 60)
        raise Refused(
            tr("Too many wrong passwords"),
            tr("Please wait {minutes}:{seconds:02d} minutes. Nothing was changed.",
               minutes=minutes, seconds=seconds),
        )  # fmt: skip


def note_begun(folder: Path, clock: Clock) -> None:
    """Counted before it is tried: ending the program in between gains nothing."""
    count = _read(folder).count + 1
    (folder / _FILE).write_bytes(msgspec.json.encode(_Guesses(count, clock().isoformat())))


def note_right(folder: Path) -> None:
    (folder / _FILE).unlink(missing_ok=True)


def left(folder: Path) -> int:
    """How many can be tried without waiting."""
    return max(0, FREE - _read(folder).count)


def _wait_after(count: int) -> timedelta:
    return min(LONGEST, timedelta(seconds=15 * 2 ** min(count - FREE, 10))) if count >= FREE else timedelta()


def _read(folder: Path) -> _Guesses:
    try:
        found = msgspec.json.decode((folder / _FILE).read_bytes(), type=_Guesses)
        return found if not found.at or datetime.fromisoformat(found.at).tzinfo else _Guesses()
    except (OSError, ValueError, msgspec.DecodeError):
        return _Guesses()
