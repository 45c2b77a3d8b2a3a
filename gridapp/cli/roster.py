"""roster week, sheet: the roster of a week, and what people sign at their shifts, as Excel."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

from gridapp.actions import roster
from gridapp.cli.context import Context, say
from gridapp.domain.errors import Refused
from gridapp.domain.fields.time import parse_moment
from gridapp.exports.roster import cell_said, sign_in_sheets, week_sheet
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably


def add_commands(command: Any, group: Any) -> None:
    weekly = command("week", run_week, tr("A week's shifts, who stands where, and what is missing"), group)
    weekly.add_argument("--day", metavar="DATE", default="", help=tr("Any day of another week than this one"))
    weekly.add_argument("--to", metavar="FILE.xlsx", default="", help=tr("Write it to this file"))
    signing = command("sheet", run_sheet, tr("Sheets to sign at the shifts of a day, or at one"), group)
    signing.add_argument("--day", metavar="DATE", default="", help=tr("Another day than today"))
    signing.add_argument("--of", metavar="SHIFT", default="", help=tr("Only this shift, by id or number"))
    signing.add_argument("file", metavar="FILE.xlsx")


def run_week(context: Context, options: Namespace) -> int:
    desk = context.desk
    week = roster.board(desk, _day(context, options))
    if options.to:
        roster.require_export(desk, week.slots)
        _write(options.to, week_sheet(week, desk.org.label(desk.person.unit)))
        return 0
    for line in week.lines:
        for slot in line.slots.values():
            said = cell_said(slot).replace("\n", tr(", "))
            print(f"{slot.shift.number}  {slot.day} {line.begins}–{line.ends}  {line.name}  {said}".rstrip())
    if not week.lines:
        say(tr("No shifts this week"))
    return 0


def run_sheet(context: Context, options: Namespace) -> int:
    desk, day = context.desk, _day(context, options)
    slots = [roster.slot_of(desk, options.of)] if options.of else roster.board(desk, day).of_day(day)
    if not slots:
        raise Refused(tr("No shifts that day."), tr("Nothing was written."))
    roster.require_export(desk, slots)
    _write(options.file, sign_in_sheets(slots, desk.world))
    return 0


def _day(context: Context, options: Namespace) -> date:
    world = context.desk.world
    return (parse_moment(options.day, world) if options.day else world.now()).date()


def _write(file: str, data: bytes) -> None:
    path = Path(file)
    if path.suffix.lower() != ".xlsx":
        raise Refused(tr("Bad usage"), tr("The file must end in {suffix}.", suffix=".xlsx"))
    write_durably(path, data)
    say(tr("Saved as {file}", file=path))
