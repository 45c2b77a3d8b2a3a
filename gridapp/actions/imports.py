"""Taking many rows of a table in at once: what is right is saved, what is not is listed with its row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New
from gridapp.domain.errors import Problem
from gridapp.domain.record import record_type
from gridapp.domain.unique import numbers
from gridapp.i18n import tr

_AT_ONCE = 500


class Row(Protocol):
    """One line of a file: its number as a person counts, what was read by field, what could not be read, and
    the state it is in already ("": the first), and the unit it belongs to ("": as the import says)."""

    @property
    def number(self) -> int: ...
    @property
    def values(self) -> dict[str, Any]: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def state(self) -> str: ...
    @property
    def unit(self) -> str: ...


@dataclass
class Report:
    """What came of an import. `bad` maps a row's number to everything wrong with it."""

    added: list[str] = field(default_factory=list)
    good: int = 0
    bad: dict[int, list[Problem]] = field(default_factory=dict)
    stopped: bool = False


def import_rows(
    desk: Desk,
    type_name: str,
    rows: Sequence[Row],
    dry_run: bool = False,
    unit: str = "",
    progress: Callable[[int, int], bool] = lambda done, total: True,
) -> Report:
    """Check every row, save the good ones unless `dry_run`, in their own unit or else in `unit`.

    `progress(done, total)` may answer False to stop; what was saved until then stays.
    """
    report, known = Report(), dict[tuple[str, Any], int]()
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        read = [(row, New(row.values, row.unit or unit, row.state)) for row in part]
        good = [new for row, new in read if not _note_problems(desk, type_name, row, new, report, known)]
        report.good += len(good)
        if not dry_run:
            report.added += [entry.id for entry in entries.add_all(desk, type_name, good)]
        if not progress(start + len(part), len(rows)):
            report.stopped = True
            break
    return report


def _note_problems(
    desk: Desk, type_name: str, row: Row, new: New, report: Report, known: dict[tuple[str, Any], int]
) -> bool:
    """`known` has the rows of before by the numbers that only one may have."""
    record = record_type(type_name)
    own = numbers(record, new.values)
    twice = [
        Problem(name, tr(record.field(name).label), tr("stands in row {row} already", row=known[name, value]))
        for name, value in own
        if (name, value) in known
    ]
    found = [
        *row.problems,
        *twice,
        *(entries.problems(desk, type_name, new) if not (row.problems or twice) else ()),
    ]
    if found:
        report.bad[row.number] = found
    else:
        known |= dict.fromkeys(own, row.number)
    return bool(found)
