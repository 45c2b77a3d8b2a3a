"""Wrong passwords, counted beside the vault: after a few, each next one has to wait longer.

Whoever copies the folder is not held up by this but by what a guess costs (`store.locks`); it is for who sits down at
the computer. It never locks anybody out for good.
"""

from __future__ import annotations

from contextlib import suppress
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
    now, at = clock(), datetime.fromisoformat(guesses.at)
    if now < at:  # the clock was ahead then: from now on the wait counts by what it says today
        at = now
        _write(folder, _Guesses(guesses.count, now.isoformat()))
    left = wait - (now - at)
    if left > timedelta():
        minutes, seconds = divmod(int(left.total_seconds()) + 1, 60)
        raise Refused(
            tr("Too many wrong passwords"),
            tr("Please wait {minutes}:{seconds:02d} minutes. Nothing was changed.",
               minutes=minutes, seconds=seconds),
        )  # fmt: skip


def note_begun(folder: Path, clock: Clock) -> None:
    """Counted before it is tried: ending the program in between gains nothing. A disk that takes nothing more keeps
    nobody from what is on it."""
    _write(folder, _Guesses(_read(folder).count + 1, clock().isoformat()))


def note_right(folder: Path) -> None:
    with suppress(OSError):
        (folder / _FILE).unlink(missing_ok=True)


def left(folder: Path) -> int:
    """How many can be tried without waiting."""
    return max(0, FREE - _read(folder).count)


def left_in_words(folder: Path) -> str:
    """After a wrong one: what was lost, and how many more there are before one has to wait."""
    match left(folder):
        case 0:
            return tr("Nothing was changed. Before the next try you have to wait a little.")
        case 1:
            return tr("Nothing was changed. You can try once more before you have to wait.")
        case count:
            return tr(
                "Nothing was changed. You can try {count} more times before you have to wait.", count=count
            )


def _wait_after(count: int) -> timedelta:
    return min(LONGEST, timedelta(seconds=15 * 2 ** min(count - FREE, 10))) if count >= FREE else timedelta()


def _read(folder: Path) -> _Guesses:
    try:
        found = msgspec.json.decode((folder / _FILE).read_bytes(), type=_Guesses)
        return found if found.at and datetime.fromisoformat(found.at).tzinfo else _Guesses()
    except (OSError, ValueError, msgspec.DecodeError):
        return _Guesses()


def _write(folder: Path, guesses: _Guesses) -> None:
    with suppress(OSError):
        (folder / _FILE).write_bytes(msgspec.json.encode(guesses))
