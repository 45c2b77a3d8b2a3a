"""The county that faults are tried on: a server and two coordinators' computers, who see the same entries."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from gridapp.actions import entries, photos
from gridapp.actions.desk import Desk
from gridapp.domain.photo import Photo
from gridapp.domain.world import system_clock
from gridapp.store.home import Home
from tests.faults.processes import Lines
from tests.office import PASSWORD, Office, make

HERE = ("何立群", "coordinator", "宁县")  # at the computer that things happen to
THERE = ("马建国", "coordinator", "宁县")  # at the one that must see the same afterwards
TYPE = "hazard"  # has photos and lists of lines
SERVER, ONE, OTHER = "server", "computer-1", "computer-2"  # folders of the county
_SIDE = 96  # pixels of a picture


@contextmanager
def county(folder: Path, dice: random.Random) -> Iterator[Office]:
    """The server below `folder`, opened in this process."""
    office = Office(folder, system_clock, dice, "")
    try:
        yield office
    finally:
        office.close()


@contextmanager
def desk_at(folder: Path, dice: random.Random) -> Iterator[Desk]:
    """The desk of the only person of a computer, opened as the program opens it."""
    with ExitStack() as stack:
        home = Home(folder, system_clock, dice.randbytes)
        shared = home.shared()
        stack.callback(shared.close)
        vault = home.open_vault(home.vaults()[0], PASSWORD)
        stack.callback(vault.close)
        yield Desk(vault, shared)


def picture(dice: random.Random) -> bytes:
    """A JPEG of some ten kilobytes that no other equals."""
    out = io.BytesIO()
    Image.frombytes("RGB", (_SIDE, _SIDE), dice.randbytes(_SIDE * _SIDE * 3)).save(out, "JPEG")
    return out.getvalue()


class Worker:
    """Someone at a desk who says before and after each act what they try and what they were promised."""

    def __init__(self, desk: Desk, lines: Lines, dice: random.Random, at: str = ONE) -> None:
        self.desk, self.lines, self.dice, self.at = desk, lines, dice, at
        self._picture = b""  # one that could not be saved is tried again, as people do

    def save(self, with_photo: bool = False) -> str:
        """Record something new; gives its id."""
        token = f"原文 {self.dice.randbytes(6).hex()}"
        self.lines.say(tries=token)
        taken = [self._photo()] if with_photo else []
        entry = make(self.desk, TYPE, self.dice, description=token, photos=taken or None)
        self.lines.say(saved=token, at=self.at, entry=entry.id, photos=[each["sha"] for each in taken])
        if with_photo:
            self._picture = b""
        return entry.id

    def edit(self, entry: str) -> None:
        """Change what somebody typed."""
        token = f"改后 {self.dice.randbytes(6).hex()}"
        self.lines.say(tries=token, entry=entry)
        after = entries.edit(self.desk, entry, {"description": token})
        kept = [each["sha"] for each in after.body.get("photos") or []]
        self.lines.say(saved=token, at=self.at, entry=entry, photos=kept)

    def _photo(self) -> dict[str, Any]:
        """Keep a photo as it is once it was read; gives the value of a photos field.

        Reading a file is a process of its own, which has nothing to lose (tests/hostile).
        """
        self._picture = self._picture or picture(self.dice)
        return photos.keep(self.desk, Photo(self._picture, _SIDE, _SIDE))
