"""The window as it is first painted: sign-in only, before any data is touched, so that it is there at once."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from ui import icons
from ui.main_window import MainWindow
from ui.pages.sign_in import SignInPage


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
