"""Types and style hold over the whole tree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("command", [["mypy"], ["mypy", "--strict", "build_installer.py"], ["ruff", "check", "."],
                                     ["ruff", "format", "--check", "."]], ids=" ".join)  # fmt: skip
def test_the_tools_find_nothing(command: list[str]) -> None:
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_lock_names_no_registry_and_pins_everything() -> None:
    for name in ("requirements.lock", "requirements-build.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "http" not in text
        assert text.count("--hash=sha256:") > text.count("==")
