"""Starting the window, and taking pictures of every page."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QTimer

from gridapp import settings
from ui.application import application
from ui.frame import Frame


def run(home: Path, person: str = "", language: str = "", password: str = "") -> int:
    """Show the window on this home until it is closed; give its exit code. With a password, `person` is signed in;
    without one they are chosen and asked for it.

    The frame is painted first; then sign-in, and only then the store and everything behind it is imported.
    """
    app = application()
    frame = Frame(settings.read(home)["theme"])
    frame.show()
    app.processEvents()
    started: list[object] = []

    def start() -> None:
        from ui.opening import make_window
        from ui.preferences import Preferences

        preferences = Preferences(home, app, language)
        window = make_window()
        frame.hold(window)
        app.processEvents()
        from ui.program import Program
        from ui.renewal import renew

        def again(person: str) -> None:
            renew(home, preferences.forced_language, person)

        started.append(Program(home, preferences, window, person, password, again))

    QTimer.singleShot(0, start)
    return app.exec()


def shoot(home: Path, password: str, folder: Path) -> list[Path]:
    """Save a picture of every page to `folder`, without a screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.shots import Shots

    return Shots(home, password, folder).take()
