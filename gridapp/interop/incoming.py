"""A file that comes in, table or track, as rows ready to be checked and saved."""

from __future__ import annotations

from pathlib import PurePath

from gridapp.domain.errors import BadFile
from gridapp.domain.record import RecordType
from gridapp.i18n import tr
from gridapp.interop.columnmap import ColumnMap, MappedRow
from gridapp.interop.gpx import read_track
from gridapp.interop.tables import read_table


def read_rows(
    record: RecordType,
    name: str,
    data: bytes,
    author: dict[str, str],
    column_map: tuple[str, bytes] | None = None,
    keep_track: bool = False,
) -> list[MappedRow]:
    """The rows of `name`: one from a GPX track, else those of a CSV or Excel table. Raises BadFile or Refused.

    A table is read through its map, or through its own column names when there is none.
    """
    if PurePath(name).suffix.lower() == ".gpx":
        return [MappedRow(1, record.from_track(read_track(name, data), author, keep_track))]
    table = read_table(name, data)
    given = ColumnMap.from_json(*column_map, record) if column_map else None
    mapping = given or ColumnMap.guessed(table.columns, record)
    if missing := mapping.missing(table.columns):
        raise BadFile(name, tr("has no column {columns}", columns=", ".join(missing)))
    if not mapping.sources:
        raise BadFile(name, tr("has no column that is called like a field; please give --map"))
    return list(mapping.read(table.lines(), record))
