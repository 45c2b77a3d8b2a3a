"""python -m tests.hostile --seed N [--every K] [--verbose]"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.hostile.proof import ROOT, Row, controls, make, rows


def main() -> int:
    """Print a row for each kind of file, one for all, and one for each control; 1 when any is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="only each K-th file")
    parser.add_argument("--verbose", action="store_true", help="what came of each file")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(options.seed, options.make, options.every)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return prove(options, Path(folder))


def prove(options: argparse.Namespace, folder: Path) -> int:
    files, work = folder / "files", folder / "work"
    making = [
        sys.executable,
        "-m",
        "tests.hostile",
        "--make",
        files,
        "--seed",
        options.seed,
        "--every",
        options.every,
    ]
    subprocess.run(
        [str(each) for each in making], cwd=ROOT, check=True
    )  # apart: a bomb's maker needs memory too
    print("row | files | crashes | files outside | peak MB | slowest s | seed", flush=True)
    total = Row("all")
    for row in rows(files, work):
        print(row.said(options.seed), flush=True)
        for line in (*row.crashes, *row.outside, *(row.lines if options.verbose else ())):
            print(f"  {line}")
        total.files += row.files
        total.crashes += row.crashes
        total.outside += row.outside
        total.peak, total.slowest = max(total.peak, row.peak), max(total.slowest, row.slowest)
    print(total.said(options.seed))
    caught = True
    for name, seen in controls(files, work):
        print(f"control: {name} | {'caught' if seen else 'NOT CAUGHT'}", flush=True)
        caught &= seen
    return 0 if total.good() and caught else 1


if __name__ == "__main__":
    sys.exit(main())
