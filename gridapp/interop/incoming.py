"""A file that comes in, table or track, as rows ready to be checked and saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from gridapp.domain.errors import BadFile, Problem
from gridapp.domain.record import RecordType
from gridapp.i18n import tr
from gridapp.interop.columnmap import ColumnMap, MappedRow
from gridapp.interop.known_tables import known_map
from gridapp.interop.tables import Table, read_table
from gridapp.interop.tracks import SUFFIXES, read_track


def read_rows(
    record: RecordType,
    name: str,
    data: bytes,
    author: dict[str, str],
    column_map: tuple[str, bytes] | None = None,
    keep_track: bool = False,
) -> list[MappedRow]:
    """The rows of `name`: one from a GPX or KML track, else those of a CSV or Excel table. Raises BadFile or Refused.

    A table is read through its map; without one through the map of a form that is known by its columns, or through
    its own column names.
    """
    if PurePath(name).suffix.lower() in SUFFIXES:
        return [MappedRow(1, record.from_track(read_track(name, data), author, keep_track))]
    table = read_table(name, data)
    given = ColumnMap.from_json(*column_map, record) if column_map else None
    mapping = given or known_map(table.columns, record) or ColumnMap.guessed(table.columns, record)
    if missing := mapping.missing(table.columns):
        raise BadFile(name, tr("has no column {columns}", columns=", ".join(missing)))
    if not mapping.sources:
        raise BadFile(name, tr("has no column that is called like a field; please give --map"))
    return _with_beyond(list(mapping.read(table.lines(), record)), table)


def _with_beyond(rows: list[MappedRow], table: Table) -> list[MappedRow]:
    """A row with more cells than columns was torn somewhere: which cell belongs where is for a person to say."""
    beyond = {
        number: Problem("", "", tr("has more cells than there are columns: {cells}", cells=_short(cells)))
        for number, cells in table.beyond().items()
    }
    return [
        replace(row, problems=(*row.problems, beyond[row.number])) if row.number in beyond else row
        for row in rows
    ]


def _short(cells: list[str]) -> str:
    words = ", ".join(cells)
    return words if len(words) <= 60 else f"{words[:59]}…"
