"""排班表 and 签到表 as Excel: a week with a line for each post, and a sheet to sign for each shift."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import xlsxwriter

from gridapp.domain.entry import Entry
from gridapp.domain.shifts import Slot, Week, name_of, place_of
from gridapp.domain.world import World
from gridapp.i18n import N_, tr

COLUMNS = (N_("No."), N_("Name"), N_("Came at"), N_("Left at"), N_("Signature"), N_("Remarks"))
_WIDTHS = (6, 14, 14, 14, 20, 26)
_SPARE = 3  # empty lines for those who come without having signed up
_LINE = 22  # points that a line to write on is high
_BAD = str.maketrans("[]:*?/\\'", "        ")  # in the name of a sheet


def week_sheet(week: Week, unit: str) -> bytes:
    """The bytes of an .xlsx: posts down, days across, names in the cells."""
    with _book() as (book, out):
        page = book.add_worksheet(tr("Roster"))
        bold, cell = book.add_format({**_BOX, "bold": True, "align": "center"}), book.add_format({**_BOX})
        _set_up(book, page, title(week, unit), 8)
        page.write_row(1, 0, [tr("Post"), *(day_said(day) for day in week.days)], bold)
        for row, line in enumerate(week.lines, 2):
            page.write_string(row, 0, f"{line.name}\n{line.begins} – {line.ends}", bold)
            texts = [cell_said(line.slots.get(column)) for column in range(7)]
            for column, text in enumerate(texts, 1):
                page.write_string(row, column, text, cell)
            page.set_row(row, max(2, *(text.count("\n") + 1 for text in texts)) * 16)
        page.set_column(0, 0, 20)
        page.set_column(1, 7, 13)
        page.freeze_panes(2, 1)
        page.repeat_rows(0, 1)
    return out.getvalue()


def sign_in_sheets(slots: Sequence[Slot], world: World) -> bytes:
    """The bytes of an .xlsx with a sheet for each shift: its people by name, times where they are noted already, and
    room to write."""
    with _book() as (book, out):
        bold, cell = book.add_format({**_BOX, "bold": True, "align": "center"}), book.add_format({**_BOX})
        plain = book.add_format({"align": "left", "valign": "vcenter"})
        for number, slot in enumerate(slots, 1):
            name = str(slot.shift.body["name"])
            page = book.add_worksheet(f"{number} {name.translate(_BAD)}"[:31].rstrip())
            _set_up(book, page, tr("Sign-in sheet: {post}", post=name), len(COLUMNS))
            when = slot.shift.record.field(slot.shift.record.when).show(slot.shift.body["period"], world)
            page.write_string(1, 0, "    ".join(each for each in (when, place_of(slot.shift)) if each), plain)
            page.write_row(2, 0, [tr(each) for each in COLUMNS], bold)
            for row, line in enumerate(_lines(slot, world), 3):
                page.write_row(row, 0, line, cell)
                page.set_row(row, _LINE)
            for column, width in enumerate(_WIDTHS):
                page.set_column(column, column, width)
    return out.getvalue()


def title(week: Week, unit: str) -> str:
    """What stands above a week; one that is not wholly published says so."""
    first, last = week.days[0], week.days[-1]
    days = {
        "month": first.month,
        "day": first.day,
        "month2": last.month,
        "day2": last.day,
        "year": first.year,
    }
    said = tr("Roster of {unit}, {month}/{day} – {month2}/{day2} {year}", unit=unit, **days)
    return tr("{title}, draft", title=said) if week.drafts() else said


def day_said(day: date) -> str:
    weekdays = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
    return f"{weekdays[day.weekday()]} {day.month}/{day.day}"


def cell_said(slot: Slot | None) -> str:
    """A cell as it is printed: a name on each line, then what is missing."""
    if slot is None:
        return ""
    if slot.called_off:
        return tr("Called off")
    offered = [tr("{name} (to be confirmed)", name=name_of(each)) for each in slot.offered]
    missing = [tr("{count} missing", count=slot.gap)] if slot.gap else []
    return "\n".join((*(name_of(each) for each in slot.placed), *offered, *missing))


_BOX: dict[str, Any] = {"border": 1, "text_wrap": True, "valign": "vcenter"}


@contextmanager
def _book() -> Iterator[tuple[Any, io.BytesIO]]:
    """A workbook whose text is never run as a formula; the bytes are whole when it is left."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        yield book, out


def _set_up(book: Any, page: Any, heading: str, columns: int) -> None:
    """A4 across, as wide as one sheet, under its heading."""
    large = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    page.merge_range(0, 0, 0, columns - 1, "", large)
    page.write_string(0, 0, heading, large)
    page.set_row(0, 30)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _lines(slot: Slot, world: World) -> Iterator[list[str | int]]:
    here = (*slot.placed, *slot.offered)
    for number, each in enumerate(here, 1):
        yield [number, name_of(each), _clock(each, "came_at", world), _clock(each, "left_at", world), "", ""]
    for number in range(len(here) + 1, max(slot.needed, len(here)) + _SPARE + 1):
        yield [number, "", "", "", "", ""]


def _clock(signup: Entry, name: str, world: World) -> str:
    """The time of day at which somebody came or left; "" while nobody noted it."""
    stored = signup.body.get(name)
    return str(signup.record.field(name).show(stored, world)).split(" ")[-1] if stored else ""
