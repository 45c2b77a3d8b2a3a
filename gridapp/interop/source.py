"""Where one field of a record comes from in a table, as a column map says it."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

_Short = Annotated[str, Meta(max_length=200)]
"""Characters: what is put together of many columns must not grow without end."""


class Source(msgspec.Struct, forbid_unknown_fields=True):
    """Where one field comes from. `values` translates cells, `default` stands for an empty or untranslated one,
    `format` is strptime's for a date, in `zone`; `lat` and `lon` are columns of a position; of a text only the first
    `most` characters are taken, 0 for all."""

    column: str = ""
    columns: Annotated[list[str], Meta(max_length=50)] = []
    join: _Short = " "
    values: dict[str, Any] = {}
    default: Any = None
    format: _Short = ""
    zone: _Short = ""
    lat: str = ""
    lon: str = ""
    most: Annotated[int, Meta(ge=0, le=100_000)] = 0


Sources = dict[str, str | Source]
"""Field name -> the column's name, or more."""
