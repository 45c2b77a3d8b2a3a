"""The beginning of every PDF: whether its file can be written, and who made it."""

from __future__ import annotations

import os

from PySide6.QtGui import QPdfWriter

_DOTS_PER_INCH = 288


def begin(file: str, title: str) -> QPdfWriter | None:
    """A PDF to paint on, whose text can be selected; None where the file cannot be written."""
    if not os.access(os.path.dirname(os.path.abspath(file)), os.W_OK):
        return None  # said by us, before Qt says it to the terminal
    writer = QPdfWriter(file)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setTitle(title)
    writer.setCreator("GridApp")
    return writer
