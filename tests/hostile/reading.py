"""Reads hostile files through the doors of the program, in a process that is itself watched from outside.

    python -m tests.hostile.reading FOLDER OUT [--without memory|names|process]

prints one line of JSON per file (`what`, `seconds` of processor, `waited` seconds, `outcome`, `words`) and a last one
with the peak of memory of this process and its children, in bytes. `--without` takes a protection away, for the
negative controls.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from gridapp.domain.errors import BadFile
from gridapp.domain.filenames import safe_name
from gridapp.domain.record import record_type
from gridapp.domain.world import CHINA
from gridapp.i18n import use_language
from gridapp.interop.columnmap import ColumnMap
from gridapp.interop.photos import prepare
from gridapp.interop.tables import read_table
from gridapp.interop.tracks import read_track
from gridapp.interop.wire import Job, Limits
from tests.hostile.case import Case

_ALL = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
NO_LIMITS = Limits(memory=16_000_000_000, cpu=300, wall=300)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--without", default="")
    options = parser.parse_args()
    use_language("en")
    if options.without == "process":  # what would kill the child may kill this one
        resource.setrlimit(resource.RLIMIT_AS, (Limits().memory, Limits().memory))
    for case in kept(options.folder):
        began, worked = time.perf_counter(), _worked()
        outcome, words = outcome_of(case, options.without)
        save(case, options.out, options.without)
        spent = {"seconds": _worked() - worked, "waited": time.perf_counter() - began}
        print(json.dumps({"what": case.what, **spent, "outcome": outcome, "words": words}), flush=True)
    print(json.dumps({"peak": max(resource.getrusage(who).ru_maxrss for who in _ALL) * 1024}))


def _worked() -> float:
    """Seconds of processor so far, of this process and its children: what else the machine does is not in them."""
    usages = [resource.getrusage(who) for who in _ALL]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def keep(case: Case, folder: Path, number: int) -> None:
    """The case as two files, for another process to read."""
    (folder / f"{number:04}.data").write_bytes(case.data)
    words = json.dumps({"job": case.job, "what": case.what, "name": case.name})
    (folder / f"{number:04}.json").write_text(words)


def kept(folder: Path) -> Iterator[Case]:
    """What `keep` put there, in order, one in memory at a time."""
    for file in sorted(folder.glob("*.json")):
        yield Case(**json.loads(file.read_text()), data=file.with_suffix(".data").read_bytes())


def outcome_of(case: Case, without: str = "") -> tuple[str, str]:
    """("taken", how much) · ("refused", the words) · ("crash", what came instead of words)."""
    try:
        return "taken", _read(case.job, case.name, case.data, without)
    except BadFile as refused:
        hidden = [each for each in refused.message if unicodedata.category(each) in ("Cf", "Cs", "Cc")]
        return ("crash", f"shows {hidden}") if hidden else ("refused", refused.message)
    except Exception as error:
        return "crash", repr(error)[:300]


def _read(job: Job, name: str, data: bytes, without: str) -> str:
    if without == "process":
        parser = importlib.import_module(f"gridapp.interop.parsers.{job}")
        return f"{sum(1 for _ in parser.read(data))} parts"
    limits = NO_LIMITS if without == "memory" else None
    if job == "photo":
        photo = prepare(name, data, CHINA, limits)
        return f"{photo.width} × {photo.height}"
    if job == "track":
        return f"{len(read_track(name, data, limits).points)} points"
    if job == "table":
        return f"{len(read_table(name, data, limits).lines())} rows"
    return f"{len(ColumnMap.from_json(name, data, record_type('hazard'), limits).sources)} fields"


def save(case: Case, out: Path, without: str = "") -> None:
    """Write a file of the case's name, as an export or a kept copy would."""
    name = case.name if without == "names" else safe_name(case.name)
    try:
        (out / name).write_bytes(b"kept")
    except (OSError, ValueError):
        if without != "names":
            raise


if __name__ == "__main__":
    main()
