"""A part of the hostile files within the suite; `python -m tests.hostile` reads all of them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_hostile_files_do_no_harm_and_the_controls_are_caught() -> None:
    command = [sys.executable, "-m", "tests.hostile", "--seed", "7", "--every", "6"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    rows = {line.partition(" | ")[0]: line.split(" | ") for line in done.stdout.splitlines() if " | " in line}
    assert done.returncode == 0, done.stdout
    assert re.fullmatch(r"all \| \d+ \| 0 \| 0 \| \d+ \| [\d.]+ \| 7", " | ".join(rows["all"]))
    assert set(rows) >= {"picture", "track", "CSV", "Excel", "map"}
    assert int(rows["all"][1]) >= 50
    assert done.stdout.count("| caught") == 3
