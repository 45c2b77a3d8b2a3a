"""What the steps of a round share: the way to the store, the report, the wish to stop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from gridapp.domain.errors import WorldFailed
from gridapp.i18n import tr
from gridapp.store.vault import Vault

T = TypeVar("T")
Stop = Callable[[], bool]
"""Says whether the person (or the closing window) wants the round to end; asked between any two steps."""


class Gate(Protocol):
    """Runs a function where the store lives: at once on a command line, on the store's thread in the window."""

    def __call__(self, work: Callable[[Vault], T]) -> T: ...


@dataclass
class Report:
    """What a round did. `verdicts` counts outcomes; `changed` are the types to look at again."""

    verdicts: dict[str, int] = field(default_factory=dict)
    pulled: int = 0
    files_sent: int = 0
    files_received: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    file_problems: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    stopped: bool = False

    def count(self, outcomes: Iterable[str]) -> None:
        for outcome in outcomes:
            self.verdicts[outcome] = self.verdicts.get(outcome, 0) + 1

    @property
    def pushed(self) -> int:
        return sum(self.verdicts.values()) - self.verdicts.get("retry", 0)


def restored(common: int) -> WorldFailed:
    """The server's history is not the one this computer knows."""
    return WorldFailed(
        tr("The server was set back to an older state"),
        tr("It knows this county's journal only up to number {common}. Everything is safe on this computer; "
           "nothing was sent or taken. Please tell the county's centre.", common=common),
    )  # fmt: skip
