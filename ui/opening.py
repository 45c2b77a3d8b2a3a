"""The window as it is first painted: sign-in only, before any data is touched, so that it is there at once."""

from __future__ import annotations

import sys

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from ui import icons
from ui.main_window import MainWindow
from ui.pages.sign_in import SignInPage
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


def make_window() -> MainWindow:
    window = MainWindow(SignInPage())
    window.setWindowIcon(_emblem())
    return window


def _emblem() -> QIcon:
    picture = QPixmap(128, 128)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    icons.paint_art(painter, QRectF(0, 0, 128, 128), "emblem-app")
    painter.end()
    return QIcon(picture)
