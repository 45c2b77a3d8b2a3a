"""Locking and changing persons end this process: what it knew goes with it, and a new one shows the names.

A key, or a record that was looked at, stays readable in a process for as long as it lives, whatever is overwritten.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QProcess


def renew(home: Path, language: str, person: str) -> None:
    """End this process at once, for a new one on `home` at the password of `person` ("" for the names). The vault is
    closed by now, and a request that still waits for an answer is not waited for.

    Comes back only when no new process could be started.
    """
    program = [] if getattr(sys, "frozen", False) else ["-m", "ui"]
    options = ["--home", str(home), *(["--lang", language] if language else [])]
    chosen = ["--person", person] if person else []
    begun = QProcess.startDetached(sys.executable, [*program, *options, *chosen])
    if begun[0] if isinstance(begun, tuple) else begun:
        os._exit(0)
