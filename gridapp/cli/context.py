"""What a command works with: the home folder, and the desk of whoever is working, opened when first asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from gridapp.actions.desk import Desk
from gridapp.cli import passwords
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound, Refused
from gridapp.i18n import tr
from gridapp.store.home import Home
from gridapp.store.shared import Shared, Tile


class Window(Protocol):
    """How a program that has Qt shows one."""

    def open(self, home: Path, person: str, password: str) -> int:
        """Show the window on this home, signed in as that person, until it is closed; give its exit code."""

    def shoot(self, home: Path, password: str, folder: Path) -> list[Path]:
        """Save a picture of every page to `folder`, without a screen."""

    def has_display(self) -> bool: ...


class Context:
    """One run of the program. What it opened it closes."""

    def __init__(self, folder: Path, person: str, window: Window | None) -> None:
        self.folder = folder
        self.person = person
        self.window = window
        self._shared: Shared | None = None
        self._desk: Desk | None = None

    @property
    def home(self) -> Home:
        return Home(self.folder)

    @property
    def shared(self) -> Shared:
        if self._shared is None:
            self._shared = self.home.shared()
        return self._shared

    @property
    def desk(self) -> Desk:
        """The named person's desk; else that of the last to work here; a new one on a new computer."""
        if self._desk is None:
            self._desk = self._open_desk()
        return self._desk

    def sit_at_new_desk(self) -> Desk:
        """A desk for somebody new, beside those that are here."""
        self._leave_desk()
        self._desk = Desk(self.home.create_vault(self.shared, passwords.chosen()), self.shared)
        return self._desk

    def close(self) -> None:
        self._leave_desk()
        if self._shared is not None:
            self._shared.close()
            self._shared = None

    def _leave_desk(self) -> None:
        if self._desk is not None:
            self._desk.vault.close()
            self._desk = None

    def tile(self) -> Tile | None:
        """The named person's; else that of the last to work here; None on a new computer. Raises NotFound, or Refused
        when several are called so."""
        tiles = [tile for tile in self.shared.tiles() if self.person in ("", tile.name, tile.vault)]
        if self.person and not tiles:
            raise NotFound(tr("Nobody called {name} works on this computer.", name=self.person))
        if self.person and len(tiles) > 1:
            names = ", ".join(f"{tile.vault} ({tile.unit})" for tile in tiles)
            raise Refused(
                tr("More than one person is called so"), tr("Please give one of these: {names}", names=names)
            )
        return tiles[0] if tiles else None

    def _open_desk(self) -> Desk:
        home, tile = self.home, self.tile()
        if tile is None:
            return self.sit_at_new_desk()
        password = passwords.asked(tile.name) if home.is_locked(tile.vault) else passwords.chosen()
        return Desk(home.open_vault(tile.vault, password), self.shared)


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def say(*words: object) -> None:
    """For people: on the error stream, so that a script reads only results on the other."""
    print(*words, file=sys.stderr)


def as_json(entry: Entry, body: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as scripts see it, with as much of its body as may be seen."""
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
        "fields": dict(body),
    }
