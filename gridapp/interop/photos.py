"""Photos from phones and sticks: turned upright, made smaller, every trace of metadata removed.

What the metadata said of time and place is offered to the person, not kept.
"""

from __future__ import annotations

import io
import struct
import warnings
from datetime import datetime, tzinfo
from typing import Any

from PIL import ExifTags, Image, ImageOps

from gridapp.domain.errors import BadFile
from gridapp.domain.photo import THUMB_MOST, THUMB_SIDE, Photo
from gridapp.i18n import tr

MOST_BYTES = 50_000_000
MOST_PIXELS = 120_000_000
LONGEST_SIDE = 2048  # pixels: enough to read a door plate, a tenth of the bytes
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")


def prepare(name: str, data: bytes, zone: tzinfo) -> Photo:
    """`data` of a JPEG, PNG or WebP as a photo to keep. Times without a zone are in `zone`. Raises BadFile."""
    if len(data) > MOST_BYTES:
        raise BadFile(name, tr("is larger than {most} MB", most=MOST_BYTES // 10**6))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return _prepared(name, image, zone)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadFile(name, tr("unpacks to more than a photo has")) from error
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        raise BadFile(name, tr("is not a whole photo (JPEG, PNG or WebP)")) from error


def _prepared(name: str, image: Image.Image, zone: tzinfo) -> Photo:
    if image.width * image.height > MOST_PIXELS:  # the size is known before anything is unpacked
        raise BadFile(name, tr("unpacks to more than a photo has"))
    exif = image.getexif()
    taken_at, position = _taken_at(exif, zone), _position(exif)
    image.load()
    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", upright.size)  # a new picture carries no metadata of the old one
    clean.paste(upright)
    data = _jpeg(clean, QUALITY)
    lat, lon = position or (None, None)
    return Photo(
        data, clean.width, clean.height, taken_at, lat, lon, _thumb(clean) if len(data) > THUMB_MOST else b""
    )


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


def _taken_at(exif: Image.Exif, zone: tzinfo) -> datetime | None:
    written = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(
        ExifTags.Base.DateTime
    )
    try:
        return datetime.strptime(str(written), "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None


def _position(exif: Image.Exif) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, when the camera wrote both and they are on the earth."""
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef) == "S")
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef) == "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0) else None


def _degrees(parts: Any, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = round(degrees + minutes / 60 + seconds / 3600, 6)
    return -value if negative else value
