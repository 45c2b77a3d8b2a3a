"""import, imports, take-back and export."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from gridapp.actions import export_request, imports, takings
from gridapp.actions.export_request import NeedsApproval
from gridapp.actions.imports import Report
from gridapp.cli.context import Context, print_json, say
from gridapp.cli.reading import read_file
from gridapp.domain.entry import Entry
from gridapp.domain.filenames import shown as shown_safely
from gridapp.domain.record import record_type
from gridapp.exports import table as csv_export
from gridapp.i18n import tr
from gridapp.interop.incoming import read_rows
from gridapp.store.fsync import write_durably
from gridapp.store.lists import Query

_SHOWN_ROWS = 20


def add_commands(command: Any) -> None:
    importing = command("import", run_import, tr("Take in a table (CSV, Excel) or a track (GPX, KML)"))
    importing.add_argument("file", metavar="FILE")
    importing.add_argument("--as", dest="type", metavar="TYPE", required=True)
    importing.add_argument("--map", metavar="FILE", help=tr("Which column becomes which field (JSON)"))
    importing.add_argument("--unit", default="", help=tr("Where it belongs; your own unit unless given"))
    importing.add_argument(
        "--with-track", action="store_true", help=tr("Keep the way itself too, coarsened to 100 m")
    )
    importing.add_argument("--dry-run", action="store_true", help=tr("Only say what would happen"))
    importing.add_argument("--json", action="store_true")
    listing = command("imports", run_imports, tr("The files taken in here lately, which can be taken back"))
    listing.add_argument("--json", action="store_true")
    undoing = command(
        "take-back", run_take_back, tr("Delete what a file became, except what was changed since")
    )
    undoing.add_argument("number", type=int, metavar="NUMBER", help=tr("As “imports” lists it"))
    undoing.add_argument("--json", action="store_true")
    export = command("export", run_export, tr("Write entries of a type to a CSV"))
    export.add_argument("type", metavar="TYPE")
    how = export.add_mutually_exclusive_group(required=True)
    how.add_argument("--to", metavar="FILE")
    how.add_argument(
        "--ask", metavar="PURPOSE", help=tr("Ask a second person first, as many people's data need it")
    )


def run_import(context: Context, options: Namespace) -> int:
    """Good rows are saved, bad ones listed; 2 when there was a bad one, so that a script notices."""
    record = record_type(options.type)
    file = Path(options.file)
    data = read_file(file)
    column_map = (Path(options.map).name, read_file(Path(options.map))) if options.map else None
    author = context.desk.person.author.stored()
    rows = read_rows(record, file.name, data, author, column_map, options.with_track)
    report = imports.import_rows(context.desk, record.type, rows, options.dry_run, options.unit)
    takings.remember(context.desk, file.name, record.type, report.added)
    _print(report, options)
    return 2 if report.bad else 0


def run_imports(context: Context, options: Namespace) -> int:
    found = takings.takings(context.desk)
    if options.json:
        lines = [{"number": each.number, "at": each.at, "file": each.file, "type": each.type,
                  "entries": len(each.prints)} for each in found]  # fmt: skip
        print_json(lines)
        return 0
    for each in found:
        print(f"{each.number}  {each.at}  {each.type}  {len(each.prints)}  {shown_safely(each.file)}")
    return 0


def run_take_back(context: Context, options: Namespace) -> int:
    """2 when something stays because somebody has changed it since, so that a script notices."""
    done = takings.undo(context.desk, options.number)
    if options.json:
        print_json({"deleted": done.deleted, "kept": [each.number for each in done.kept]})
    else:
        print(tr("{count} entries were taken back.", count=len(done.deleted)))
        for each in done.kept[:_SHOWN_ROWS]:
            say(tr("{number} stays: it was changed since, or is not yours to delete.", number=each.number))
    return 2 if done.kept else 0


def run_export(context: Context, options: Namespace) -> int:
    desk, query = context.desk, Query(record_type(options.type))
    if options.ask is not None:
        print(export_request.ask(desk, query, options.ask).number)
        say(tr("Asked. Once somebody else has approved it, export again within a week."))
        return 0

    def write(found: list[Entry]) -> None:
        write_durably(Path(options.to), csv_export.csv_bytes(query.record, found, desk.world))

    try:
        count = export_request.export(desk, query, write)
    except NeedsApproval as needed:
        say(tr("To ask for it: {command}", command=f"gridapp export {options.type} --ask …"))
        raise needed
    say(tr("{count} written to {file}", count=count, file=options.to))
    return 0


def _print(report: Report, options: Namespace) -> None:
    if options.json:
        bad = [
            {"row": row, "problems": [{"field": each.field, "message": each.message} for each in problems]}
            for row, problems in report.bad.items()
        ]
        print_json({"good": report.good, "added": report.added, "bad": bad, "dry_run": options.dry_run})
        return
    words = tr("{good} rows can be taken in") if options.dry_run else tr("{good} rows taken in")
    print(words.format(good=report.good))
    for row, problems in list(report.bad.items())[:_SHOWN_ROWS]:
        print(tr("Row {row}", row=row), "; ".join(str(each) for each in problems), sep=": ")
    if len(report.bad) > _SHOWN_ROWS:
        print(tr("… and {count} more rows with problems", count=len(report.bad) - _SHOWN_ROWS))
