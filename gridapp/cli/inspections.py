"""inspect begin, hazard."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from gridapp.actions import inspections
from gridapp.cli.context import Context
from gridapp.domain import codes
from gridapp.domain.filenames import shown as shown_safely
from gridapp.i18n import tr


def add_commands(command: Any, group: Any) -> None:
    begun = command("begin", run_begin, tr("Begin to inspect premises by a checklist"), group)
    begun.add_argument("premises", metavar="ID", help=tr("Number of the premises"))
    begun.add_argument("checklist", choices=list(codes.table("checklist").codes))
    reported = command("hazard", run_hazard, tr("Report a failed item as a hazard"), group)
    reported.add_argument("inspection", metavar="ID", help=tr("Number of the inspection"))
    reported.add_argument("item", metavar="ITEM", help=tr("Failed item"))


def run_begin(context: Context, options: Namespace) -> int:
    made = inspections.begin(context.desk, options.premises, options.checklist)
    print(made.number)
    for each in made.body["items"]:
        print(f"  {each['id']}  {shown_safely(each['item'])}")
    return 0


def run_hazard(context: Context, options: Namespace) -> int:
    print(inspections.hazard_of(context.desk, options.inspection, options.item).number)
    return 0
