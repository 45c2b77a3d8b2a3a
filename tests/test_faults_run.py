"""The proofs of tests/faults run at all, at a tiny size: those that need neither root nor a tracer's rights here.

Their real sizes are run by `tests/faults/run`; see docs/faults.md.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "tests" / "faults" / "run", *arguments], capture_output=True, text=True, timeout=240
    )


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_killed_computer_has_everything(tmp_path: Path) -> None:
    done = run("--row", "kill", "--trials", "4", "--seed", "11")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[0] == "kill | 4 | 0 | 11"
    assert "NOT CAUGHT" not in done.stdout
    assert done.stdout.count("| caught") == 2


def test_without_a_tracer_the_row_fails_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    done = subprocess.run(
        [ROOT / ".venv" / "bin" / "python", "-m", "tests.faults.main", "--row", "kill", "--trials", "1"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 1
    assert "apt-get install strace" in done.stdout
