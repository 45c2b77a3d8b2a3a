"""server recovery-code, totp, offline-days."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from gridapp.cli import console
from gridapp.cli.context import Context, print_json, say
from gridapp.i18n import tr
from gridapp.server import sign_in, totp


def add_commands(command: Any, group: Any) -> None:
    code = command(
        "recovery-code", run_recovery_code, tr("Make a one-time code for a forgotten password"), group
    )
    second = command("totp", run_totp, tr("Set time-based codes up for a person's account"), group)
    for each in (code, second):
        each.add_argument("name", metavar="NAME", help=tr("The person's name or id"))
        each.add_argument("--json", action="store_true")
    days = command("offline-days", run_offline_days, tr("How long computers may be without contact"), group)
    days.add_argument("days", metavar="DAYS", type=int, help=tr("From 1 to 14"))
    for each in (code, second, days):
        each.add_argument(
            "--database", metavar="URL", default="", help="postgresql://user:password@host/name"
        )


def run_recovery_code(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as opened:
        code, person = sign_in.recovery_code(opened, options.name)
    if options.json:
        print_json({"code": code, "person": person.id, "name": person.name})
    else:
        print(code)
        say(tr("For {name}, once, within a day, at a computer of theirs.", name=person.name))
    return 0


def run_totp(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as opened:
        secret, person = sign_in.set_up_totp(opened, options.name)
    text, address = totp.as_text(secret), totp.as_address(secret, person.name)
    if options.json:
        print_json({"secret": text, "address": address, "person": person.id, "name": person.name})
    else:
        print(text, address, sep="\n")
        say(
            tr(
                "Shown this once. From now on {name} is asked for six digits when a computer is enrolled or a "
                "password recovered.",
                name=person.name,
            )
        )
    return 0


def run_offline_days(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as opened:
        sign_in.set_offline_days(opened, options.days)
    say(tr("From its next contact on, each computer has {days} days.", days=options.days))
    return 0
