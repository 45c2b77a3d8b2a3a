"""What row security costs: pushes and pulls on PostgreSQL with it, and by a role that it does not bind, in one run.

    python -m tests.bench.row_security [--records N] [--rounds N]

Both sides are the same server code on two databases of one cluster, taken in turns; only the role is another.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine

from gridapp.actions import entries
from gridapp.domain.record import example, record_type
from gridapp.server.database import PostgresDatabase
from gridapp.sync.protocol import Checkpoint, Pull
from tests import postgres
from tests.conftest import FakeClock
from tests.office import COORDINATOR, VOLUNTEER, Line, Office

BOUND, FREE = "row security", "without"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ.setdefault("XDG_RUNTIME_DIR", name)
        (folder / "cluster").mkdir()
        with postgres.cluster(folder / "cluster") as url:
            sides = {side: _side(folder / side, url, side) for side in (BOUND, FREE)}
            _measure(sides, options.records, options.rounds)
            for office in sides.values():
                office.close()


def _side(folder: Path, url: str, side: str) -> Office:
    office = Office(folder, FakeClock(), random.Random(7), postgres.prepared(postgres.fresh_database(url)))
    if side == FREE:
        office.centre.database.close()
        engine = create_engine(postgres.owner_of(office._url), pool_size=5)
        object.__setattr__(office.centre, "database", PostgresDatabase(engine))
    return office


def _measure(sides: dict[str, Office], records: int, rounds: int) -> None:
    writers = {side: office.desk(VOLUNTEER) for side, office in sides.items()}
    readers = {side: office.desk(COORDINATOR) for side, office in sides.items()}
    taken: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds):
        for side in (BOUND, FREE) if number % 2 else (FREE, BOUND):
            office, desk = sides[side], writers[side]
            body = example(record_type("hazard"), desk.world, random.Random(number))
            entries.add_all(desk, "hazard", [entries.New(body) for _ in range(records)])
            taken.setdefault((side, "push"), []).append(_seconds(lambda o=office, d=desk: o.sync(d)))
            caller = office.line(readers[side])._files._caller
            own = office.line(desk)._files._caller
            for who, whose in (("pull, county", caller), ("pull, township", own)):
                line = Line(office.centre, whose)
                taken.setdefault((side, who), []).append(_seconds(lambda each=line: _pull_all(each)))
    print(f"{'what':16} {'without':>9} {BOUND:>13} {'ratio':>6}   (seconds, median of {rounds})")
    for what in dict.fromkeys(what for _, what in taken):
        with_, without = taken[BOUND, what], taken[FREE, what]
        ratio = statistics.median(a / b for a, b in zip(with_, without, strict=True))
        print(f"{what:16} {statistics.median(without):9.3f} {statistics.median(with_):13.3f} {ratio:6.2f}")


def _pull_all(line: Line) -> None:
    place, more = Checkpoint(), True
    while more:
        answer = line.pull(Pull(place, 2000))
        place, more = answer.to, answer.more


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
