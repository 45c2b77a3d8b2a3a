"""The small store that everyone on a computer shares: who works here, units added to the tree.

Nothing personal beyond the names on the sign-in tiles.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Column, Connection, MetaData, Table, Text, select

from gridapp.domain.entry import Entry
from gridapp.domain.org import Org, Unit, shipped_units
from gridapp.domain.units import as_unit
from gridapp.store.database import Database

metadata = MetaData()

tile_table = Table(
    "tile",
    metadata,
    Column("vault", Text, primary_key=True),
    Column("data", Text, nullable=False),
)
unit_table = Table(
    "unit", metadata, Column("id", Text, primary_key=True), Column("data", Text, nullable=False)
)


@dataclass(frozen=True)
class Tile:
    """A name on the sign-in page: which vault it opens, what stands under the name, and the server it belongs to.
    `reminder` is when its person is to be told of something, "" for never: a time, and nothing of what."""

    vault: str
    name: str
    role: str
    unit: str
    last_used: str = ""
    server: str = ""
    reminder: str = ""


class Shared:
    """The shared store, opened."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def tiles(self) -> list[Tile]:
        """Everyone who works on this computer, the last to sign in first."""
        with self.database.reading() as connection:
            rows = connection.execute(select(tile_table.c.data))
            tiles = [Tile(**json.loads(row.data)) for row in rows]
        return sorted(tiles, key=lambda tile: tile.last_used, reverse=True)

    def server(self) -> str:
        """The server that this computer belongs to, by whoever signed in last of those who have one; "" for none."""
        return next((tile.server for tile in self.tiles() if tile.server), "")

    def put_tile(self, tile: Tile) -> None:
        with self.database.writing() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO tile VALUES (?, ?)",
                (tile.vault, json.dumps(asdict(tile), ensure_ascii=False)),
            )

    def org(self) -> Org:
        """The shipped tree with the units that were added by hand or came from the server."""
        with self.database.reading() as connection:
            added = [Unit(**json.loads(row.data)) for row in connection.execute(select(unit_table.c.data))]
        return Org([*shipped_units(), *added])

    def note_units(self, entries: Iterable[Entry]) -> bool:
        """Take added units into the tree that everyone on this computer sees; whether anything was new."""
        wanted = {each.id: _unit_data(each) for each in entries}
        with self.database.reading() as connection:
            known = {row.id: row.data for row in connection.execute(select(unit_table))}
        changed = {unit: data for unit, data in wanted.items() if known.get(unit) != data}
        if changed:
            with self.database.writing() as connection:
                for unit, data in changed.items():
                    _note_unit(connection, unit, data)
        return bool(changed)

    def close(self) -> None:
        self.database.close()


def _unit_data(entry: Entry) -> str | None:
    return None if entry.deleted else json.dumps(asdict(as_unit(entry)), ensure_ascii=False)


def _note_unit(connection: Connection, unit: str, data: str | None) -> None:
    if data is None:
        connection.execute(unit_table.delete().where(unit_table.c.id == unit))
    else:
        connection.exec_driver_sql("INSERT OR REPLACE INTO unit VALUES (?, ?)", (unit, data))
