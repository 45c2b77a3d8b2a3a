"""server audit list."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from dataclasses import asdict
from datetime import date
from typing import Any

from gridapp.cli import console
from gridapp.cli.context import Context, print_json
from gridapp.domain.org import COUNTY
from gridapp.exports.separated import csv_text
from gridapp.i18n import tr
from gridapp.server import audit, reading_audit, sights
from gridapp.server.audit import Line
from gridapp.server.audited import ACTS
from gridapp.server.reading_audit import Wanted


def add_commands(command: Any, group: Any) -> None:
    log = group.add_parser("audit", help=tr("The log of sensitive acts"))
    listed = command(
        "list", run_list, tr("Show the log of acts"), log.add_subparsers(metavar="COMMAND", required=True)
    )
    listed.set_defaults(way="audit")
    listed.add_argument("--from", dest="first", metavar="DAY", type=_day, help=tr("From this day on"))
    listed.add_argument("--to", dest="last", metavar="DAY", type=_day, help=tr("Up to this day, included"))
    listed.add_argument("--act", default="", choices=list(ACTS), metavar="ACT", help=tr("Only this act"))
    listed.add_argument("--actor", default="", metavar="WHO", help=tr("Only by this person, by name or id"))
    listed.add_argument(
        "--limit", type=int, default=200, metavar="N", help=tr("The newest so many lines; 200 unless given")
    )
    listed.add_argument("--csv", action="store_true", help=tr("As a table for a spreadsheet"))
    listed.add_argument("--json", action="store_true")
    listed.add_argument("--database", metavar="URL", default="", help="postgresql://user:password@host/name")


def run_list(context: Context, options: Namespace) -> int:
    """Reading it is written down too, in the same transaction, after what is shown."""
    wanted = Wanted(options.first, options.last, options.act, options.actor)
    here = sights.in_county(COUNTY)
    with console.opened(context, options) as server, server.database.transaction(here) as connection:
        found = reading_audit.read(connection, COUNTY, wanted, options.limit)
        audit.write(connection, [Line(server.console, "audit-read")], server.clock())
    if options.json:
        print_json([asdict(each) for each in found])
        return 0
    table = reading_audit.as_table(found)
    if options.csv:
        print(csv_text(table, "\n"), end="")
    else:
        for row in table:
            print(*row, sep="\t")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(tr("a day is written like 2026-11-24")) from None
