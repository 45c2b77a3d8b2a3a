"""Starting the window, and taking pictures of every page."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gridapp import settings
from ui.frame import Frame
from ui.tidying import Tidying


def application() -> QApplication:
    """The program's QApplication, made when there is none yet."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        return there
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("GridApp")
    Tidying(app)
    return app


def run(home: Path, person: str = "", language: str = "") -> int:
    """Show the window on this home until it is closed; give its exit code.

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

        started.append(Program(home, preferences, window, person))

    QTimer.singleShot(0, start)
    return app.exec()


def shoot(home: Path, folder: Path) -> list[Path]:
    """Save a picture of every page to `folder`, without a screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.shots import Shots

    return Shots(home, folder).take()
