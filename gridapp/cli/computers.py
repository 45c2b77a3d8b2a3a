"""server computers, server revoke."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing
from dataclasses import asdict
from typing import Any

from gridapp.cli.context import Context, print_json, say
from gridapp.i18n import tr
from gridapp.server import centre


def add_commands(command: Any, group: Any) -> None:
    listed = command("computers", run_computers, tr("The computers that are enrolled here"), group)
    listed.add_argument("--json", action="store_true")
    revoked = command(
        "revoke", run_revoke, tr("Take a computer off the list, so that its token opens nothing"), group
    )
    revoked.add_argument("computer", metavar="COMPUTER", help=tr("Its code or id, as `computers` shows them"))
    for each in (listed, revoked):
        each.add_argument(
            "--database", metavar="URL", default="", help="postgresql://user:password@host/name"
        )


def run_computers(context: Context, options: Namespace) -> int:
    with closing(centre.open_centre(context.folder / "server", options.database)) as opened:
        found = centre.list_of_computers(opened)
    if options.json:
        print_json([asdict(each) for each in found])
    else:
        for each in found:
            standing = tr("taken off") if each.revoked_at else tr("enrolled")
            print(each.code, each.name, each.person, each.last_contact or tr("never"), standing, sep="\t")
    return 0


def run_revoke(context: Context, options: Namespace) -> int:
    with closing(centre.open_centre(context.folder / "server", options.database)) as opened:
        gone = centre.revoke(opened, options.computer)
    say(
        tr(
            "{computer} of {name} is off the list. What it sent is here; what it has not sent comes at its next "
            "contact, and waits for a supervisor.",
            computer=gone.name,
            name=gone.person,
        )
    )
    return 0
