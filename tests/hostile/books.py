"""Excel files: bombs, lies and paths in the archive, entities and floods in the sheets."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator, Mapping

from tests.hostile.case import EVIL, LAUGHS, garbled, truncated

Named = Iterator[tuple[str, bytes]]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "xl/worksheets/sheet1.xml"
_ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
)
_SLIPS = (
    f"../../../../{EVIL}-1",
    f"..\\..\\{EVIL}-2.exe",
    f"/{EVIL}-3",
    f"C:\\{EVIL}-4",
    f"xl/../../{EVIL}-5",
    f"'../{EVIL}-6'",
    f"xl/{EVIL}\0.xml",
    f"{EVIL}\u202exml.exe",
    "con",
    "nul.xml",
    f"{EVIL}" + "x" * 300,
    "./" * 2_000 + EVIL,
)


def books(dice: random.Random) -> Named:
    honest = book(_ROWS)
    yield from bombs()
    yield from archives()
    yield from xml_in_sheets()
    yield from far_cells()
    yield from truncated(honest, 5)
    yield from garbled(dice, honest, 14)


def book(
    rows: str, before: str = "", members: Mapping[str, bytes] | None = None, dimension: str = "A1:A2"
) -> bytes:
    """A workbook of one sheet; `members` are added, or replace its own."""
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    )
    kinds = f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
    names = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets>'
    parts = {
        "[Content_Types].xml": kinds.encode(),
        "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f"{names}</workbook>".encode(),
        "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
        _SHEET: f"{before}{sheet}".encode(),
    }
    return packed({**parts, **(members or {})})


def _relation(kind: str, target: str) -> bytes:
    one = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{one}</Relationships>'.encode()


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip of these, with the time of none, so that a seed gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def bombs() -> Named:
    yield "a sheet of 120 MB", book(" " * 120_000_000)
    yield "a sheet of 79 MB of blanks", book(" " * 79_000_000)
    yield "a sheet of 78 MB of rows", book("<row/>" * 13_000_000)
    yield "pictures of 120 MB beside", _of_many(12, 10_000_000)
    yield "a sheet that says it is small", _lying(book(" " * 100_000_000), 1_000)
    yield (
        "shared texts by the million",
        book(_ROWS, members={"xl/sharedStrings.xml": _shared("<si><t>x</t></si>" * 4_000_000)}),
    )
    shared = _shared("<si><t>x</t></si>" * 990_000)
    yield "as many shared texts as may be", book(_ROWS, members={"xl/sharedStrings.xml": shared})
    yield (
        "one shared text of 75 MB",
        book(_ROWS, members={"xl/sharedStrings.xml": _shared("<si><t>" + "x" * 75_000_000 + "</t></si>")}),
    )
    yield "5,000 members", packed({f"xl/{n}.xml": b"" for n in range(5_000)})
    yield "members over one another", _overlapping(1_500)
    inner = packed({"a": bytes(10_000_000)})
    for _ in range(4):
        inner = packed({f"{n}.zip": inner for n in range(16)})
    yield "zips in zips", inner


def _of_many(count: int, size: int) -> bytes:
    return book(_ROWS, members={f"xl/media/{n}.png": bytes(size) for n in range(count)})


def _shared(items: str) -> bytes:
    return f'<sst xmlns="{_MAIN}">{items}</sst>'.encode()


def _lying(data: bytes, size: int) -> bytes:
    """The sheet's true size replaced by `size`, wherever it is said."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true = archive.getinfo(_SHEET).file_size
    return data.replace(struct.pack("<I", true), struct.pack("<I", size))


def _overlapping(count: int) -> bytes:
    """A central directory that lists one member `count` times, under as many names of the same length."""
    data = packed({"aaaa": bytes(20_000_000)})
    start = data.index(b"PK\x01\x02")
    entry, end = data[start : data.index(b"PK\x05\x06")], data[data.index(b"PK\x05\x06") :]
    listing = b"".join(entry.replace(b"aaaa", b"%04d" % n) for n in range(count))
    return (
        data[:start] + listing + end[:8] + struct.pack("<HHII", count, count, len(listing), start) + end[20:]
    )


