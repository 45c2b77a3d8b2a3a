"""Locking ends the process that knew the key: the one that shows the password page holds nothing of anybody's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.record import example, record_type
from tests.office import PASSWORD, computer

MARK = "canary-of-the-desk"
PATIENCE = 90.0  # seconds until something counts as never happening

_DRIVER = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from tests.ui.test_renewal import marks_in
from ui.app import run
from ui.application import application
from ui.targets import Go

app, steps = application(), iter(("open", "look", "lock"))

def step():
    from ui.program import Program
    program = app.findChild(Program)
    if program is None or not program.is_in:
        return
    wanted = next(steps, "")
    if wanted == "open":
        program.window.go(Go("hazard"))
    elif wanted == "look":
        print(marks_in("self"), flush=True)
    elif wanted == "lock":
        timer.stop()
        program.lock()

timer = QTimer(interval=1500)
timer.timeout.connect(step)
timer.start()
home, vault, password = sys.argv[1:]
sys.exit(run(Path(home), vault, "en", password))
"""


def marks_in(process: str) -> int:
    """How often the mark stands in the memory of a process, in either width of characters."""
    found = 0
    words = f"{MARK} 1"  # with a number: the mark alone stands in this very program
    wide, narrow = words.encode("utf-16-le"), words.encode()
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb") as memory:
        for line in maps:
            place, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            first, last = (int(each, 16) for each in place.split("-"))
            with suppress(OSError, OverflowError, ValueError):
                memory.seek(first)
                data = memory.read(last - first)
                found += data.count(wide) + data.count(narrow)
    return found


def program_on(home: Path) -> int | None:
    """The process of a window on this home."""
    for each in Path("/proc").iterdir():
        with suppress(OSError):
            words = (each / "cmdline").read_bytes().split(b"\0") if each.name.isdigit() else []
            if str(home).encode() in words and b"-m" in words and b"ui" in words:
                return int(each.name)
    return None


def has_read_the_names(process: int) -> bool:
    """Whether it has opened the shared store: then the names stand on its page."""
    with suppress(OSError):
        return any("shared.db" in os.readlink(each) for each in Path(f"/proc/{process}/fd").iterdir())
    return False


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Path]:
    """A computer with twenty marked hazards; whatever window still runs on it at the end is ended."""
    import random

    home = computer(tmp_path / "computer")
    shared = home.shared()
    made = Desk(home.create_vault(shared, PASSWORD), shared)
    dice = random.Random(3)
    bodies = [
        {**example(record_type("hazard"), made.world, dice), "description": f"{MARK} {number}"}
        for number in range(20)
    ]
    entries.add_all(made, "hazard", [entries.New(body) for body in bodies])
    made.put_tile()
    made.vault.close()
    shared.close()
    yield home.folder
    if left := program_on(home.folder):
        os.kill(left, signal.SIGKILL)


@pytest.mark.skipif(
    not Path("/proc/self/mem").exists(), reason="reads the memory of processes as Linux shows it"
)
def test_the_process_after_a_lock_holds_nothing_of_the_one_before(desk: Path) -> None:
    (vault,) = (each.name for each in (desk / "people").iterdir())
    command = [sys.executable, "-c", _DRIVER, str(desk), vault, PASSWORD]
    before = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    try:
        assert before.stdout is not None
        assert int(before.stdout.readline()) > 0, (
            "what is on the page is in its memory: else this looks at nothing"
        )
        assert before.wait(PATIENCE) == 0
    finally:
        before.kill()
        before.wait()
        if before.stdout:
            before.stdout.close()
    until = time.monotonic() + PATIENCE
    after = None
    while after is None or not has_read_the_names(after):
        assert time.monotonic() < until, "no new window came"
        time.sleep(0.05)
        after = program_on(desk)
    assert marks_in(str(after)) == 0
