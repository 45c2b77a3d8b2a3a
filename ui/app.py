"""Starting the window, and taking pictures of every page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from ui.opening import application, make_window
from ui.preferences import Preferences

if TYPE_CHECKING:
    from ui.program import Program


def run(home: Path, person: str = "", language: str = "") -> int:
    """Show the window on this home until it is closed; give its exit code."""
    app = application()
    preferences = Preferences(home, app, language)
    window = make_window()
    window.show()
    app.processEvents()  # painted before the store and everything behind it is even read from disk
    started: list[Program] = []

    def start() -> None:
        from ui.program import Program

        started.append(Program(home, preferences, window, person))

    QTimer.singleShot(0, start)
    return app.exec()


def shoot(home: Path, folder: Path) -> list[Path]:
    """Save a picture of every page to `folder`, without a screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.shots import Shots

    return Shots(home, folder).take()
