"""Candidates for the same thing among many entries: `python -m tests.bench.duplicates [COUNT]`.

Two ways that entries can lie: over two years and the whole county, and all of them in one town within a month.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from gridapp.actions import candidates
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Author, Entry
from gridapp.domain.record import record_type
from gridapp.store import rows
from gridapp.store.home import Home
from tests.bench.crowd import SEEN, WHERE
from tests.bench.figures import milliseconds, row
from tests.office import PASSWORD

HAZARD = record_type("hazard")
TOWN = "621026100000"


def hazards(desk: Desk, count: int, days: int, units: list[str], dice: random.Random) -> Iterator[Entry]:
    now, kinds = desk.world.now(), HAZARD.fields()["kind"].table.leaves()  # type: ignore[attr-defined]
    for number in range(count):
        found = (now - timedelta(seconds=dice.randrange(days * 86_400))).isoformat(timespec="seconds")
        words = f"{dice.choice(SEEN)}，{dice.choice(SEEN)}，靠{dice.choice(WHERE)}一侧，请尽快处理"
        place = f"{dice.choice(WHERE)}{dice.randrange(1, 40)}号楼{dice.randrange(1, 5)}单元"
        raw = {
            "kind": dice.choice(kinds).code,
            "suspected_level": "general",
            "place": place,
            "found_at": found,
            "description": words,
        }
        body = HAZARD.complete(HAZARD.clean(raw, desk.world), desk.world)
        entry = f"{number:08x}-0000-7000-8000-{dice.getrandbits(48):012x}"
        by = Author(f"person-{number % 300}", "张春燕")
        human = f"YH-621026-B-{number:07d}"
        yield Entry(entry, HAZARD.type, human, dice.choice(units), by, "found", found, body, seq=number + 1)


def measured(name: str, folder: Path, count: int, days: int, root: str) -> None:
    home, dice = Home(folder), random.Random(1)
    shared = home.shared()
    desk = Desk(home.create_vault(shared, PASSWORD), shared)
    units = [each for each in desk.org.units if desk.org.within(each, root)]
    made = list(hazards(desk, count, days, units, dice))
    with desk.vault.writing() as connection:
        rows.write(connection, made)
    asked = cycle(dice.sample(made, 40))
    found = [len(candidates.candidates(desk, next(asked).id)) for _ in range(40)]
    some = milliseconds(lambda: candidates.candidates(desk, next(asked).id), times=80)
    row(name, some, f"{sum(found) / 40:.1f} found (goal 50)")
    desk.vault.close()
    shared.close()


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as made_here:
        measured(
            f"{many:,} in two years, the whole county", Path(made_here, "wide"), many, 730, "621026000000"
        )
        measured(f"{many:,} in one month, one town", Path(made_here, "close"), many, 30, TOWN)
