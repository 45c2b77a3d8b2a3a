"""timeliness: what became of deadlines."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from gridapp.actions.timeliness import Figures, by_stage, timeliness
from gridapp.cli.context import Context, print_json
from gridapp.i18n import tr


def add_commands(command: Any) -> None:
    figures = command(
        "timeliness", run_timeliness, tr("What became of a type's deadlines, by what they are about")
    )
    figures.add_argument("type", metavar="TYPE")
    figures.add_argument("--stages", action="store_true", help=tr("How long each stage takes instead"))
    figures.add_argument("--json", action="store_true")


def run_timeliness(context: Context, options: Namespace) -> int:
    return _run_stages(context, options) if options.stages else _run_figures(context, options)


def _run_figures(context: Context, options: Namespace) -> int:
    found = timeliness(context.desk, options.type)
    if options.json:
        print_json([{**asdict(each), "total": each.total} for each in found])
        return 0
    for each in found:
        print(_line(each))
    return 0


def _run_stages(context: Context, options: Namespace) -> int:
    found = by_stage(context.desk, options.type)
    if options.json:
        print_json([asdict(each) for each in found])
        return 0
    for each in found:
        hours = each.hours if each.hours is not None else "—"
        print(tr("{label}: {times} times, median {hours} h, {now} there now", label=each.label, times=each.times,
                 hours=hours, now=each.now))  # fmt: skip
    return 0


def _line(each: Figures) -> str:
    hours = tr("median {hours} h", hours=each.hours) if each.hours is not None else ""
    return tr(
        "{label}: {total} with a deadline, {in_time} in time, {late} late, {open} open, {overdue} overdue {hours}",
        label=each.label or tr("All"), total=each.total, in_time=each.in_time, late=each.late, open=each.open,
        overdue=each.overdue, hours=hours,
    ).rstrip()  # fmt: skip
