"""Where a page can ask the window to go. Pages emit one of these; only the main window acts on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Go:
    """To a page by its key: "today", a record type's name, "attention", "settings", or "rights" and
    "computers" behind these."""

    page: str


@dataclass(frozen=True)
class Show:
    """To an entry in its type's list."""

    type: str
    entry: str


@dataclass(frozen=True)
class New:
    """To an empty form of a type (its kept draft is taken up), some raw values given."""

    type: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Edit:
    """To the form of an entry that is there. `item` names the attention item that this answers, if any."""

    type: str
    entry: str
    item: str = ""


@dataclass(frozen=True)
class Back:
    """To where the person came from. `saved` are words for the toast, `show` an entry to stand on."""

    saved: str = ""
    show: str = ""


Target = Go | Show | New | Edit | Back
