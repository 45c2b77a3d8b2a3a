"""Pictures that are kept: made by this program or, synced, by another computer's."""

from __future__ import annotations

from PySide6.QtGui import QImage

_JPEG = b"\xff\xd8\xff"


def stored_picture(data: bytes) -> QImage:
    """The picture in a kept photo's bytes: an empty image for what is no JPEG, or unpacks to more than Qt's 256 MB.

    None of Qt's other readers ever sees what came from another computer.
    """
    return QImage.fromData(data) if data.startswith(_JPEG) else QImage()
