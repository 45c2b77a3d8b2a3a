"""A table as an Excel workbook: one sheet, headings that stay in sight, text that is never run as a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter

Cell = str | int | Decimal
_WIDEST = 40  # characters
_DIGITS = "0.##"


def workbook(sheet: str, headings: Sequence[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    """The bytes of an .xlsx; `sheet` is at most 31 characters. Numbers stay numbers, everything else is text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        page = book.add_worksheet(sheet)
        bold, digits = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": _DIGITS})
        widths = [_width(each) for each in headings]
        page.write_row(0, 0, headings, bold)
        for row, line in enumerate(lines, 1):
            for column, cell in enumerate(line):
                widths[column] = max(widths[column], _width(str(cell)))
                if isinstance(cell, str):
                    page.write_string(row, column, cell)
                else:
                    page.write_number(row, column, float(cell), digits)
        for column, width in enumerate(widths):
            page.set_column(column, column, min(width, _WIDEST) + 2)
        page.freeze_panes(1, 0)
    return out.getvalue()


def _width(text: str) -> int:
    """In columns of a narrow character: a Chinese one is as wide as two."""
    return sum(2 if ord(each) > 0x2E7F else 1 for each in text)
