"""Which column becomes which field: read from a small JSON file, or guessed from the column names.

{"description": "Descriptor",
 "kind": {"column": "Complaint Type", "values": {"Blocked Exit": "0101"}, "default": "99"},
 "found_at": {"column": "Created Date", "format": "%m/%d/%Y %I:%M:%S %p", "zone": "America/New_York"},
 "state": {"column": "Status", "values": {"Closed": "closed"}, "default": "found"},
 "place": {"columns": ["Incident Address", "Borough"], "join": ", ", "lat": "Latitude", "lon": "Longitude"}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gridapp.domain.errors import BadFile, BadValue, Problem
from gridapp.domain.record import RecordType
from gridapp.i18n import N_, speaking, tr
from gridapp.interop.child import read_in_child
from gridapp.interop.source import Source, Sources
from gridapp.interop.wire import Limits

MOST_BYTES = 1_000_000

STATE, UNIT = "state", "unit"
BESIDE = {STATE: N_("State"), UNIT: N_("Unit")}
"""What stands in a map beside the fields, and what an export calls it: how far along an entry is, where it belongs."""


def columns_of(source: Source) -> set[str]:
    """The columns that a source names."""
    return {each for each in (source.column, *source.columns, source.lat, source.lon) if each}


@dataclass(frozen=True)
class MappedRow:
    """One row as values by field name, its state and unit where it says them, and what of it could not be read."""

    number: int
    values: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    state: str = ""
    unit: str = ""


class ColumnMap:
    """Field name -> source. Raises BadFile when it names fields or columns that do not exist."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = dict(sources)

    @classmethod
    def from_json(cls, name: str, data: bytes, record: RecordType, limits: Limits | None = None) -> ColumnMap:
        if len(data) > MOST_BYTES:
            raise BadFile(name, tr("is larger than {most} MB", most=MOST_BYTES // 10**6))
        (raw,) = read_in_child("columns", name, data, Sources, limits) or ({},)
        if unknown := [each for each in raw if each not in BESIDE and each not in record.fields()]:
            raise BadFile(name, tr("names fields that {type} does not have: {fields}",
                                   type=tr(record.singular), fields=", ".join(unknown)))  # fmt: skip
        return cls({key: Source(column=each) if isinstance(each, str) else each for key, each in raw.items()})

    @classmethod
    def guessed(cls, columns: tuple[str, ...], record: RecordType) -> ColumnMap:
        """Columns called like a field, in either language, or like its name in the code."""
        labels = {key: each.label for key, each in record.fields().items() if each.in_tables}
        by_name = {each.casefold(): each for each in columns}
        found: dict[str, Source] = {}
        for key, label in {**BESIDE, **labels}.items():
            for name in _said(key, label) & by_name.keys():
                found[key] = Source(column=by_name[name])
        taken = {found[key].column for key in labels if key in found}
        return cls({key: each for key, each in found.items() if key in labels or each.column not in taken})

    def missing(self, columns: tuple[str, ...]) -> list[str]:
        """Columns that the map names and the table does not have."""
        return sorted(
            {each for source in self.sources.values() for each in columns_of(source)} - set(columns)
        )

    def read(self, lines: list[tuple[int, Mapping[str, str]]], record: RecordType) -> Iterator[MappedRow]:
        for number, cells in lines:
            values: dict[str, Any] = {}
            problems: list[Problem] = []
            for key, source in self.sources.items():
                try:
                    values[key] = _value(source, cells)
                except BadValue as bad:
                    problems.append(Problem(key, _label(key, record), bad.message))
            beside = {key: str(values.pop(key, None) or "") for key in BESIDE if key not in record.fields()}
            filled = {name: value for name, value in values.items() if value not in (None, "")}
            state = _state(beside.get(STATE, ""), record)
            yield MappedRow(number, filled, tuple(problems), state, beside.get(UNIT, ""))


def _label(key: str, record: RecordType) -> str:
    return tr(record.field(key).label if key in record.fields() else BESIDE[key])


def _said(name: str, label: str) -> set[str]:
    """What something may be called in a file: its name in the code, and its label in both languages."""
    with speaking("zh"):
        return {name.casefold(), label.casefold(), tr(label).casefold()}


def _state(text: str, record: RecordType) -> str:
    """The state that is called so; what no state is called stays as it is, to be refused by its name."""
    wanted = text.casefold()
    states = record.workflow.states.values()
    return next((each.name for each in states if wanted in _said(each.name, each.label)), text)


def _value(source: Source, cells: Mapping[str, str]) -> Any:
    parts = [cells.get(each, "").strip() for each in (source.column, *source.columns) if each]
    text = source.join.join(part for part in parts if part)
    value: Any = (
        source.values.get(text, text) if not source.values else source.values.get(text, source.default)
    )
    value = source.default if value == "" else value
    if source.format and isinstance(value, str) and value:
        return _moment(value, source)
    if source.most and isinstance(value, str) and len(value) > source.most:
        return f"{value[: source.most - 1]}…"
    if source.lat and value:
        return _place(str(value), source, cells)
    return value


def _moment(text: str, source: Source) -> str:
    try:
        moment = datetime.strptime(text, source.format)  # noqa: DTZ007  (the zone is the map's, below)
        zone = ZoneInfo(source.zone) if source.zone else None
    except (ValueError, re.error):  # a format that says the same twice is no pattern
        raise BadValue(
            tr("does not fit the format {format}: “{text}”", format=source.format, text=text[:40])
        ) from None
    except (ZoneInfoNotFoundError, OSError):
        raise BadValue(tr("there is no time zone {zone}", zone=source.zone)) from None
    return (moment.replace(tzinfo=zone) if zone else moment).isoformat()


def _place(text: str, source: Source, cells: Mapping[str, str]) -> dict[str, Any]:
    lat, lon = (cells.get(each, "").strip() for each in (source.lat, source.lon))
    return {"text": text, "lat": lat, "lon": lon, "source": "import"} if lat and lon else {"text": text}
