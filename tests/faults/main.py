"""Run the rows: all of them two at a time, each in a process of its own, or one.

    tests/faults/run [--long] [--where-possible] [--again] [--row NAME] [--seed N] [--trials N] [--trial K]

Gives 1 when any row failed or any negative control was not caught.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import faults
from tests.faults.table import HEAD, ROWS, Missing, Outcome, Plan, Row, lines

AT_ONCE = 2
ENOUGH = 2 * 10**9  # bytes


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for; gives the exit code."""
    for module in pkgutil.iter_modules(faults.__path__):
        if module.name not in ("main", "warm"):
            importlib.import_module(f"tests.faults.{module.name}")
    asked = _parser().parse_args(arguments)
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(10**9)
    if asked.row:
        return _run_one(ROWS[asked.row], asked, seed)
    print(HEAD, flush=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        codes = list(pool.map(lambda name: _run_apart(name, asked, seed), ROWS))
    if asked.again and any(codes):
        failed = [name for name, code in zip(ROWS, codes, strict=True) if code]
        print(f"once more, by itself: {', '.join(failed)}", flush=True)
        codes = [_run_apart(name, asked, seed) for name in failed]
    return max(codes, default=1)


def run_row(row: Row, plan: Plan) -> Outcome:
    """Run one row. An exception is a failure in words, never a row that is missing from the table. Raises Missing."""
    try:
        return row.run(plan)
    except Missing:
        raise
    except Exception as error:
        import traceback

        traceback.print_exc()
        return Outcome(plan.trials, [f"the row itself broke: {type(error).__name__}: {error}"])


def _run_one(row: Row, asked: argparse.Namespace, seed: int) -> int:
    trials = asked.trials or (row.long if asked.long else row.ci)
    folder = Path(tempfile.mkdtemp(prefix=f"faults-{row.name.replace(' ', '-')}-", dir=_quick_place()))
    try:
        outcome = run_row(row, Plan(trials, seed, folder, asked.trial, asked.workers))
    except Missing as missing:
        print(f"{row.name} | left out | {missing}", flush=True)
        return 0 if asked.where_possible else 1
    print("\n".join(lines(row.name, outcome, seed)), flush=True)
    if outcome.good:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"  left for you to look at: {folder}", flush=True)
    return 0 if outcome.good else 1


def _quick_place() -> str | None:
    """Memory, where there is enough: what a disk does is made up by the rows themselves."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ENOUGH
    return str(memory) if roomy else None


def _run_apart(name: str, asked: argparse.Namespace, seed: int) -> int:
    """One row in a process of its own; its lines are printed together when it ends."""
    started = time.monotonic()
    command = [
        sys.executable,
        "-m",
        "tests.faults.main",
        "--row",
        name,
        "--seed",
        str(seed),
        "--workers",
        "1",
    ]
    passed_on = [*(["--long"] if asked.long else []), *(["--where-possible"] if asked.where_possible else [])]
    done = subprocess.run([*command, *passed_on], capture_output=True, text=True)
    words = done.stdout if done.returncode == 0 else done.stdout + done.stderr[-4000:]
    print(f"{words.rstrip()}\n  ({time.monotonic() - started:.0f} s)", flush=True)
    return done.returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests/faults/run", description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help="the long size of each row")
    parser.add_argument(
        "--where-possible", action="store_true", help="a row that lacks a right or a program here is left out"
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help="what failed is run once more with nothing beside it, and then counts",
    )
    parser.add_argument("--row", choices=sorted(ROWS), help="one row only")
    parser.add_argument("--seed", type=int, help="replay the run with this seed")
    parser.add_argument("--trials", type=int, help="another number of trials (with --row)")
    parser.add_argument("--trial", type=int, help="only the trial of this number (with --row)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="trials at the same time")
    return parser


if __name__ == "__main__":
    sys.exit(main())
