"""Tables from CSV and Excel, read through a column map, row by row, with every bad cell named."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

from python_calamine import CalamineError, CalamineWorkbook

from gridapp.domain.errors import BadFile
from gridapp.i18n import tr

MOST_BYTES = 100_000_000
MOST_CELL = 100_000  # characters; a field says more precisely what fits
_ENCODINGS = ("utf-8-sig", "gb18030")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Table:
    """Column names and rows of text; `first` is the number of the first row as a person counts in the file."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first: int = 2

    def lines(self) -> list[tuple[int, Mapping[str, str]]]:
        """(row number, cell by column), rows without any text left out."""
        return [
            (number, dict(zip(self.columns, row, strict=False)))
            for number, row in enumerate(self.rows, start=self.first)
            if any(cell.strip() for cell in row)
        ]

    def beyond(self) -> dict[int, list[str]]:
        """Row number -> what stands in it behind the last column, as when a comma in a text was not quoted."""
        wide = len(self.columns)
        rows = enumerate(self.rows, start=self.first)
        return {
            number: over for number, row in rows if (over := [cell for cell in row[wide:] if cell.strip()])
        }


def read_table(name: str, data: bytes) -> Table:
    """A CSV (UTF-8, UTF-16 or GB18030; comma, semicolon or tab) or an Excel file. Raises BadFile."""
    if len(data) > MOST_BYTES:
        raise BadFile(name, tr("is larger than {most} MB", most=MOST_BYTES // 10**6))
    excel = PurePath(name).suffix.lower() in (".xlsx", ".xls", ".xlsm", ".ods") or data[:4] in (
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0",
    )
    rows = _excel_rows(name, data) if excel else _csv_rows(name, data)
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise BadFile(name, tr("has no line of column names"))
    columns = tuple(_named(rows[0]))
    if twice := {each for each in columns if each and columns.count(each) > 1}:
        raise BadFile(name, tr("has the column {columns} twice", columns=", ".join(sorted(twice))))
    return Table(columns, tuple(tuple(_unguarded(cell) for cell in row) for row in rows[1:]))


def _named(header: list[str]) -> list[str]:
    """The column names; Excel gives a nameless one for every cell that is wider than the header."""
    names = [cell.strip() for cell in header]
    while names and not names[-1]:
        names.pop()
    return names


def _unguarded(cell: str) -> str:
    """Without the one apostrophe that an export puts before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell


def _csv_rows(name: str, data: bytes) -> list[list[str]]:
    text = _decoded(name, data)
    sample = text[:20_000].partition("\n")[0]
    delimiter = max(",;\t", key=sample.count)
    try:
        csv.field_size_limit(max(MOST_CELL, len(text)))
        return [
            list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        ]
    except csv.Error as error:
        raise BadFile(name, tr("is not a whole table ({words})", words=error)) from error


def _decoded(name: str, data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(name, tr("is neither UTF-8 nor GB18030 text"))


def _excel_rows(name: str, data: bytes) -> list[list[str]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, ValueError, IndexError) as error:
        raise BadFile(name, tr("is not a whole Excel file ({words})", words=str(error)[:120])) from error


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # Excel keeps every number as a fraction
    if isinstance(cell, datetime | date):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell)
