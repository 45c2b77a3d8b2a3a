"""Entries of one type as a CSV that a spreadsheet opens safely and `gridapp import` takes back.

What does not come back: number, author and time of recording (a new entry has its own), and photos (their bytes
are not in a table; the column says how many there are).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gridapp.domain.entry import Entry
from gridapp.domain.record import RecordType
from gridapp.domain.world import World
from gridapp.exports.separated import csv_file
from gridapp.i18n import N_, tr

HEADER = (N_("Number"), N_("Unit"), N_("State"), N_("Author"), N_("Recorded at"))


def csv_bytes(record: RecordType, entries: Iterable[Entry], world: World) -> bytes:
    """UTF-8 with a mark, as spreadsheets expect it; column names in the current language."""
    names = [*(tr(each) for each in HEADER), *(tr(field.label) for field in record.fields().values())]
    return csv_file([names, *cells(record, entries, world)])


def cells(record: RecordType, entries: Iterable[Entry], world: World) -> Iterator[list[str]]:
    """One row per entry: the shared columns, then every field in the form that `clean` takes back."""
    for entry in entries:
        state = tr(record.workflow.state(entry.state).label)
        unit = f"{world.org.label(entry.unit)} ({entry.unit})"  # names repeat across the county, ids do not
        shared = [entry.number, unit, state, entry.author.name, entry.recorded_at]
        yield [*shared, *(field.cell(entry.body.get(name), world) for name, field in record.fields().items())]
