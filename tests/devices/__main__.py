"""Prove that batches cannot be forged, dropped, reordered or repeated unnoticed.

    python -m tests.devices [--seed N] [--mutated N] [--http N] [--honest N]

Prints `row | trials | failures | seed | what became of them`, then each negative control; gives 1 when anything failed
or a control was not caught.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from gridapp.i18n import use_language
from tests.devices.proof import CONTROLS, Row, control, county, honest, mutated

_OF_A_CONTROL = 300
_SHOWN = 10


def main(arguments: list[str] | None = None) -> int:
    """Run everything; gives the exit code."""
    asked = _parser().parse_args(arguments)
    use_language("en")
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(10**9)
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="devices-", dir=memory if memory.is_dir() else None))
    try:
        rows = _rows(folder, asked, seed)
        caught = {name: control(folder / name, name, _OF_A_CONTROL, seed) for name in CONTROLS}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for name, was in caught.items():
        print(f"control: {name} | {'caught' if was else 'NOT CAUGHT'}", flush=True)
    return 0 if all(caught.values()) and not any(row.failures for row in rows) else 1


def _rows(folder: Path, asked: argparse.Namespace, seed: int) -> list[Row]:
    found: list[Row] = []
    with county(folder / "mutated", seed) as computers:
        found += _shown(mutated(computers, asked.mutated, random.Random(seed)), seed)
    with county(folder / "http", seed, over_http=True) as computers:
        over = mutated(computers, asked.http, random.Random(seed + 1))
        for row in over:
            row.name += ", over HTTP"
        found += _shown(over, seed)
    with county(folder / "honest", seed) as computers:
        found += _shown([honest(computers, asked.honest, random.Random(seed + 2))], seed)
    return found


def _shown(rows: list[Row], seed: int) -> list[Row]:
    for row in rows:
        print(row.words(seed), *(f"  {words}" for words in row.failures[:_SHOWN]), sep="\n", flush=True)
    return rows


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.devices", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, help="replay the run with this seed")
    parser.add_argument("--mutated", type=int, default=10_000, help="mutated batches")
    parser.add_argument("--http", type=int, default=600, help="mutated batches over real HTTP")
    parser.add_argument("--honest", type=int, default=100_000, help="honest batches")
    return parser


if __name__ == "__main__":
    sys.exit(main())
