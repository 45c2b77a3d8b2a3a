"""Rows as the text of a CSV, in which no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from gridapp.domain.guard import guarded

Cell = str | int | Decimal


def csv_text(rows: Iterable[Sequence[Cell]], ends: str = "\r\n") -> str:
    """Rows whose lines end in `ends`. Text cells are guarded, numbers are not."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=ends)
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue()


def csv_file(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same as a file: UTF-8 with a mark, as spreadsheets expect it."""
    return csv_text(rows).encode("utf-8-sig")


def _written(cell: Cell) -> str:
    return guarded(cell) if isinstance(cell, str) else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
