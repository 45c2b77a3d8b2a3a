"""Pictures: floods of pixels, bombs, loops, cut and garbled ones, other formats under a photo's name."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import Image

from tests.hostile.case import garbled, truncated

Named = Iterator[tuple[str, bytes]]
_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"crx ", b"mp42")


def pictures(dice: random.Random) -> Named:
    yield from png_floods()
    yield from jpeg_floods()
    yield from webp_floods()
    yield from png_chunks()
    yield from exif()
    yield from others()
    for kind in ("JPEG", "PNG", "WEBP"):
        honest = picture(dice, kind)
        for what, data in (*truncated(honest, 5), *garbled(dice, honest, 12)):
            yield f"{kind} {what}", data
    for brand in _BRANDS:
        yield (
            f"container {brand.decode()}",
            b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1" + brand + dice.randbytes(5_000),
        )


def picture(dice: random.Random, kind: str, side: int = 96) -> bytes:
    """An honest picture of `side` × `side` pixels."""
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), dice.randbytes(side * side * 3)).save(
        out, kind, exif=_tiff(_entries(20))
    )
    return out.getvalue()


def plain(kind: str, mode: str, width: int, height: int, **options: Any) -> bytes:
    """One colour all over: small packed, large unpacked."""
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 2, rows: bytes = b"") -> bytes:
    """A PNG that says these sizes, whatever it holds."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + b"".join(chunks)
        + chunk(b"IDAT", zlib.compress(rows, 1))
        + chunk(b"IEND", b"")
    )


def png_floods() -> Named:
    for width, height in (
        (65_535, 65_535),
        (2**31 - 1, 2**31 - 1),
        (2**31 - 1, 1),
        (1, 2**31 - 1),
        (0, 0),
        (30_000, 30_000),
    ):
        yield f"PNG that says {width} × {height}", png(width, height, rows=bytes(100_000))
    yield "PNG, one bit, 8,000 × 8,000", plain("PNG", "1", 8_000, 8_000)
    yield "PNG, grey, 7,000 × 7,000", plain("PNG", "L", 7_000, 7_000)
    yield "PNG within the limit, RGBA 4,800 × 4,900", plain("PNG", "RGBA", 4_800, 4_900)
    yield "PNG, palette 4,800 × 4,900", plain("PNG", "P", 4_800, 4_900)
    yield "PNG, 16 bit 4,800 × 4,900", plain("PNG", "I;16", 4_800, 4_900)
    yield "PNG strip 1 × 2,000,000", plain("PNG", "L", 1, 2_000_000)
    yield "PNG strip 2,000,000 × 1", plain("PNG", "L", 2_000_000, 1)
    yield "PNG of ten pixels with 200 MB of rows", png(10, 10, rows=bytes(200_000_000))


def jpeg_floods() -> Named:
    small = plain("JPEG", "RGB", 64, 64)
    size = small.index(b"\xff\xc0") + 5
    for width, height in ((65_500, 65_500), (65_500, 1), (1, 65_500), (0, 0), (10_900, 10_900)):
        yield (
            f"JPEG that says {width} × {height}",
            small[:size] + struct.pack(">HH", height, width) + small[size + 4 :],
        )
    yield "JPEG, grey, 10,900 × 10,900", plain("JPEG", "L", 10_900, 10_900)
    yield "JPEG, CMYK, 5,000 × 5,000", plain("JPEG", "CMYK", 5_000, 5_000)
    wavy = plain("JPEG", "RGB", 6_000, 6_000, progressive=True)
    yield "JPEG, progressive, 6,000 × 6,000", wavy
    yield "JPEG, progressive, 10,900 × 10,900", plain("JPEG", "RGB", 10_900, 10_900, progressive=True)
    scan = wavy.rindex(b"\xff\xda")
    yield "JPEG of 5,000 scans", wavy[:scan] + wavy[scan:-2] * 5_000
    yield "JPEG of as many scans as may be", wavy[:scan] + wavy[scan:-2] * 30
    yield "JPEG with 20,000 empty segments", small[:2] + b"\xff\xe5\x00\x02" * 20_000 + small[2:]
    yield "JPEG with 5 MB behind it", small + bytes(5_000_000)
    yield "JPEG that is a zip too", small + b"PK\x03\x04" + bytes(100)
    yield "JPEG without end", small[:-2] + b"\xff" * 100_000


