"""Row `kill`: the desktop process is killed at each write, fsync and rename of what people do with it."""

from __future__ import annotations

import re
import shutil
import signal
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.faults import oracle, victim
from tests.faults.processes import Job, Lines, done, require_strace, traced
from tests.faults.table import Outcome, Plan, row

CALLS = (
    "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "mkdir",
    "rename", "renameat", "renameat2", "link", "unlink", "unlinkat", "sendto",
)  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A flow, the county it begins with, and the calls to kill it at."""

    name: str
    flow: victim.Flow
    calls: tuple[str, ...] = CALLS
    waiting: bool = False
    coming: bool = False
    new: bool = False
    serve: victim.Server | None = None


SCENES = (
    Scene("save", victim.save),
    Scene("photo import", victim.import_photo),
    Scene("push", victim.sync, waiting=True, serve=victim.serve),
    Scene("pull", victim.sync, coming=True, serve=victim.serve),
    Scene("snapshot", victim.sync, new=True, serve=victim.serve_small_snapshots),
)
CONTROLS = (
    Scene("“saved” said before the commit", victim.say_before_commit, calls=("write", "pwrite64")),
    Scene("photo's row before its bytes", victim.name_photo_first, calls=("write", "rename")),
)


@dataclass(frozen=True)
class Point:
    """The `number`th time that a scene makes a system call, when it is played with `seed`."""

    scene: Scene
    call: str
    number: int
    seed: int

    def __str__(self) -> str:
        return f"{self.scene.name} at {self.call} {self.number}"


@row("kill", ci=300, long=5_000)
def kill(plan: Plan) -> Outcome:
    require_strace()
    points = _spread(plan, SCENES, plan.trials)
    failures = plan.each(lambda number: _killed(plan, points[number], number))
    controls = {}
    if plan.with_controls:
        controls = {scene.name: _caught(plan, scene) for scene in CONTROLS}
    return Outcome(plan.trials, failures, controls)


def _caught(plan: Plan, scene: Scene) -> bool:
    points = _spread(plan, (scene,), 60)
    return any(_killed(plan, point, f"{scene.name} {number}") for number, point in enumerate(points))


def _spread(plan: Plan, scenes: tuple[Scene, ...], count: int) -> list[Point]:
    """`count` points over all that the scenes have: each once, in any order, before the scenes are played anew."""
    chosen: list[Point] = []
    while len(chosen) < count:
        every = []
        for scene in scenes:
            dice = plan.dice("scene", scene.name, len(chosen))
            every += _points(plan, scene, dice.getrandbits(32))
        chosen += plan.dice("points", len(chosen)).sample(every, len(every))
    return chosen[:count]


def _points(plan: Plan, scene: Scene, seed: int) -> list[Point]:
    """Every call that the scene makes when nobody interferes. It must also be found good."""
    folder = plan.folder / "undisturbed"
    calls = _played(folder, scene, plan, seed, f"trace={','.join(scene.calls)}")
    if calls is None or not {"saved", "synced"} & set(Lines(folder / "said").read()[-1]):
        raise RuntimeError(f"{scene.name} did not even work undisturbed")
    shutil.rmtree(folder)
    return [
        Point(scene, call, number + 1, seed)
        for call, times in sorted(calls.items())
        for number in range(times)
    ]


def _base(plan: Plan, scene: Scene) -> Path:
    """The county that a scene begins with, made once and copied for each trial."""
    base = plan.folder / f"base-{scene.waiting:d}{scene.coming:d}{scene.new:d}"
    if not base.exists():
        base.mkdir()
        seed = plan.dice("base").getrandbits(32)
        if scene.new:
            done(victim.found_with_a_new_computer, base, seed)
        else:
            done(victim.found, base, scene.waiting, scene.coming, seed)
    return base


def _killed(plan: Plan, point: Point, trial: int | str) -> list[str]:
    """One trial: the process dies as it makes the call; then everything promised must be there."""
    folder = plan.folder / f"trial-{trial}"
    for number in range(point.number, 0, -1):  # the last of its calls may not come again: then the one before
        options = (f"trace={point.call}", f"inject={point.call}:signal=SIGKILL:when={number}")
        if _played(folder, point.scene, plan, point.seed, *options) is None:
            break
        shutil.rmtree(folder)
    else:
        raise RuntimeError(f"{point} was never reached")
    found: list[str] = done(oracle.after, folder, plan.dice("after", trial).getrandbits(32))
    if not found or isinstance(trial, str):
        shutil.rmtree(folder)
    return [f"{point}: {words}" for words in found]


def _played(folder: Path, scene: Scene, plan: Plan, seed: int, *options: str) -> Counter[str] | None:
    """Play the scene in a copy of its county under strace; gives the calls made, None when it was killed."""
    shutil.copytree(_base(plan, scene), folder)
    with ExitStack() as stack:
        url = ""
        if scene.serve:
            server = Job(scene.serve, folder, seed + 1).go()
            stack.callback(server.end, signal.SIGTERM)
            url = server.answer()
        job = Job(victim.run, scene.flow, folder, url, seed)
        with traced(job.pid, *(part for option in options for part in ("-e", option))) as records:
            job.go()
            code = job.end()
            calls = Counter(re.findall(r"^\d+ +(\w+)\(", records.read_text(), re.MULTILINE))
    if code not in (0, -signal.SIGKILL):
        raise RuntimeError(f"{scene.name} broke by itself with code {code}")
    return calls if code == 0 else None
