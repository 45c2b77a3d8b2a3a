"""OpenDocument tables, and Excel files of the old kind: repeated cells, entities, tables that follow themselves."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator

from tests.hostile.books import packed

Named = Iterator[tuple[str, bytes]]
_ODS = "urn:oasis:names:tc:opendocument:xmlns:"


def open_document(cells: str) -> bytes:
    spaces = " ".join(f'xmlns:{each}="{_ODS}{each}:1.0"' for each in ("office", "table", "text"))
    content = f'<table:table table:name="s">{cells}</table:table>'
    for part in ("spreadsheet", "body"):
        content = f"<office:{part}>{content}</office:{part}>"
    content = f"<office:document-content {spaces}>{content}</office:document-content>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    listing = f'<manifest:manifest xmlns:manifest="{_ODS}manifest:1.0"/>'
    return packed(
        {"mimetype": kind, "META-INF/manifest.xml": listing.encode(), "content.xml": content.encode()}
    )


def other_books(dice: random.Random) -> Named:
    cell = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'
    wide, long = (
        cell.format(' table:number-columns-repeated="2000000000"'),
        "<table:table-row{}>{}</table:table-row>",
    )
    yield "ODS, 2 billion columns", open_document(long.format("", wide))
    yield (
        "ODS, 2 billion rows",
        open_document(long.format(' table:number-rows-repeated="2000000000"', cell.format(""))),
    )
    yield (
        "ODS, a million rows of a thousand",
        open_document(
            long.format(
                ' table:number-rows-repeated="1000000"', cell.format(' table:number-columns-repeated="1000"')
            )
        ),
    )
    yield "ODS, entities", open_document("<!DOCTYPE x>&a;")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    yield "XLS, only a head", head
    yield "XLS, a head and nothing", head + bytes(2_000)
    yield (
        "XLS, tables that follow themselves",
        head
        + bytes(10)
        + struct.pack("<IIIIIIIII", 1, 0, 0, 4096, 0, 1, 0, 0, 1)
        + struct.pack("<I", 0) * 2_000,
    )
    yield (
        "XLS, 4 billion sectors",
        head
        + bytes(10)
        + struct.pack("<IIIIIIIII", 2**32 - 1, 1, 0, 4096, 1, 2**32 - 1, 1, 2**32 - 1, 0)
        + bytes(20_000),
    )
    for number in range(6):
        yield f"XLS, noise {number}", head + dice.randbytes(20_000)
