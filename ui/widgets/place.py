"""Where a pop-up goes."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget


def fitting_corner(popup: QWidget, below: QWidget) -> QPoint:
    """The place of a pop-up under a widget, or above it when the screen ends."""
    corner = below.mapToGlobal(QPoint(0, below.height() + 4))
    screen = below.screen().availableGeometry()
    if corner.y() + popup.height() > screen.bottom():
        corner.setY(below.mapToGlobal(QPoint(0, -popup.height() - 4)).y())
    corner.setX(max(screen.left(), min(corner.x(), screen.right() - popup.width())))
    corner.setY(max(screen.top(), corner.y()))
    return corner
