"""What the steps of a round share: the way to the store, the report, the wish to stop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from gridapp.store import settings
from gridapp.store.vault import Vault

T = TypeVar("T")
Stop = Callable[[], bool]
"""Says whether the person (or the closing window) wants the round to end; asked between any two steps."""


Told = Callable[["Report"], None]
"""Hears of a round's progress, on the round's own thread."""


class Gate(Protocol):
    """Runs a function where the store lives: at once on a command line, on the store's thread in the window."""

    def __call__(self, work: Callable[[Vault], T]) -> T: ...


@dataclass
class Report:
    """What a round did. `verdicts` counts outcomes; `changed` are the types to look at again; `repaired` entries that
    differed from the server's; `restored` that the server had been set back; `identity_changed` that this computer
    or its person's rights are others now; `doubts` sentences about the server's past; `loading` how many of how many
    rows of a first start are here."""

    verdicts: dict[str, int] = field(default_factory=dict)
    pulled: int = 0
    files_sent: int = 0
    files_received: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    file_problems: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    repaired: int = 0
    restored: bool = False
    identity_changed: bool = False
    doubts: list[str] = field(default_factory=list)
    settled_past: int = 0
    stopped: bool = False
    loading: tuple[int, int] | None = None
    told: Told = lambda report: None

    def count(self, outcomes: Iterable[str]) -> None:
        for outcome in outcomes:
            self.verdicts[outcome] = self.verdicts.get(outcome, 0) + 1

    @property
    def pushed(self) -> int:
        return sum(self.verdicts.values()) - self.verdicts.get("retry", 0)


def is_due(vault: Vault, key: str, every: timedelta) -> bool:
    """Whether what is done so often, and noted under this key, is to be done again."""
    with vault.reading() as connection:
        last = settings.get(connection, key)
    since = vault.clock() - datetime.fromisoformat(last) if last else every
    return not timedelta() <= since < every  # also after the clock was set back


def note_done(vault: Vault, key: str) -> None:
    with vault.writing() as connection:
        settings.put(connection, key, vault.now())
