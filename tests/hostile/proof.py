"""The proof: every hostile file read by a process that is watched, and variants that are broken on purpose."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gridapp.interop.wire import Limits
from tests.hostile.books import far_apart
from tests.hostile.case import EVIL, Case
from tests.hostile.corpus import corpus
from tests.hostile.reading import keep

ROOT = Path(__file__).parents[2]
_HANGS = 600  # seconds after which a reader counts as hung


@dataclass
class Row:
    """What came of the files of one kind. `peak` is in bytes: of the reading process or its worst child."""

    kind: str
    files: int = 0
    crashes: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    peak: int = 0
    slowest: float = 0
    lines: list[str] = field(default_factory=list)

    def good(self) -> bool:
        return not self.crashes and not self.outside and self.peak <= Limits().memory

    def said(self, seed: int) -> str:
        numbers = (
            self.files,
            len(self.crashes),
            len(self.outside),
            self.peak // 10**6,
            f"{self.slowest:.2f}",
            seed,
        )
        return " | ".join(map(str, (self.kind, *numbers)))


def make(seed: int, folder: Path, every: int = 1) -> None:
    """Write each `every`-th file of the corpus below `folder`, by kind."""
    for number, case in enumerate(corpus(seed)):
        if number % every == 0:
            place = folder / case.what.partition(":")[0]
            place.mkdir(parents=True, exist_ok=True)
            keep(case, place, number)


def rows(folder: Path, work: Path) -> Iterator[Row]:
    """Read what `make` wrote, kind by kind."""
    for place in sorted(each for each in folder.iterdir() if each.is_dir()):
        yield judged(place.name, place, work / place.name)


def judged(kind: str, files: Path, work: Path, without: str = "") -> Row:
    """Have the files of a folder read, in a process of its own somewhere below `work`; look what it left where."""
    out = work / "home" / "person" / "out"
    out.mkdir(parents=True)
    (work / "tmp").mkdir()
    everywhere = (work, out.parents[0], out.parents[1], Path.cwd(), ROOT, Path("/"), Path.home())
    before = _evil(everywhere) | _inside(work)
    command = [sys.executable, "-m", "tests.hostile.reading", str(files), str(out), "--without", without]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HOME": str(out.parent),
        "TMPDIR": str(work / "tmp"),
    }
    done = subprocess.run(command, cwd=out, env=environment, capture_output=True, text=True, timeout=_HANGS)
    row = Row(kind, files=len(list(files.glob("*.json"))))
    for line in map(json.loads, done.stdout.splitlines()):
        row.peak = line.get("peak", row.peak)
        if "what" in line:
            row.lines.append(
                "{outcome:8} {seconds:6.2f} s, {waited:.2f} s waited  {what}: {words}".format(**line)
            )
            row.slowest = max(row.slowest, line["seconds"])
            if line["outcome"] == "crash":
                row.crashes.append(f"{line['what']}: {line['words']}")
    if done.returncode != 0:
        row.crashes.append(f"the reader ended with {done.returncode}: {done.stderr[-300:]}")
    left = _evil(everywhere) | _inside(work)
    row.outside = [str(each) for each in sorted(left - before) if each.parent != out or each.is_symlink()]
    return row


def _inside(work: Path) -> set[Path]:
    return {each for each in work.rglob("*") if not each.is_dir() or each.is_symlink()}


def _evil(places: tuple[Path, ...]) -> set[Path]:
    return {each for place in places for each in place.glob(f"{EVIL}*")}


def controls(folder: Path, work: Path) -> Iterator[tuple[str, bool]]:
    """(what is broken, whether the proof saw it)."""
    bomb = Case("table", "bomb", "bomb.xlsx", far_apart("A1", "ALL30000"))
    path = Case("columns", "path", f"../{EVIL}", b"{}")
    for case, name in ((bomb, "bomb"), (path, "path")):
        (folder / name).mkdir()
        keep(case, folder / name, 0)
    yield "no limits", judged("bomb", folder / "bomb", work / "memory", "memory").peak > Limits().memory
    yield "no process of its own", bool(judged("bomb", folder / "bomb", work / "process", "process").crashes)
    yield "names not cleaned", bool(judged("path", folder / "path", work / "names", "names").outside)
