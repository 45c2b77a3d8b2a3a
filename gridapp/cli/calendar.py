"""calendar export, feed."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from gridapp.actions.calendar import meetings
from gridapp.cli.context import Context, say
from gridapp.exports.appointments import calendar_bytes
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably
from gridapp.sync.client import Client
from gridapp.sync.engine import require_enrolled


def add_commands(command: Any, group: Any) -> None:
    writing = command("export", run_export, tr("Write one's shifts to a file for a calendar program"), group)
    writing.add_argument("file", metavar="FILE.ics", type=Path)
    feeding = command(
        "feed", run_feed, tr("The address at which a calendar program gets one's shifts"), group
    )
    choice = feeding.add_mutually_exclusive_group()
    choice.add_argument("--renew", action="store_true", help=tr("Make a new one; the old one stops"))
    choice.add_argument("--withdraw", action="store_true", help=tr("Stop it"))


def run_export(context: Context, options: Namespace) -> int:
    found = meetings(context.desk)
    write_durably(options.file, calendar_bytes(found, context.desk.world))
    say(tr("{count} appointments written to {file}", count=len(found), file=options.file))
    return 0


def run_feed(context: Context, options: Namespace) -> int:
    """Prints the address; a new one is made where there is none."""
    desk = context.desk
    require_enrolled(desk.vault)
    client = Client.of(desk.identity)
    if options.withdraw:
        client.withdraw_feed()
        say(tr("The address leads nowhere from now on."))
        return 0
    known = "" if options.renew else client.feed().path
    print(f"{client.server}{known or client.make_feed().path}")
    say(tr("Whoever has this address sees your shifts. Give it to your calendar program only."))
    return 0
