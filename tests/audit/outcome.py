"""How a row of the proof is judged and printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gridapp.server.findings import Finding
from tests.audit.tampering import Place

MOST_SHOWN = 10


@dataclass
class Outcome:
    """A row: how many trials, what went wrong in words, and whether each control was caught."""

    row: str
    trials: int = 0
    failures: list[str] = field(default_factory=list)
    controls: dict[str, bool] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return self.trials > 0 and not self.failures and all(self.controls.values())

    def lines(self, seed: int) -> Iterator[str]:
        yield f"{self.row} | {self.trials} | {len(self.failures)} | {seed}"
        yield from (f"  {words}" for words in self.failures[:MOST_SHOWN])
        for name, caught in self.controls.items():
            yield f"  control: {name} | {'caught' if caught else 'NOT CAUGHT'}"


def named(findings: list[Finding], tables: tuple[str, ...]) -> dict[Place, set[str]]:
    """Every line that is named, and what is said of it."""
    found: dict[Place, set[str]] = {}
    for each in findings:
        if each.table in tables:
            for seq in range(each.first, each.last + 1):
                found.setdefault((each.county, each.table, seq), set()).add(each.what)
    return found
