"""A table as rows of text, the first of them the column names: from CSV here, from Excel in workbook.py.

What kind a file is, its first bytes say, not its name.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from gridapp.domain.guard import unguarded
from gridapp.i18n import tr
from gridapp.interop.parsers import workbook
from gridapp.interop.parsers.workbook import MOST_CELLS, MOST_ROWS
from gridapp.interop.wire import Unreadable

MOST_COLUMNS = 2_000
_MOST_CELL = 1_000_000  # characters; a field says more precisely what fits
_AT_ONCE = 500_000  # characters of one part
_ENCODINGS = ("utf-8-sig", "gb18030")
_BLOCK = 1 << 20

Rows = list[tuple[str, ...]]


def samples() -> Iterator[bytes]:
    for encoding in (*_ENCODINGS, "utf-16"):
        yield "名称,数量\n东门,3\n".encode(encoding)
    yield workbook.sample()


def read(data: bytes) -> Iterator[Rows]:
    """The rows, some at a time. Raises Unreadable."""
    rows = workbook.rows(data) if workbook.is_workbook(data) else _csv_rows(data)
    part: Rows = []
    cells = size = 0
    for number, row in enumerate(rows):
        if number > MOST_ROWS:
            raise Unreadable(tr("has more than {most} rows; please divide it", most=MOST_ROWS))
        cells += max(len(row), 1)
        if len(row) > MOST_COLUMNS:
            raise Unreadable(tr("has more than {most} columns", most=MOST_COLUMNS))
        if cells > MOST_CELLS:
            raise Unreadable(tr("has more than {most} cells; please divide it", most=MOST_CELLS))
        part.append(tuple(unguarded(cell) for cell in row))
        size += sum(map(len, row)) + len(row)
        if size > _AT_ONCE:
            yield part
            part, size = [], 0
    yield part


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    encoding = _encoding(data)
    text = io.TextIOWrapper(io.BytesIO(data), encoding, errors="replace", newline="")
    sample = text.read(20_000).partition("\n")[0]
    text.seek(0)
    csv.field_size_limit(_MOST_CELL)
    try:
        yield from csv.reader(text, delimiter=max(",;\t", key=sample.count), strict=True)
    except csv.Error as error:
        raise Unreadable(tr("is not a whole table ({words})", words=error)) from error


def _encoding(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    for encoding in _ENCODINGS:
        if _is_encoded(data, encoding):
            return encoding
    raise Unreadable(tr("is neither UTF-8 nor GB18030 text"))


def _is_encoded(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _BLOCK):
            decoder.decode(data[start : start + _BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
