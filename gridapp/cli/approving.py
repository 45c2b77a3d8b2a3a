"""computers, approve: what staff do about the computers of their own people, from their own desk."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

import msgspec

from gridapp.cli.context import Context, print_json, say
from gridapp.domain.errors import NotFound
from gridapp.i18n import tr
from gridapp.sync.client import Client
from gridapp.sync.engine import require_enrolled
from gridapp.sync.known_computers import Approve


def add_commands(command: Any) -> None:
    listed = command("computers", run_computers, tr("The computers of the people in your units"))
    listed.add_argument("--json", action="store_true")
    approved = command("approve", run_approve, tr("Trust a new computer of one of your people"))
    approved.add_argument(
        "computer", metavar="COMPUTER", help=tr("Its code or id, as `computers` shows them")
    )
    approved.add_argument(
        "fingerprint", metavar="FINGERPRINT", help=tr("As its person reads it from its screen, in quotes")
    )


def run_computers(context: Context, options: Namespace) -> int:
    found = _client(context).computers()
    if options.json:
        print_json([msgspec.to_builtins(each) for each in found])
        return 0
    for each in found:
        last = each.last_contact or tr("never")
        print(
            each.code,
            each.name,
            each.person,
            last,
            standing(each.revoked, each.waiting),
            each.fingerprint,
            sep="\t",
        )
    return 0


def run_approve(context: Context, options: Namespace) -> int:
    client = _client(context)
    found = next((each for each in client.computers() if options.computer in (each.id, each.code)), None)
    if found is None:
        raise NotFound(tr("No computer here is called {name}.", name=options.computer))
    trusted = client.approve(Approve(found.id, options.fingerprint))
    say(
        tr(
            "{computer} of {name} is approved. What it sent before counts from now on.",
            computer=trusted.name,
            name=trusted.person,
        )
    )
    return 0


def standing(revoked: str, waiting: str) -> str:
    """How a computer stands with the server, in words: since when it is off the list or waits, "" for neither."""
    if revoked:
        return tr("taken off")
    return tr("waits to be approved") if waiting else tr("enrolled")


def _client(context: Context) -> Client:
    require_enrolled(context.desk.vault)
    return Client.of(context.desk.identity)
