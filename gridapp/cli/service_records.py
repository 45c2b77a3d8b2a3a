"""hours: what was served, by person, unit, kind or month."""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path
from typing import Any

from gridapp.actions import service_records
from gridapp.actions.service_records import Wanted
from gridapp.cli.context import Context, print_json, say
from gridapp.domain import codes
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.service_records import GROUPS, figure, total, totals
from gridapp.exports import service_records as tables
from gridapp.i18n import N_, tr
from gridapp.store.fsync import write_durably

_TIME = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
_GROUPS = {"person": N_("Person"), "unit": N_("Unit"), "kind": N_("Kind"), "month": N_("Month")}


def add_commands(command: Any) -> None:
    hours = command("hours", run_hours, tr("What was served: sums on the screen, or a table in a file"))
    hours.add_argument(
        "--of", metavar="NAME", default="", help=tr("One person; everybody you see unless given")
    )
    hours.add_argument("--mine", action="store_true", help=tr("Only your own"))
    hours.add_argument("--unit", default="", help=tr("Id, code or name of a unit, with all below it"))
    hours.add_argument("--kind", default="", choices=["", *codes.table("service_kind").codes])
    hours.add_argument("--time", metavar="2026[-11]", default="", help=tr("A year or a month"))
    hours.add_argument(
        "--by", choices=list(GROUPS), default="", help=tr("What is added up; months unless given")
    )
    hours.add_argument(
        "--to",
        metavar="FILE",
        default="",
        help=tr("Write every duty, or with --by the sums, to this .xlsx or .csv"),
    )
    hours.add_argument(
        "--national", action="store_true", help=tr("With --to: the columns of the national system")
    )
    hours.add_argument("--json", action="store_true")


def run_hours(context: Context, options: Namespace) -> int:
    found = service_records.find(context.desk, _wanted(context, options))
    if options.to:
        return _write(context, options, found)
    world = context.desk.world
    by = options.by or "month"
    sums, whole = totals(found, by, world), total(found)
    if options.json:
        lines = [{"name": each.name, "times": each.times, "hours": str(each.hours)} for each in sums]
        print_json({"by": by, "sums": lines, "hours": str(whole.hours), "waiting": str(whole.waiting)})
        return 0
    for each in sums:
        print(f"{each.name}\t{each.times}\t{figure(each.hours)}")
    say(
        tr(
            "{hours} hours in all; {waiting} wait to be confirmed.",
            hours=figure(whole.hours),
            waiting=figure(whole.waiting),
        )
    )
    return 0


def _wanted(context: Context, options: Namespace) -> Wanted:
    if options.time and not _TIME.fullmatch(options.time):
        raise Refused(tr("Bad usage"), tr("A time is a year or a month, such as 2026 or 2026-11."))
    person = context.desk.person.id if options.mine else ""
    if options.of:
        person = service_records.person_called(context.desk, options.of)
    return Wanted(person, options.unit, options.kind, options.time)


def _write(context: Context, options: Namespace, found: list[Entry]) -> int:
    """Only what this person may export: their own always."""
    world, file = context.desk.world, Path(options.to)
    mine = [each for each in found if context.desk.may("export", each)]
    if options.national:
        table = tables.national(mine, world)
    elif options.by:
        table = tables.sums(tr(_GROUPS[options.by]), totals(mine, options.by, world))
    else:
        table = tables.each_duty(mine, world)
    if file.suffix.lower() == ".xlsx":
        data = tables.xlsx(tr("Service hours"), table)
    elif file.suffix.lower() == ".csv":
        data = tables.csv_bytes(table)
    else:
        raise Refused(tr("Bad usage"), tr("The file must end in .xlsx or .csv."))
    write_durably(file, data)
    say(tr("{count} written to {file}", count=len(table[1]), file=file))
    return 0
