"""The first sheet of an Excel or OpenDocument file as rows of text; of a formula, the value that was saved with it."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook

from gridapp.i18n import tr
from gridapp.interop.wire import Unreadable

MOST_ROWS = 200_000
MOST_CELLS = 1_000_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MOST_UNPACKED = 80_000_000  # bytes: twice what a million cells need
_MOST_MEMBERS = 2_000
_BLOCK = 1 << 20
_CELLS = (b"<c ", b"<c>", b"<si>", b"<si ")  # in a sheet, and texts that sheets share
_ERRORS = (CalamineError, ValueError, IndexError, OSError)
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, *_ERRORS)


def sample() -> bytes:
    """A zip that is no workbook: it leads through the unpacking."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x", "x")
    return out.getvalue()


def is_workbook(data: bytes) -> bool:
    return data[:4] in (_ZIP, _OLE)


def rows(data: bytes) -> Iterator[list[str]]:
    """Raises Unreadable."""
    if data[:4] == _ZIP:
        _refuse_bombs(data)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        left = [""] * (
            sheet.start[1] if sheet.start else 0
        )  # empty rows above are given, empty columns are not
        for row in sheet.iter_rows():
            yield [*left, *(_text(cell) for cell in row)]
    except _ERRORS as error:
        raise Unreadable(tr("is not a whole Excel file ({words})", words=str(error)[:120])) from error


def _refuse_bombs(data: bytes) -> None:
    """Unpack everything once, as far as it says it goes, before a reader does that keeps what it unpacks.

    Nothing is ever written: names, links and paths in the archive mean nothing here.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            if len(members) > _MOST_MEMBERS or sum(each.file_size for each in members) > _MOST_UNPACKED:
                raise Unreadable(tr("unpacks to more than a table has"))
            for each in members:
                with packed.open(each) as stream:
                    _refuse_floods(stream)
    except _BAD_ZIP as error:
        raise Unreadable(tr("is not a whole Excel file ({words})", words=str(error)[:120])) from error


def _refuse_floods(member: IO[bytes]) -> None:
    """Unpack to the end (more than it says fails its checksum), and count what would be rows and cells of a sheet: a
    reader would first build them all."""
    rows = cells = 0
    while block := member.read(_BLOCK):
        rows += block.count(b"<row")
        cells += sum(block.count(each) for each in _CELLS)
        if rows > MOST_ROWS:
            raise Unreadable(tr("has more than {most} rows; please divide it", most=MOST_ROWS))
        if cells > MOST_CELLS:
            raise Unreadable(tr("has more than {most} cells; please divide it", most=MOST_CELLS))


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # Excel keeps every number as a fraction
    if isinstance(cell, datetime | date):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell)
