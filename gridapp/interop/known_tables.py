"""Forms that other systems write, known by their columns: a hotline's work orders are taken in as they come."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

from gridapp.domain.record import RecordType
from gridapp.interop.columnmap import ColumnMap, columns_of
from gridapp.interop.source import Source, Sources


class _Form(msgspec.Struct, forbid_unknown_fields=True):
    """`known_by` are columns that no table of this form lacks; `fields` are what a column map says."""

    known_by: list[str]
    fields: Sources


def known_map(columns: tuple[str, ...], record: RecordType) -> ColumnMap | None:
    """The map of the form that has these columns; None when it is none that is known. What a table of that form does
    not have is left out."""
    for form in _forms(record.type):
        if set(form.known_by) <= set(columns):
            sources = {name: _source(each) for name, each in form.fields.items()}
            here = {name: each for name, each in sources.items() if columns_of(each) <= set(columns)}
            return ColumnMap(here)
    return None


def _source(given: str | Source) -> Source:
    return Source(column=given) if isinstance(given, str) else given


@cache
def _forms(type_name: str) -> tuple[_Form, ...]:
    folder = resources.files("resources") / "maps" / type_name
    files = sorted(folder.iterdir(), key=lambda each: each.name) if folder.is_dir() else []
    return tuple(msgspec.json.decode(each.read_bytes(), type=_Form) for each in files)
