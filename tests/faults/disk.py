"""Row `disk`: the desktop's or the server's disk is full, or fails, at the Nth write, fsync or rename.

Most trials let the system call itself fail (strace), once or from then on; each fifth really fills a small disk.
What was acknowledged before and during it must be there, every error is said in words, and once the disk is well
again the same processes go on and everything arrives.
"""

from __future__ import annotations

import re
import shutil
import signal
from collections import Counter
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tests.faults import oracle, victim
from tests.faults.county import ONE, SERVER
from tests.faults.processes import Job, Lines, done, require_strace, traced, until
from tests.faults.table import Outcome, Plan, row
from tests.faults.volumes import private_mounts, small_disk

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "mkdir", "rename")
SIDES = (ONE, SERVER)
FILLING = 5  # each so many-th trial fills a disk for good
SMALL = 4_000_000  # bytes of such a disk
MOST_FREE = 250_000  # bytes left on it at the most, in steps of a page


@dataclass(frozen=True)
class Fault:
    """`call` fails with `error` at the `number`th time on `side`, and ever after when it `stays`."""

    side: str
    call: str
    error: str
    number: int
    stays: bool

    def __str__(self) -> str:
        return f"{self.error} at {self.call} {self.number}{'+' * self.stays} of {self.side}"


@dataclass(frozen=True)
class Full:
    """Only so many bytes are free on the disk of `side`."""

    side: str
    free: int

    def __str__(self) -> str:
        return f"{self.free} bytes free on the disk of {self.side}"


@row("disk", ci=100, long=1_000)
def disk(plan: Plan) -> Outcome:
    require_strace()
    private_mounts()
    base = plan.folder / "base"
    base.mkdir()
    done(victim.found, base, True, True, plan.dice("base").getrandbits(32))
    times = {side: _undisturbed(plan, side) for side in SIDES}
    failures = plan.each(lambda number: _trial(plan, number, times))
    return Outcome(plan.trials, failures, _controls(plan, times) if plan.with_controls else {})


def _controls(plan: Plan, times: dict[str, Counter[str]]) -> dict[str, bool]:
    """Variants broken on purpose, each under the faults that bring it to light, until one did."""
    numbers = plan.dice("controls").sample(range(1, times[ONE]["fsync"] + 1), times[ONE]["fsync"])
    failing = [Fault(ONE, "fsync", "EIO", number, False) for number in numbers]
    filling = [Full(ONE, free) for free in range(0, MOST_FREE, 8192)]
    return {
        "an error at the end of a transaction taken for success": any(
            _loses(plan, fault, victim.take_errors_for_success) for fault in failing
        ),
        "a photo written straight under its name": any(
            _loses(plan, fault, victim.write_photos_straight) for fault in filling
        ),
    }


def _loses(plan: Plan, fault: Fault | Full, spoil: victim.Spoil) -> bool:
    return any("promised" in words for words in _harmed(plan, fault, f"control {fault}", spoil))


def _trial(plan: Plan, number: int, times: dict[str, Counter[str]]) -> list[str]:
    dice = plan.dice("fault", number)
    side = SIDES[number % len(SIDES)]
    if number % FILLING == FILLING - 1:
        return _harmed(plan, Full(side, dice.randrange(0, MOST_FREE, 4096)), number)
    call = dice.choice([call for call in CALLS if times[side][call]])
    error = dice.choice(("EIO", "ENOSPC"))
    return _harmed(
        plan, Fault(side, call, error, dice.randint(1, times[side][call]), dice.random() < 0.5), number
    )


def _undisturbed(plan: Plan, side: str) -> Counter[str]:
    """How often each call is made in a day without faults; counted per thread, as strace counts for a fault."""
    folder = plan.folder / f"undisturbed-{side}"
    records = _played(plan, folder, side, None, ("-e", f"trace={','.join(CALLS)}"), 0)
    calls = Counter(re.findall(r"^(\d+) +(\w+)\(", records, re.MULTILINE))
    most: Counter[str] = Counter()
    for (_thread, call), times in calls.items():
        most[call] = max(most[call], times)
    found = _wrong(plan, folder, 0)
    if found or not most:
        raise RuntimeError(f"it does not even work undisturbed: {found}")
    return most


def _harmed(
    plan: Plan, fault: Fault | Full, trial: int | str, spoil: victim.Spoil = victim.leave_alone
) -> list[str]:
    folder = plan.folder / f"trial-{trial}"
    seed = plan.dice("day", trial).getrandbits(32)
    if isinstance(fault, Full):
        _played(plan, folder, fault.side, fault, (), seed, spoil)
    else:
        when = f"{fault.number}{'+' * fault.stays}"
        inject = ("-e", f"trace={fault.call}", "-e", f"inject={fault.call}:error={fault.error}:when={when}")
        _played(plan, folder, fault.side, None, inject, seed, spoil)
    found = _wrong(plan, folder, seed)
    if not found or isinstance(trial, str):
        shutil.rmtree(folder)
    return [f"{fault}: {words}" for words in found]


def _wrong(plan: Plan, folder: Path, seed: int) -> list[str]:
    """What was said that must not be, and what is not as it was promised."""
    said = Lines(folder / "said").read()
    crashes = [f"not in words ({line['when']}): {line['crashed']}" for line in said if "crashed" in line]
    unmended = [f"after the fault: {line['failed']}" for line in said if line.get("when") == "mended"]
    return [*crashes, *unmended, *done(oracle.after, folder, seed)]


def _played(
    plan: Plan,
    folder: Path,
    side: str,
    full: Full | None,
    options: tuple[str, ...],
    seed: int,
    spoil: victim.Spoil = victim.leave_alone,
) -> str:
    """A day in a copy of the county, its fault on one side until the victim asks to mend; gives strace's records."""
    folder.mkdir()
    with ExitStack() as stack:
        place = folder / side
        stack.enter_context(small_disk(place, SMALL) if full else nullcontext())
        shutil.copytree(plan.folder / "base", folder, dirs_exist_ok=True)
        server = Job(victim.serve, folder, seed + 1).go()
        job = Job(victim.troubled, folder, server.answer(), seed, spoil).go()
        job.answer()
        records = ""
        with traced((server if side == SERVER else job).pid, *options) if options else nullcontext() as file:
            ballast = _fill(place, full.free) if full else None
            job.gate.send("go")
            lines = Lines(folder / "said")
            until(lambda: {"mend": True} in lines.read(), "the day on a failing disk")
            records = file.read_text() if file else ""
        if ballast:
            ballast.unlink()
        job.gate.send("mended")
        job.result()
        server.end(signal.SIGTERM)
        if full:  # what is on the small disk has to outlive it
            shutil.copytree(place, folder / "kept")
    if full:
        place.rmdir()
        (folder / "kept").rename(place)
    return records


def _fill(place: Path, free: int) -> Path:
    """Take all space of the disk but `free` bytes."""
    ballast = place / "ballast"
    left = shutil.disk_usage(place).free - free
    ballast.write_bytes(bytes(max(left, 0)))
    return ballast
