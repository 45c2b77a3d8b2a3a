"""Which column becomes which field: read from a small JSON file, or guessed from the column names.

{"description": "Descriptor",
 "kind": {"column": "Complaint Type", "values": {"Blocked Exit": "0101"}, "default": "99"},
 "found_at": {"column": "Created Date", "format": "%m/%d/%Y %I:%M:%S %p", "zone": "America/New_York"},
 "state": {"column": "Status", "values": {"Closed": "closed"}, "default": "found"},
 "place": {"columns": ["Incident Address", "Borough"], "join": ", ", "lat": "Latitude", "lon": "Longitude"}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from gridapp.domain.errors import BadFile, BadValue, Problem
from gridapp.domain.record import RecordType
from gridapp.i18n import tr

STATE = "state"
"""Stands in a map beside the fields: which column says how far along an entry is."""


class Source(msgspec.Struct, forbid_unknown_fields=True):
    """Where one field comes from. `values` translates cells, `default` stands for an empty or untranslated one,
    `format` is strptime's for a date, in `zone`; `lat` and `lon` are columns of a position."""

    column: str = ""
    columns: list[str] = []
    join: str = " "
    values: dict[str, Any] = {}
    default: Any = None
    format: str = ""
    zone: str = ""
    lat: str = ""
    lon: str = ""


@dataclass(frozen=True)
class MappedRow:
    """One row as values by field name, the state it is in, and what of it could not be read."""

    number: int
    values: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    state: str = ""


class ColumnMap:
    """Field name -> source. Raises BadFile when it names fields or columns that do not exist."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = dict(sources)

    @classmethod
    def from_json(cls, name: str, data: bytes, record: RecordType) -> ColumnMap:
        try:
            raw = msgspec.json.decode(data, type=dict[str, str | Source])
        except msgspec.DecodeError as error:
            raise BadFile(name, tr("is not a column map ({words})", words=error)) from error
        if unknown := [each for each in raw if each != STATE and each not in record.fields()]:
            raise BadFile(name, tr("names fields that {type} does not have: {fields}",
                                   type=tr(record.singular), fields=", ".join(unknown)))  # fmt: skip
        return cls({key: Source(column=each) if isinstance(each, str) else each for key, each in raw.items()})

    @classmethod
    def guessed(cls, columns: tuple[str, ...], record: RecordType) -> ColumnMap:
        """Columns called like a field, in either language, or like its name in the code."""
        by_name = {each.casefold(): each for each in columns}
        found = {}
        for key, declared in record.fields().items():
            for name in (key, declared.label, tr(declared.label)):
                if name.casefold() in by_name:
                    found[key] = Source(column=by_name[name.casefold()])
        return cls(found)

    def missing(self, columns: tuple[str, ...]) -> list[str]:
        """Columns that the map names and the table does not have."""
        return sorted({each for source in self.sources.values() for each in _columns(source)} - set(columns))

    def read(self, lines: list[tuple[int, Mapping[str, str]]], record: RecordType) -> Iterator[MappedRow]:
        for number, cells in lines:
            values: dict[str, Any] = {}
            problems: list[Problem] = []
            for key, source in self.sources.items():
                try:
                    values[key] = _value(source, cells)
                except BadValue as bad:
                    problems.append(Problem(key, tr(record.field(key).label), bad.message))
            state = str(values.pop(STATE, None) or "")
            filled = {name: value for name, value in values.items() if value not in (None, "")}
            yield MappedRow(number, filled, tuple(problems), state)


def _columns(source: Source) -> list[str]:
    return [each for each in (source.column, *source.columns, source.lat, source.lon) if each]


def _value(source: Source, cells: Mapping[str, str]) -> Any:
    parts = [cells.get(each, "").strip() for each in (source.column, *source.columns) if each]
    text = source.join.join(part for part in parts if part)
    value: Any = (
        source.values.get(text, text) if not source.values else source.values.get(text, source.default)
    )
    value = source.default if value == "" else value
    if source.format and isinstance(value, str) and value:
        return _moment(value, source)
    if source.lat and value:
        return _place(str(value), source, cells)
    return value


def _moment(text: str, source: Source) -> str:
    try:
        moment = datetime.strptime(text, source.format)  # noqa: DTZ007  (the zone is the map's, below)
        zone = ZoneInfo(source.zone) if source.zone else None
    except ValueError:
        raise BadValue(
            tr("does not fit the format {format}: “{text}”", format=source.format, text=text[:40])
        ) from None
    except (ZoneInfoNotFoundError, OSError):
        raise BadValue(tr("there is no time zone {zone}", zone=source.zone)) from None
    return (moment.replace(tzinfo=zone) if zone else moment).isoformat()


def _place(text: str, source: Source, cells: Mapping[str, str]) -> dict[str, Any]:
    lat, lon = (cells.get(each, "").strip() for each in (source.lat, source.lon))
    return {"text": text, "lat": lat, "lon": lon, "source": "import"} if lat and lon else {"text": text}
