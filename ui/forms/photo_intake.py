"""From a file to a photo in the store: read, turned upright, stripped, kept. Runs on the store's thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from gridapp.actions import photos
from gridapp.actions.desk import Desk
from gridapp.domain.errors import BadFile
from gridapp.i18n import tr
from gridapp.interop.photos import MOST_BYTES, prepare
from ui.forms.context import PhotoFacts
from ui.pictures import stored_picture

THUMB = 336  # pixels: a thumb at the largest text size on a dense screen


@dataclass(frozen=True)
class Taken:
    """`stored` is the value for a photos field, `thumb` a small picture of it."""

    stored: dict[str, Any]
    thumb: QImage
    facts: PhotoFacts


def take_in(desk: Desk, path: Path) -> Taken:
    """Keep the photo in this file. Raises BadFile with words for the person."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadFile(path.name, tr("is larger than {most} MB", most=MOST_BYTES // 10**6))
        data = path.read_bytes()
    except OSError as error:
        raise BadFile(path.name, tr("cannot be opened ({words})", words=error.strerror or "")) from error
    photo = prepare(path.name, data, desk.world.zone)
    return Taken(
        photos.keep(desk, photo), small(photo.data), PhotoFacts(photo.taken_at, photo.lat, photo.lon)
    )


def thumb(desk: Desk, photo: dict[str, Any]) -> QImage:
    """A small picture of a photo that is kept already. Raises NotFound while it has not arrived."""
    return small(photos.read_small(desk, photo))


def small(data: bytes) -> QImage:
    image = stored_picture(data)
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    return image if image.isNull() else image.scaled(THUMB, THUMB, keep, smooth)