def webp_floods() -> Named:
    yield "WebP, 16,383 × 16,383, says so only", _vp8l(16_383, 16_383, b"")
    yield "WebP, lossless 4,800 × 4,900", plain("WEBP", "RGB", 4_800, 4_900, lossless=True, method=0)
    frames = [Image.new("RGB", (64, 64), (shade % 256, shade // 256, 0)) for shade in range(300)]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], method=0)
    yield "WebP of 300 pictures", out.getvalue()
    anim = struct.pack("<IH", 0, 0)
    canvas = struct.pack("<I", 2) + (16_382).to_bytes(3, "little") * 2
    yield "WebP, animated, a canvas of 16,383 × 16,383", _riff(_box(b"VP8X", canvas) + _box(b"ANIM", anim))


def _vp8l(width: int, height: int, data: bytes) -> bytes:
    return _riff(_box(b"VP8L", b"\x2f" + ((height - 1) << 14 | (width - 1)).to_bytes(4, "little") + data))


def _box(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _riff(data: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(data) + 4) + b"WEBP" + data


def png_chunks() -> Named:
    packed = zlib.compress(bytes(100_000_000), 6)
    row = bytes(31)
    yield "PNG, profile of 100 MB", png(10, 10, chunk(b"iCCP", b"x\0\0" + packed), rows=row * 10)
    yield "PNG, text of 100 MB", png(10, 10, chunk(b"zTXt", b"x\0\0" + packed), rows=row * 10)
    yield (
        "PNG, international text of 100 MB",
        png(10, 10, chunk(b"iTXt", b"x\0\1\0\0\0" + packed), rows=row * 10),
    )
    texts = [chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(900_000), 9))] * 200
    yield "PNG, 200 texts of 0.9 MB", png(10, 10, *texts, rows=row * 10)
    yield "PNG, 50,000 chunks", png(10, 10, *[chunk(b"tEXt", b"a\0b")] * 50_000, rows=row * 10)
    yield "PNG, chunk of 2 GB", png(10, 10, b"\x7f\xff\xff\xfftEXt", rows=row * 10)
    yield "PNG, wrong checksums", png(10, 10, rows=row * 10).replace(b"IDAT", b"IDAU")
    yield (
        "PNG, EXIF that loops",
        png(10, 10, chunk(b"eXIf", _tiff(_entries(1), following=8)[6:]), rows=row * 10),
    )
    frames = [chunk(b"fcTL", struct.pack(">IIIIIHHBB", n, 10, 10, 0, 0, 1, 1, 0, 0)) for n in range(20_000)]
    yield (
        "APNG of 20,000 pictures",
        png(10, 10, chunk(b"acTL", struct.pack(">II", 20_000, 0)), *frames, rows=row * 10),
    )
    yield (
        "APNG of 2 billion pictures",
        png(10, 10, chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)), rows=row * 10),
    )


def _entries(
    count: int, kind: int = 2, size: int = 4, value: int = 0x41414141, first: int = 0x010E
) -> list[bytes]:
    return [struct.pack("<HHII", first + number, kind, size, value) for number in range(count)]


def _tiff(entries: list[bytes], following: int = 0) -> bytes:
    """Metadata of these entries; `following` is where the next group would be."""
    listing = struct.pack("<H", len(entries) % 65_536) + b"".join(entries) + struct.pack("<I", following)
    return b"Exif\0\0II*\0\x08\0\0\0" + listing


def exif() -> Named:
    small = plain("JPEG", "RGB", 64, 64)
    bombs = {
        "that follows itself": _tiff(_entries(1), following=8),
        "whose EXIF group is itself": _tiff([struct.pack("<HHII", 0x8769, 4, 1, 8)]),
        "whose position group is itself": _tiff([struct.pack("<HHII", 0x8825, 4, 1, 8)]),
        "of 5,000 entries": _tiff(_entries(5_000, first=1)),
        "of 4 billion letters": _tiff(_entries(1, size=2**32 - 1)),
        "of 500 million fractions": _tiff(_entries(3, kind=5, size=2**29)),
        "beyond its end": _tiff(_entries(3, size=60_000, value=60_000)),
        "of an unknown kind": _tiff(_entries(3, kind=250)),
        "whose turn is a word": _tiff([struct.pack("<HHII", 0x0112, 2, 4, 0x36)]),
        "whose turn is 2 billion": _tiff([struct.pack("<HHII", 0x0112, 4, 1, 2**31)]),
        "that says it has 65,535 entries": b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(1_000),
        "of a big TIFF": b"Exif\0\0II+\0\x08\0\0\0" + bytes(64),
        "of nothing": b"Exif\0\0",
    }
    for what, data in bombs.items():
        yield f"EXIF {what}", small[:2] + b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data + small[2:]
    laughs = b'http://ns.adobe.com/xap/1.0/\0<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    yield (
        "XMP with entities",
        small[:2] + b"\xff\xe1" + struct.pack(">H", len(laughs) + 2) + laughs + small[2:],
    )


def others() -> Named:
    """Formats that are never read, each as a flood where it can be one."""
    for kind, mode in (
        ("GIF", "P"),
        ("BMP", "1"),
        ("TIFF", "1"),
        ("ICO", "RGB"),
        ("TGA", "L"),
        ("PPM", "1"),
        ("PCX", "L"),
    ):
        yield f"{kind} under a photo's name", plain(kind, mode, 256, 256)
    yield "GIF that says 65,535 × 65,535", b"GIF89a\xff\xff\xff\xff\xf0\0\0" + bytes(600)
    yield (
        "BMP that says 2 billion",
        b"BM"
        + struct.pack("<IHHIIiiHHIIiiII", 100, 0, 0, 54, 40, 2**31 - 1, 2**31 - 1, 1, 24, 0, 0, 0, 0, 0, 0),
    )
    yield "portable map of digits", b"P3 60000 60000 255\n" + b"1 " * 1_000_000
    yield "packed star map", b"SIMPLE  =                    T" + bytes(3_000)
    yield "SVG with entities", b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>'
    yield "PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) (w) file"
    yield "Photoshop", b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 30_000, 30_000, 8, 3)
    yield "a web page", b"<!doctype html><script>alert(1)</script>"
    yield "a program", b"\x7fELF" + bytes(500)
    yield "nothing", b""
