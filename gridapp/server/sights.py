"""On whose behalf a transaction looks at the database.

PostgreSQL holds every transaction to its sight by row security (`policies` says which rows each gets); without one it
shows nothing. The embedded SQLite has no such lock: there the conditions of the queries stand alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, func, select

PREFIX = "gridapp."


@dataclass(frozen=True)
class Sight:
    """What a transaction may see. `paths` are the roots of a person's subtrees, `units` all that lies in them,
    `shared` the types that everyone in the county sees."""

    kind: Literal["none", "door", "county", "person", "everything"]
    county: str = ""
    person: str = ""
    paths: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    supervises: bool = False

    def settings(self) -> dict[str, str]:
        """What the policies read, by name. No id, path or type holds a comma."""
        return {
            "sight": self.kind,
            "county": self.county,
            "person": self.person,
            "paths": ",".join(self.paths),
            "units": ",".join(self.units),
            "shared": ",".join(self.shared),
            "supervises": "yes" if self.supervises else "",
        }


NOTHING = Sight("none")

AT_THE_DOOR = Sight("door")
"""Nobody is known yet: people, codes, devices and counties, in which somebody is looked up by a secret."""

EVERYTHING = Sight("everything")
"""Reads every county and writes nothing: a verification."""


def in_county(county: str) -> Sight:
    """The server's own work in one county: deciding, chaining, logging. No answer to a question is read with it."""
    return Sight("county", county)


def look(connection: Connection, sight: Sight) -> None:
    """From here to the end of the transaction `connection` sees this and nothing else."""
    if connection.dialect.name == "postgresql":
        values = (func.set_config(PREFIX + name, text, True) for name, text in sight.settings().items())
        connection.execute(select(*values))
