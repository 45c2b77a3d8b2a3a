"""Where a computer's data lies, unless `--home` says otherwise."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def default_home() -> Path:
    """The folder for this account's data, as the system has it."""
    if named := os.environ.get("GRIDAPP_HOME"):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "GridApp"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "GridApp"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "gridapp"


def secret_folder() -> Path:
    """Where this account keeps the computer's secret when the system has no key store: never beside the data."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home())) / "GridApp"
    return Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config")) / "gridapp"
