"""What a command works with: the home folder, and the desk of whoever is working, opened when first asked for."""

from __future__ import annotations

import json
import sys
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound, Refused
from gridapp.i18n import tr
from gridapp.store.home import Home
from gridapp.store.shared import Shared


class Window(Protocol):
    """How a program that has Qt shows one."""

    def open(self, home: Path) -> int:
        """Show the window on this home until it is closed; give its exit code."""

    def shoot(self, home: Path, folder: Path) -> list[Path]:
        """Save a picture of every page to `folder`, without a screen."""

    def has_display(self) -> bool: ...


class Context:
    """One run of the program."""

    def __init__(self, folder: Path, person: str, window: Window | None) -> None:
        self.folder = folder
        self.person = person
        self.window = window

    @cached_property
    def home(self) -> Home:
        return Home(self.folder)

    @cached_property
    def shared(self) -> Shared:
        return self.home.shared()

    @cached_property
    def desk(self) -> Desk:
        """The named person's desk; else that of the last to work here; a new one on a new computer."""
        tiles = [tile for tile in self.shared.tiles() if self.person in ("", tile.name, tile.vault)]
        if self.person and not tiles:
            raise NotFound(tr("Nobody called {name} works on this computer.", name=self.person))
        if self.person and len(tiles) > 1:
            names = ", ".join(f"{tile.vault} ({tile.unit})" for tile in tiles)
            raise Refused(
                tr("More than one person is called so"), tr("Please give one of these: {names}", names=names)
            )
        vault = self.home.open_vault(tiles[0].vault) if tiles else self.home.create_vault(self.shared)
        return Desk(vault, self.shared)

    def close(self) -> None:
        for name in ("desk", "shared"):
            opened = self.__dict__.get(name)
            if isinstance(opened, Desk):
                opened.vault.close()
            elif isinstance(opened, Shared):
                opened.close()


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def say(*words: object) -> None:
    """For people: on the error stream, so that a script reads only results on the other."""
    print(*words, file=sys.stderr)


def as_json(entry: Entry) -> dict[str, Any]:
    """An entry as scripts see it."""
    return {
        "id": entry.id,
        "type": entry.type,
        "number": entry.number,
        "unit": entry.unit,
        "author": entry.author.stored(),
        "state": entry.state,
        "recorded_at": entry.recorded_at,
        "version": entry.seq,
        "sent": not entry.pending and entry.seq > 0,
        "fields": entry.body,
    }
