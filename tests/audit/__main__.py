"""Prove that tampering is found and named.

    python -m tests.audit [--seed N] [--lines N] [--places N] [--rounds N] [--trials N]

Prints `row | trials | failures | seed`, then each negative control; gives 1 when anything failed or a control was not
caught.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from gridapp.i18n import use_language
from tests.audit import big, small
from tests.audit.county import County

DAYS = 20


def main(arguments: list[str] | None = None) -> int:
    """Run everything; gives the exit code."""
    asked = _parser().parse_args(arguments)
    use_language("en")
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(10**9)
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2 * 10**9
    folder = Path(tempfile.mkdtemp(prefix="audit-", dir=memory if roomy else None))
    good = True
    try:
        for name, proof, lines in (("big", big.prove, asked.lines), ("small", small.prove, 1000)):
            county = County(folder / name, random.Random(repr((seed, name))), lines, DAYS)
            try:
                for outcome in proof(county, folder, random.Random(repr((seed, name, 2))), asked):
                    print("\n".join(outcome.lines(seed)), flush=True)
                    good = good and outcome.good
            finally:
                county.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, help="replay the run with this seed")
    parser.add_argument("--lines", type=int, default=100_000, help="lines of each chain")
    parser.add_argument("--places", type=int, default=2000, help="tampered places of each chain")
    parser.add_argument("--rounds", type=int, default=2, help="databases that these are spread over")
    parser.add_argument("--trials", type=int, default=40, help="databases tampered with as a whole")
    return parser


if __name__ == "__main__":
    sys.exit(main())
