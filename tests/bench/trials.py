"""What one side of the sync benchmark can be asked to do once, and what its two sides have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.bench.children import Answer, Child
from tests.bench.wire import Counts, Relay

CHANGED = 100


@dataclass
class Run:
    """`records` in `seconds`; what went over the wire when it was counted; memory in MB, CPU in seconds."""

    records: int
    seconds: float
    wire: Counts = field(default_factory=Counts)
    pulled: int = 0
    cpu: tuple[float, float] = (0.0, 0.0)  # client, server
    peak: tuple[float, float] = (0.0, 0.0)
    profiles: tuple[str, str] = ("", "")
    broken: int = 0

    @property
    def rate(self) -> float:
        return self.records / self.seconds


class Trials(Protocol):
    """One side of the comparison."""

    name: str

    def push(self, counted: bool = False) -> Run: ...
    def pull(self, counted: bool = False) -> Run: ...
    def first(self, times: int) -> list[Run]: ...
    def steady(self, times: int) -> list[tuple[float, float]]: ...
    def wires(self) -> tuple[Counts, Counts]: ...
    def crowd(self) -> Run: ...


@contextmanager
def counting(url: str, counted: bool) -> Iterator[tuple[str, Relay | None]]:
    """The address to use: the server's own, or a relay's before it."""
    if not counted:
        yield url, None
        return
    relay = Relay(int(url.rsplit(":", 1)[1]))
    try:
        yield relay.url, relay
    finally:
        relay.close()


def changed_and_idle(child: Child, relay: Relay | None) -> tuple[Counts, Counts]:
    """What a warm computer says for some changed records, then for nothing at all."""
    assert relay is not None
    child.ask("round")
    child.ask("edit", CHANGED, 1)
    relay.take()
    child.ask("round")
    changed = relay.take()
    child.ask("round")
    return changed, relay.take()


def at_once(children: Sequence[Child]) -> list[Answer]:
    for child in children:
        child.tell("round")
    return [child.answer() for child in children]


def together(answers: Sequence[dict[str, Any]], records: int) -> Run:
    seconds = max(each["ended"] for each in answers) - min(each["began"] for each in answers)
    cpu = sum(each["cpu"] for each in answers)
    return Run(records, seconds, cpu=(cpu, 0.0), peak=(max(each["peak_mb"] for each in answers), 0.0))


def require(holds: bool, words: str) -> None:
    if not holds:
        raise SystemExit(f"the benchmark is not what it should be: {words}")