def archives() -> Named:
    for number, name in enumerate(_SLIPS):
        yield f"a member's path that leads out, {number}", book(_ROWS, members={name: b"out"})
    for target in (
        "../../../../etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1:9/a.xml",
        "/dev/zero",
        "worksheets/../" * 9_000,
    ):
        yield (
            f"a sheet at {target[:30]}",
            book(_ROWS, members={"xl/_rels/workbook.xml.rels": _relation("worksheet", target)}),
        )
    honest = book(_ROWS)
    link = zipfile.ZipInfo(_SHEET)
    link.external_attr = 0o120777 << 16
    out = io.BytesIO(honest)
    with zipfile.ZipFile(out, "a") as archive:
        link.filename = f"xl/{EVIL}-link"
        archive.writestr(link, "/etc/passwd")
    yield "a link", out.getvalue()
    yield (
        "a locked member",
        honest.replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\x01\0"),
    )
    yield "an unknown packing", honest.replace(b"\x08\0\0\0!\0", b"\x63\0\0\0!\0")
    yield "a remark of 65,535 letters", honest[:-2] + b"\xff\xff" + b"c" * 65_535
    yield "only an end", b"PK\x05\x06" + bytes(18)
    yield "a start without end", b"PK\x03\x04" + bytes(5_000)
    yield "no sheet", packed({"a": b"b"})
    yield "the same member twice", honest[: honest.index(b"PK\x01\x02")] + honest


def xml_in_sheets() -> Named:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
    yield (
        "a billion laughs in the sheet",
        book(cell.format("&l9;"), f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'),
    )
    yield (
        "a file as entity",
        book(cell.format("&a;"), '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    )
    yield (
        "the network as entity",
        book(cell.format("&a;"), '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/">]>'),
    )
    yield (
        "laughs in the shared texts",
        book(
            _ROWS,
            members={
                "xl/sharedStrings.xml": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'.encode()
                + _shared("<si><t>&l9;</t></si>")
            },
        ),
    )
    yield "500,000 deep", book("<a>" * 500_000)
    yield "500,000 deep in the workbook", book(_ROWS, members={"xl/workbook.xml": b"<a>" * 500_000})
    yield "an attribute of 20 MB", book(f'<row r="{"1" * 20_000_000}"/>')
    yield "a cell of 20 MB", book(cell.format("x" * 20_000_000))
    yield (
        "formulas",
        book('<row r="1"><c r="A1" t="str"><f>HYPERLINK("http://127.0.0.1:9/")</f><v>=1+1</v></c></row>'),
    )
    yield "a text that is not there", book('<row r="1"><c r="A1" t="s"><v>4294967295</v></c></row>')
    numbers = '<c r="A1"><v>1e999</v></c><c r="B1"><v>NaN</v></c><c r="C1" t="d"><v>9999999-99-99</v></c>'
    yield "numbers that are none", book(f'<row r="1">{numbers}</row>')
    yield "a style that is not there", book('<row r="1"><c r="A1" s="4000000000"><v>1</v></c></row>')
    yield "half of UTF-8", book(_ROWS, members={_SHEET: b"<worksheet><sheetData>\xff\xfe\xfd"})


def far_apart(low: str, high: str) -> bytes:
    """Two cells, and room for all that could lie between them."""
    rows = f'<row><c r="{low}"><v>1</v></c></row><row><c r="{high}"><v>1</v></c></row>'
    return book(rows, dimension=f"{low}:{high}")


def far_cells() -> Named:
    for low, high in (
        ("A1", "XFD1048576"),
        ("A1", "XFD9000"),
        ("A1", "ALL30000"),
        ("XFD1048576", "XFD1048576"),
        ("A1", "ZZZZZZZ1"),
        ("A1", "A99999999999"),
        ("A0", "B0"),
        ("A1", "A-5"),
    ):
        yield f"cells {low} and {high}", far_apart(low, high)
    yield "a million columns", book(f'<row r="1">{"<c><v>1</v></c>" * 1_000_000}</row>')
    yield "3 million cells", book("<row><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row>" * 1_000_000)
    yield "as many cells as may be", book(f"<row>{'<c><v>1</v></c>' * 2_000}</row>" * 499)
    yield "says it is large", book(_ROWS, dimension="A1:XFD1048576")
