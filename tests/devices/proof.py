"""The rows of the proof: mutated batches, honest ones, and servers that leave a check out."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from gridapp.server import accounts, batches, signatures
from gridapp.sync.client import Client
from tests.conftest import FakeClock
from tests.devices.computer import Computer
from tests.devices.judging import ALLOWED, judge
from tests.devices.mutations import KINDS
from tests.office import COORDINATOR, GRID_WORKER, VOLUNTEER, Office

PEOPLE = (VOLUNTEER, GRID_WORKER, COORDINATOR)


@dataclass
class Row:
    """How many trials, what became of them, and what should not have."""

    name: str
    trials: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def words(self, seed: int) -> str:
        became = ", ".join(f"{count} {what}" for what, count in self.seen.most_common())
        return f"{self.name} | {self.trials} | {len(self.failures)} | {seed} | {became}"


@contextmanager
def county(folder: Path, seed: int, over_http: bool = False) -> Iterator[list[Computer]]:
    """A server and a computer for each of a few people, each with one batch behind it."""
    with ExitStack() as stack:
        office = Office(folder, FakeClock(), random.Random(seed), "")
        stack.callback(office.close)
        url = stack.enter_context(office.online()) if over_http else ""
        computers = []
        for who in PEOPLE:
            desk = office.desk(who)
            way = Client(url, desk.identity.token) if over_http else office.line(desk)
            computers.append(Computer(office, desk, way.push))
        for each in computers:
            each.deliver(each.batch(2))
        yield computers


def mutated(computers: list[Computer], trials: int, dice: random.Random) -> list[Row]:
    """So many mutated batches, as many of each kind; after each the honest one, which is taken as if nothing was."""
    rows = [Row(kind) for kind in KINDS]
    for number in range(trials):
        row = rows[number % len(rows)]
        own, other = dice.sample(computers, 2)
        mutation = dice.choice(KINDS[row.name])
        honest = own.batch(dice.randint(2, 4))
        became = judge(own, mutation(own, other, honest, dice))
        row.trials += 1
        row.seen[became] += 1
        if became not in ALLOWED[row.name]:
            row.failures.append(f"{mutation.__name__}: {became}")
        else:
            _go_on(own, row)
    return rows


def _go_on(own: Computer, row: Row) -> None:
    """Whatever was tried: the computer's own next batch is taken."""
    if (became := judge(own, own.batch(1))) != "taken":
        row.failures.append(f"an honest batch afterwards: {became}")


def honest(computers: list[Computer], trials: int, dice: random.Random) -> Row:
    """Batches as computers send them; some answers are lost, and the batch is sent again."""
    row = Row("honest")
    for _ in range(trials):
        own = dice.choice(computers)
        push = own.batch(dice.randint(1, 2))
        became = judge(own, push)
        if became == "taken" and dice.random() < 0.05:
            again = own.send(push)
            became = "taken" if again.tip is None and again.receipt else "not answered again"
        row.trials += 1
        row.seen[became] += 1
        if became != "taken":
            row.failures.append(became)
    return row


class _FitsAll:
    """A digest that says it is any other."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


CONTROLS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "signatures are not looked at": (signatures, "require_signed", lambda *_: None),
    "the key is not compared": (signatures, "take_key", lambda *_: None),
    "the batch before is not looked at": (accounts, "other_tip", lambda *_: None),
    "the ops are not held against the digest": (batches, "digest_of_all", lambda _: _FitsAll()),
}


def control(folder: Path, name: str, trials: int, seed: int) -> bool:
    """Whether a server that leaves one check out is caught."""
    module, function, instead = CONTROLS[name]
    with county(folder, seed) as computers, mock.patch.object(module, function, instead):
        return any(row.failures for row in mutated(computers, trials, random.Random(seed)))
