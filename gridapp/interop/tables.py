"""Tables from CSV and Excel, read through a column map, row by row, with every bad cell named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gridapp.domain.errors import BadFile
from gridapp.i18n import tr
from gridapp.interop.child import read_in_child
from gridapp.interop.wire import Limits

MOST_BYTES = 50_000_000

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Column names and rows of text; `first` is the number of the first row as a person counts in the file."""

    columns: Row
    rows: tuple[Row, ...]
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


def read_table(name: str, data: bytes, limits: Limits | None = None) -> Table:
    """A CSV (UTF-8, UTF-16 or GB18030; comma, semicolon or tab) or an Excel file. Raises BadFile."""
    if len(data) > MOST_BYTES:
        raise BadFile(name, tr("is larger than {most} MB", most=MOST_BYTES // 10**6))
    rows = [row for part in read_in_child("table", name, data, list[Row], limits) for row in part]
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise BadFile(name, tr("has no line of column names"))
    columns = tuple(_named(rows[0]))
    if twice := sorted(each for each, times in Counter(columns).items() if each and times > 1):
        raise BadFile(name, tr("has the column {columns} twice", columns=", ".join(twice)))
    return Table(columns, tuple(rows[1:]))


def _named(header: Iterable[str]) -> list[str]:
    """The column names; Excel gives a nameless one for every cell that is wider than the header."""
    names = [cell.strip() for cell in header]
    while names and not names[-1]:
        names.pop()
    return names
