"""Reads a base map from an MBTiles file (a SQLite database of pictures, spec 1.3), on the computer and offline."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from gridapp.domain.errors import BadFile
from gridapp.i18n import tr


def tile(file: Path, zoom: int, x: int, y: int) -> bytes | None:
    """The picture of a tile, counted from the north-west; None where the file has none. Raises BadFile."""
    row = 2**zoom - 1 - y  # the format counts rows from the south
    query = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    with closing(_open(file)) as database:
        try:
            found = database.execute(query, (zoom, x, row)).fetchone()
        except sqlite3.Error as error:
            raise BadFile(file.name, tr("is no base map: {error}", error=error)) from None
    return bytes(found[0]) if found else None


def require(file: Path) -> None:
    """Raise BadFile unless the file is a base map made of pictures."""
    with closing(_open(file)) as database:
        try:
            kind = database.execute("SELECT value FROM metadata WHERE name = 'format'").fetchone()
            database.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles LIMIT 1")
        except sqlite3.Error as error:
            raise BadFile(file.name, tr("is no base map: {error}", error=error)) from None
    if kind and kind[0] not in ("png", "jpg", "jpeg", "webp"):
        raise BadFile(file.name, tr("holds {kind} tiles; pictures (png, jpg, webp) are needed", kind=kind[0]))


def _open(file: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise BadFile(file.name, tr("is no base map: {error}", error=error)) from None
