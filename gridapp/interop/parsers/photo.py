"""A picture file as plain pixels: upright, made smaller, with what the camera wrote of time and place."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image

from gridapp.i18n import tr
from gridapp.interop.pixels import LONGEST_SIDE, Pixels
from gridapp.interop.wire import Unreadable

FORMATS = ("JPEG", "PNG", "WEBP")
_MOST_PIXELS = {"JPEG": 120_000_000}  # unpacked at an eighth of its size where that is enough
_MOST_OTHERS = 24_000_000  # these can only be unpacked whole
_MOST_SCANS = 40  # of a JPEG in finer and finer scans: ten are usual, each costs as much as a picture
_START_OF_SCAN = b"\xff\xda"
_APPLE = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_WHAT_PILLOW_RAISES = (
    OSError,
    SyntaxError,
    ValueError,
    struct.error,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
)


def samples() -> Iterator[bytes]:
    """None, and a small picture of each format, with all that is read of its metadata."""
    yield b""
    picture, exif = Image.new("RGB", (8, 8)), Image.Exif()
    exif[ExifTags.Base.DateTime] = "2026:11:17 16:40:00"
    for kind in FORMATS:
        out = io.BytesIO()
        picture.save(out, kind, exif=exif)
        yield out.getvalue()


def read(data: bytes) -> Iterator[Pixels]:
    """One picture. Raises Unreadable."""
    if data[4:8] == b"ftyp" and data[8:12] in _APPLE:
        raise Unreadable(
            tr("is a HEIC photo, which cannot be read here. On the phone, choose Settings, Camera, Formats, "
               "“Most Compatible”, or send the photo as JPEG")
        )  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # sizes are looked at below, per format
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _refuse_floods(image, data)
                yield _pixels(image)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise Unreadable(tr("unpacks to more than a photo has")) from error
    except _WHAT_PILLOW_RAISES as error:
        raise Unreadable(tr("is not a whole photo (JPEG, PNG or WebP)")) from error


def _refuse_floods(image: Image.Image, data: bytes) -> None:
    """Sizes are known before anything is unpacked."""
    if image.width * image.height > _MOST_PIXELS.get(image.format or "", _MOST_OTHERS):
        raise Unreadable(tr("unpacks to more than a photo has"))
    if image.format == "JPEG" and data.count(_START_OF_SCAN) > _MOST_SCANS:
        raise Unreadable(tr("unpacks to more than a photo has"))


def _pixels(image: Image.Image) -> Pixels:
    exif = _exif(image)
    taken_at, position, turn = _taken_at(exif), _position(exif), _turn(exif)
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked no larger than needed
    small = image if image.mode in ("RGB", "L") else image.convert("RGB")
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = (small.transpose(turn) if turn is not None else small).convert("RGB")
    lat, lon = position or (None, None)
    return Pixels(upright.width, upright.height, upright.tobytes(), taken_at, lat, lon)


def _exif(image: Image.Image) -> dict[int, dict[int, Any]]:
    """Tags by group (0: the picture's own), nothing of what is garbled: a photo is worth more than its metadata."""
    try:
        exif = image.getexif()
        groups = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
        return {0: dict(exif), **{int(group): dict(exif.get_ifd(group)) for group in groups}}
    except (*_WHAT_PILLOW_RAISES, AttributeError, RecursionError):
        return {}


def _turn(exif: dict[int, dict[int, Any]]) -> Image.Transpose | None:
    written = exif.get(0, {}).get(ExifTags.Base.Orientation)
    return _TURNS.get(written) if isinstance(written, int) else None


def _taken_at(exif: dict[int, dict[int, Any]]) -> datetime | None:
    """As the camera's clock said: without a zone."""
    taken = exif.get(ExifTags.IFD.Exif, {}).get(ExifTags.Base.DateTimeOriginal)
    written = taken or exif.get(0, {}).get(ExifTags.Base.DateTime)
    try:
        return datetime.strptime(str(written)[:30], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return None


def _position(exif: dict[int, dict[int, Any]]) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, when the camera wrote both and they are on the earth."""
    gps = exif.get(ExifTags.IFD.GPSInfo, {})
    try:
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef) == "S")
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef) == "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0) else None


def _degrees(parts: Any, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = round(degrees + minutes / 60 + seconds / 3600, 6)
    return -value if negative else value
