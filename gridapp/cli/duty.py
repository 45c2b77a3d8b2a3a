"""duty in, out, list."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from gridapp.actions import duty
from gridapp.actions.desk import Desk
from gridapp.actions.duty import Roll
from gridapp.cli.context import Context, print_json, say
from gridapp.domain.entry import Entry
from gridapp.domain.fields.time import parse_moment
from gridapp.domain.filenames import shown as shown_safely
from gridapp.i18n import tr


def add_commands(command: Any, group: Any) -> None:
    coming = command("in", run_in, tr("Note that one is here, at one's next shift"), group)
    coming.add_argument("--kit", metavar="WORDS", default="", help=tr("What was handed out"))
    leaving = command("out", run_out, tr("Note that one goes off duty"), group)
    leaving.add_argument("--note", metavar="WORDS", default="", help=tr("What is to be noted of the shift"))
    for each in (coming, leaving):
        each.add_argument("--entry", metavar="ID", default="", help=tr("Another sign-up than one's own next"))
    listing = command("list", run_list, tr("Who is to be where, and who came"), group)
    listing.add_argument("--day", metavar="DATE", default="", help=tr("Another day than today"))
    listing.add_argument("--json", action="store_true")


def run_in(context: Context, options: Namespace) -> int:
    desk = context.desk
    entry = options.entry or duty.require_next(desk).entry.id
    _tell(desk, duty.check_in(desk, entry, options.kit))
    return 0


def run_out(context: Context, options: Namespace) -> int:
    desk = context.desk
    entry = options.entry or duty.require_next(desk).entry.id
    _tell(desk, duty.check_out(desk, entry, options.note))
    return 0


def run_list(context: Context, options: Namespace) -> int:
    desk = context.desk
    day = parse_moment(options.day, desk.world) if options.day else None
    found = duty.rolls(desk, day)
    if options.json:
        print_json([_as_json(each) for each in found])
        return 0
    for roll in found:
        print(f"{roll.at.number}  {_facts(desk, roll.at, (roll.at.record.when, roll.at.record.heading))}")
        for line in roll.lines:
            of = duty.kind()
            shown = (of.record.subject, of.duty.came_at, of.duty.left_at, of.duty.attendance)
            state = tr(line.record.workflow.state(line.state).label)
            print(f"  {line.number}  {state}  {_facts(desk, line, shown)}".rstrip())
    if not found:
        say(tr("No shifts that day."))
    return 0


def _tell(desk: Desk, entry: Entry) -> None:
    of = duty.kind()
    state = tr(entry.record.workflow.state(entry.state).label)
    print(f"{entry.number}  {state}  {_facts(desk, entry, (of.duty.came_at, of.duty.left_at))}".rstrip())


def _facts(desk: Desk, entry: Entry, names: tuple[str, ...]) -> str:
    shown = (entry.record.field(name).show(entry.body.get(name), desk.world) for name in names)
    return "  ".join(shown_safely(each) for each in shown if each)


def _as_json(roll: Roll) -> dict[str, Any]:
    def line(each: Entry) -> dict[str, Any]:
        return {"id": each.id, "number": each.number, "state": each.state, "fields": each.body}

    return line(roll.at) | {"people": [line(each) for each in roll.lines]}
