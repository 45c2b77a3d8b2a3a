"""Locking and changing persons end this process: what it knew goes with it, and a new one shows the names.

A key, or a record that was looked at, stays readable in a process for as long as it lives, whatever is overwritten.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess


def renew(home: Path, language: str, person: str) -> None:
    """Start the program anew on `home`, at the password of `person` ("" for the names), for this process to end."""
    program = [] if getattr(sys, "frozen", False) else ["-m", "ui"]
    options = ["--home", str(home), *(["--lang", language] if language else [])]
    chosen = ["--person", person] if person else []
    QProcess.startDetached(sys.executable, [*program, *options, *chosen])
