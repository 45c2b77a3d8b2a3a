"""Photos from phones and sticks: turned upright, made smaller, every trace of metadata removed.

What the metadata said of time and place is offered to the person, not kept. The file is unpacked in a process of its
own (gridapp.interop.child); only plain pixels come back, and the JPEG that is kept is made of them here.
"""

from __future__ import annotations

import io
from datetime import tzinfo

from PIL import Image

from gridapp.domain.errors import BadFile
from gridapp.domain.photo import THUMB_MOST, THUMB_SIDE, Photo
from gridapp.i18n import tr
from gridapp.interop.child import read_in_child
from gridapp.interop.pixels import Pixels
from gridapp.interop.wire import Limits

MOST_BYTES = 50_000_000
QUALITY = 85


def prepare(name: str, data: bytes, zone: tzinfo, limits: Limits | None = None) -> Photo:
    """`data` of a JPEG, PNG or WebP as a photo to keep. Times without a zone are in `zone`. Raises BadFile."""
    if len(data) > MOST_BYTES:
        raise BadFile(name, tr("is larger than {most} MB", most=MOST_BYTES // 10**6))
    found = read_in_child("photo", name, data, Pixels, limits)
    if len(found) != 1 or not found[0].fits():
        raise BadFile(name, tr("is not a whole photo (JPEG, PNG or WebP)"))
    return _packed(found[0], zone)


def _packed(pixels: Pixels, zone: tzinfo) -> Photo:
    clean = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.rgb)
    data = _jpeg(clean, QUALITY)
    taken_at = pixels.taken_at.replace(tzinfo=zone) if pixels.taken_at else None
    thumb = _thumb(clean) if len(data) > THUMB_MOST else b""
    return Photo(data, clean.width, clean.height, taken_at, pixels.lat, pixels.lon, thumb)


def _thumb(image: Image.Image) -> bytes:
    """A small picture that goes ahead of the photo over any line: at most `THUMB_MOST` bytes."""
    small = image.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE))
    for quality in (75, 60, 45, 30, 15):
        data = _jpeg(small, quality)
        if len(data) <= THUMB_MOST:
            break
    return data


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
