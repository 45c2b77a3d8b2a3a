"""plan make; week publish, copy: a term of duty, and a week of it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from datetime import date
from typing import Any

from gridapp.actions import entries, plans, shifts
from gridapp.cli.context import Context, say
from gridapp.domain.entry import Entry
from gridapp.domain.fields.time import parse_moment
from gridapp.domain.recurrence import WEEKDAYS
from gridapp.i18n import tr


def add_commands(command: Any, groups: Any, shared: Any) -> None:
    terms = groups.add_parser("plan", help=tr("Posts planned for a term"), parents=[shared])
    _add_plan_commands(command, terms.add_subparsers(metavar="COMMAND", required=True))
    weeks = groups.add_parser("week", help=tr("A week of shifts: publish, copy"), parents=[shared])
    _add_week_commands(command, weeks.add_subparsers(metavar="COMMAND", required=True))


def _add_plan_commands(command: Any, group: Any) -> None:
    made = command("make", run_make, tr("Plan a post for a term, and make its shifts as drafts"), group)
    made.add_argument("post", metavar="POST", help=tr("Number of the post"))
    made.add_argument("--name", metavar="NAME", default="")
    made.add_argument(
        "--on", metavar="DAY", nargs="+", choices=WEEKDAYS, default=WEEKDAYS[:5], help=tr("Days of the week")
    )
    made.add_argument("--every", action="store_true", help=tr("Holidays too, not only on school days"))
    made.add_argument("--begins", metavar="HH:MM", required=True)
    made.add_argument("--ends", metavar="HH:MM", required=True)
    made.add_argument("--first", metavar="DATE", required=True, help=tr("First day"))
    made.add_argument("--last", metavar="DATE", required=True, help=tr("Last day"))
    made.add_argument("--without", metavar="DATE", nargs="+", default=[], help=tr("Days without"))
    made.add_argument("--needed", metavar="COUNT", help=tr("People needed"))
    made.add_argument("--dry-run", action="store_true", help=tr("Only say what would be made"))


def _add_week_commands(command: Any, group: Any) -> None:
    for name, run, words in (
        ("publish", run_publish, tr("Publish every draft of a week")),
        ("copy", run_copy, tr("Make a week's drafts like the shifts of the week before")),
    ):
        weekly = command(name, run, words, group)
        weekly.add_argument(
            "--day", metavar="DATE", default="", help=tr("Any day of another week than this one")
        )


def run_make(context: Context, options: Namespace) -> int:
    desk = context.desk
    post = entries.get(desk, options.post)
    values = _values(post, options)
    found = plans.days(desk, values)
    if found.holidays:
        say(tr("Left out, a day off: {days}", days=_said(found.holidays)))
    if found.unsure:
        say(tr("The holidays of {count} of these days are not announced yet.", count=len(found.unsure)))
    if options.dry_run:
        say(tr("{count} shifts would be made.", count=len(found.days)))
        return 0
    made = entries.add(desk, "plan", values, post.unit)
    drafts = plans.make_shifts(desk, made.id)
    print(made.number)
    say(tr("{count} drafts were made.", count=len(drafts)))
    return 0


def run_publish(context: Context, options: Namespace) -> int:
    published = shifts.publish_week(context.desk, _day(context, options))
    say(tr("{count} shifts are published.", count=len(published)))
    return 0


def run_copy(context: Context, options: Namespace) -> int:
    copied = shifts.copy_week(context.desk, _day(context, options))
    say(tr("{count} drafts were made.", count=len(copied.made)))
    if copied.off:
        say(tr("Left out, a day off: {days}", days=_said(copied.off)))
    return 0


def _values(post: Entry, options: Namespace) -> dict[str, Any]:
    given = {"name": options.name, "needed": options.needed}
    return {
        "post": {"id": post.id, "number": post.number},
        "weekdays": [{"day": each} for each in options.on],
        "days": "every" if options.every else "school",
        "begins": options.begins,
        "ends": options.ends,
        "term_from": options.first,
        "term_to": options.last,
        "exceptions": [{"day": each} for each in options.without],
        **{name: value for name, value in given.items() if value},
    }


def _said(days: Iterable[date]) -> str:
    return tr(", ").join(str(each) for each in days)


def _day(context: Context, options: Namespace) -> date:
    world = context.desk.world
    return (parse_moment(options.day, world) if options.day else world.now()).date()
