"""deadlines, late, pause, resume."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from gridapp.actions.pausing import pause, resume
from gridapp.actions.supervision import Late, late, own_late
from gridapp.cli.context import Context, print_json, say
from gridapp.domain.codes import table
from gridapp.domain.deadline_words import within
from gridapp.domain.deadlines import DeadlineRule
from gridapp.domain.fields.time import show_moment
from gridapp.i18n import tr


def add_commands(command: Any) -> None:
    rules = command(
        "deadlines", run_deadlines, tr("By which rules entries are due, and how far the calendar reaches")
    )
    rules.add_argument("type", metavar="TYPE", nargs="?", default="")
    overdue = command("late", run_late, tr("What is late, and which unit takes it in hand"))
    overdue.add_argument("--mine", action="store_true", help=tr("Only what your own units supervise"))
    overdue.add_argument("--json", action="store_true")
    still = command("pause", run_pause, tr("Let an entry's deadline stand still"))
    still.add_argument("id", metavar="ID")
    still.add_argument("reason", metavar="REASON")
    again = command("resume", run_resume, tr("Let it run again, later by the time it stood still"))
    again.add_argument("id", metavar="ID")


def run_deadlines(context: Context, options: Namespace) -> int:
    """One line for each rule, the county's own first; then the last year whose holidays are known."""
    deadlines = context.desk.deadlines
    for rule in deadlines.rules:
        if rule.stage.startswith(f"{options.type}/" if options.type else ""):
            print(_rule(rule))
    year = context.desk.world.now().year
    while deadlines.calendar.covers(year):
        year += 1
    say(
        tr("The holidays of {year} are not announced yet; deadlines that reach it count weekdays.", year=year)
    )
    return 0


def run_late(context: Context, options: Namespace) -> int:
    found = own_late(context.desk) if options.mine else late(context.desk)
    if options.json:
        print_json([_as_json(each) for each in found])
        return 0
    for each in found:
        print(_late(context, each))
    return 0


def run_pause(context: Context, options: Namespace) -> int:
    entry = pause(context.desk, options.id, options.reason)
    say(tr("The deadline of {number} stands still.", number=entry.number))
    return 0


def run_resume(context: Context, options: Namespace) -> int:
    entry = resume(context.desk, options.id)
    due = entry.due
    when = show_moment(due, context.desk.world) if due else "—"
    say(tr("The deadline of {number} runs again: {when}", number=entry.number, when=when))
    return 0


def _rule(rule: DeadlineRule) -> str:
    stage = table("deadline_stage").codes.get(rule.stage)
    return tr(
        "{stage} {category}: {within} ({source}, {version})",
        stage=stage.label() if stage else rule.stage,
        category=rule.category or "—",
        within=within(rule),
        source=rule.source,
        version=rule.version,
    )


def _late(context: Context, each: Late) -> str:
    world = context.desk.world
    return tr(
        "{number}  due {due}, in the hands of {unit}: {title}",
        number=each.entry.number,
        due=show_moment(each.due, world),
        unit=world.org.label(each.unit),
        title=each.entry.record.title(each.entry.body, world),
    )


def _as_json(each: Late) -> dict[str, Any]:
    return {
        "id": each.entry.id,
        "number": each.entry.number,
        "due": each.due.isoformat(),
        "level": each.level,
        "unit": each.unit,
    }
