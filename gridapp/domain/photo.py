"""A photo that is ready to be kept: turned upright, without metadata; what the metadata said is offered apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

THUMB_SIDE = 320  # pixels: what a list or a form shows
THUMB_MOST = 20_000  # bytes: two and a half seconds at 64 kbit/s


@dataclass(frozen=True)
class Photo:
    """`data` is a JPEG without metadata, `width` and `height` in pixels, `thumb` a small JPEG of it, empty when the
    photo is small itself; `taken_at`, `lat` and `lon` (degrees, WGS-84) are what the camera wrote, for the person to
    take over or not."""

    data: bytes
    width: int
    height: int
    taken_at: datetime | None = None
    lat: float | None = None
    lon: float | None = None
    thumb: bytes = b""
