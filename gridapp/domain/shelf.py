"""Where types stand together: one place in the rail for one kind of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridapp.i18n import N_


@dataclass(frozen=True)
class Shelf:
    """`label` and `icon` are those of its place in the rail; types name it by its key in `SHELVES`."""

    label: str
    icon: str


SHELVES: Mapping[str, Shelf] = {
    "duty": Shelf(N_("Duties"), "shield-check"),
    "safety": Shelf(N_("Hazards"), "alert-triangle"),
    "matters": Shelf(N_("Matters"), "message-2"),
    "grid": Shelf(N_("Grid"), "grid-dots"),
    "people": Shelf(N_("People"), "users"),
}
"""In the order of the rail."""
