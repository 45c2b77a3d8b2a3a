"""Which base map lies below the pins: none, a file of tiles, or the address of a server of tiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gridapp.domain.errors import Invalid, Problem
from gridapp.i18n import tr

Datum = Literal["WGS-84", "GCJ-02"]
_PARTS = ("{z}", "{x}", "{y}")


@dataclass(frozen=True)
class BaseMap:
    """`address` is the path of an .mbtiles file, or the address of tiles with {z}, {x} and {y} in it; "" is none.
    `datum` says in which coordinates it was drawn."""

    address: str = ""
    datum: Datum = "WGS-84"

    @property
    def is_far(self) -> bool:
        """Whether its tiles come over the network."""
        return self.address.startswith(("http://", "https://"))

    def require(self) -> None:
        """Raise Invalid when an address of tiles does not say where their numbers go."""
        missing = [part for part in _PARTS if part not in self.address]
        if self.is_far and missing:
            words = tr("lacks {parts}, where the numbers of a tile go", parts=", ".join(missing))
            raise Invalid([Problem("address", tr("Address"), words)])
