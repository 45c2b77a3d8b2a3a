"""server computers, approve-computer, approvals, revoke."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from gridapp.cli import console
from gridapp.cli.approving import standing
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
    approved = command("approve-computer", run_approve, tr("Trust a new computer that waits for it"), group)
    approved.add_argument(
        "computer", metavar="COMPUTER", help=tr("Its code or id, as `computers` shows them")
    )
    approved.add_argument(
        "fingerprint", metavar="FINGERPRINT", help=tr("As its person reads it from its screen, in quotes")
    )
    waiting = command("approvals", run_approvals, tr("Whether new computers wait to be approved"), group)
    waiting.add_argument("wanted", choices=("on", "off"))
    for each in (listed, revoked, approved, waiting):
        each.add_argument(
            "--database", metavar="URL", default="", help="postgresql://user:password@host/name"
        )


def run_computers(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as opened:
        found = centre.list_of_computers(opened)
    if options.json:
        print_json([asdict(each) for each in found])
    else:
        for each in found:
            last = each.last_contact or tr("never")
            print(
                each.code,
                each.name,
                each.person,
                last,
                standing(each.revoked_at, each.waiting),
                each.fingerprint,
                sep="\t",
            )
    return 0


def run_approve(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as opened:
        trusted = centre.approve(opened, options.computer, options.fingerprint)
    say(
        tr(
            "{computer} of {name} is approved. What it sent before counts from now on.",
            computer=trusted.name,
            name=trusted.person,
        )
    )
    return 0


def run_approvals(context: Context, options: Namespace) -> int:
    wanted = options.wanted == "on"
    with console.opened(context, options) as opened:
        centre.set_approvals(opened, wanted)
    say(
        tr("Computers that are enrolled from now on wait until somebody has approved their fingerprint.")
        if wanted
        else tr("Computers that are enrolled from now on are trusted at once; those that wait go on waiting.")
    )
    return 0


def run_revoke(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as opened:
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
