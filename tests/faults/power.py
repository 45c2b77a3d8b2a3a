"""Row `power`: the power of the desktop, of the embedded server or of both is cut in the middle of work.

A kill alone proves nothing here: the kernel still has everything. So both work on disks that keep back what was not
fsynced, and what is looked at afterwards is a copy of the bare disk, made before it is unmounted.
"""

from __future__ import annotations

import shutil
import signal
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.faults import oracle, victim
from tests.faults.county import ONE, OTHER, SERVER
from tests.faults.processes import Job, Lines, done, until
from tests.faults.table import Outcome, Plan, row
from tests.faults.volumes import LoopDisk, private_mounts

MOST_PROMISES = 60  # a cut comes after 1 to so many further promises
CONTROL_CUTS = 8  # a broken variant loses something within so many


@dataclass(frozen=True)
class Scene:
    """Who loses power, and how the two work; the defaults are what the product does."""

    loses: tuple[str, ...]
    flow: victim.Flow = victim.work
    server: victim.Server = victim.serve


SCENES = (Scene((ONE,)), Scene((SERVER,)), Scene((ONE, SERVER)))
CONTROLS = {
    "synchronous NORMAL on the desktop": Scene((ONE,), flow=victim.work_with_synchronous_normal),
    "synchronous NORMAL on the server": Scene((SERVER,), server=victim.serve_with_synchronous_normal),
    "photo without fsync": Scene((ONE,), flow=victim.work_without_fsync_of_photos),
}


@row("power", ci=24, long=1_000)
def power(plan: Plan) -> Outcome:
    private_mounts()
    base = plan.folder / "base"
    base.mkdir()
    done(victim.found, base, True, True, plan.dice("base").getrandbits(32))
    failures = plan.each(lambda number: _cut(plan, SCENES[number % len(SCENES)], number))
    controls = {}
    if plan.with_controls:
        controls = {name: _caught(plan, scene, name) for name, scene in CONTROLS.items()}
    return Outcome(plan.trials, failures, controls)


def _caught(plan: Plan, scene: Scene, name: str) -> bool:
    return any(_cut(plan, scene, f"{name} {number}") for number in range(CONTROL_CUTS))


def _cut(plan: Plan, scene: Scene, trial: int | str) -> list[str]:
    """One trial: both work, the power goes, the disks come back, and everything promised must be there."""
    base, folder, dice = plan.folder / "base", plan.folder / f"cut {trial}", plan.dice("cut", trial)
    folder.mkdir()
    shutil.copy(base / "said", folder)
    shutil.copytree(base / OTHER, folder / OTHER)
    disks = {name: LoopDisk(folder / f"{name}.img", base / name) for name in (ONE, SERVER)}
    lines = Lines(folder / "said")
    with _mounted(disks, folder):
        wanted = len(lines.read()) + dice.randint(1, MOST_PROMISES)
        jobs = _started(scene, folder, dice.getrandbits(32))
        until(lambda: len(lines.read()) >= wanted, f"{wanted} promises")
        codes = [job.end(signal.SIGKILL) for job in jobs]
        for name in scene.loses:
            disks[name].lose_power()
    if codes != [-signal.SIGKILL] * len(jobs):
        raise RuntimeError(f"it ended by itself with {codes}")
    with _mounted(disks, folder):
        found: list[str] = done(oracle.after, folder, dice.getrandbits(32))
    if not found or isinstance(trial, str):
        shutil.rmtree(folder)
    return [f"{' and '.join(scene.loses)} lost power after line {wanted}: {words}" for words in found]


def _started(scene: Scene, folder: Path, seed: int) -> list[Job]:
    server = Job(scene.server, folder, seed).go()
    return [Job(victim.run, scene.flow, folder, server.answer(), seed + 1).go(), server]


def _mounted(disks: dict[str, LoopDisk], folder: Path) -> ExitStack:
    stack = ExitStack()
    for name, disk in disks.items():
        stack.enter_context(disk.mounted(folder / name))
    return stack
