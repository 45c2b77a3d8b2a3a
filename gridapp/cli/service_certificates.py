"""certificate draft, code, key, verify."""

from __future__ import annotations

import sys
from argparse import Namespace
from getpass import getpass
from typing import Any

from gridapp.actions import entries, service_certificates, service_records
from gridapp.cli.context import Context, as_json, print_json, say
from gridapp.domain.errors import Refused
from gridapp.domain.statement import Statement
from gridapp.i18n import tr
from gridapp.sync import seals


def add_commands(command: Any, group: Any) -> None:
    draft = command("draft", run_draft, tr("Draft one from somebody's confirmed hours"), group)
    draft.add_argument(
        "--of", metavar="NAME", required=True, help=tr("The volunteer; you yourself by your name")
    )
    draft.add_argument("--from", dest="first_day", metavar="DAY", required=True)
    draft.add_argument("--to", dest="last_day", metavar="DAY", required=True)
    for name, words in (
        ("issuer", tr("The organisation that vouches for it")),
        ("leader", tr("Who is in charge there")),
        ("handler", tr("Who handles it")),
        ("contact", tr("A telephone number for questions")),
    ):
        draft.add_argument(f"--{name}", required=True, help=words)
    draft.add_argument(
        "--id", action="store_true", help=tr("Ask for the number of the resident identity card")
    )
    draft.add_argument("--json", action="store_true")
    code = command(
        "code", run_code, tr("The signed text of an issued one, as it stands in the square code"), group
    )
    code.add_argument("number", metavar="NUMBER")
    command("key", run_key, tr("The key with which anybody checks certificates of this county"), group)
    verify = command("verify", run_verify, tr("Check a signed text, without any network"), group)
    verify.add_argument("text", metavar="TEXT", help=tr("What the square code says, or - for standard input"))
    verify.add_argument(
        "--key", default="", help=tr("The county's key; the one this computer knows unless given")
    )
    verify.add_argument("--json", action="store_true")


def run_draft(context: Context, options: Namespace) -> int:
    person = service_records.person_called(context.desk, options.of)
    names = ("first_day", "last_day", "issuer", "leader", "handler", "contact")
    values = {name: getattr(options, name) for name in names}
    made = service_certificates.draft(context.desk, person, values, number=_id_number() if options.id else "")
    if options.json:
        print_json(as_json(made, made.body))
    else:
        print(made.number)
    return 0


def run_code(context: Context, options: Namespace) -> int:
    print(service_certificates.signed_text(entries.get(context.desk, options.number)))
    return 0


def run_key(context: Context, options: Namespace) -> int:
    print(_key(context))
    return 0


def run_verify(context: Context, options: Namespace) -> int:
    """Refuses one that is not genuine, and one of which this computer knows that it was revoked."""
    text = sys.stdin.readline() if options.text == "-" else options.text
    statement = seals.checked(text, options.key or _key(context))
    if not options.key:
        service_certificates.require_holds(context.desk, statement)
    if options.json:
        print_json(_named(statement))
        return 0
    for name, value in _named(statement).items():
        print(f"{name}\t{value}")
    say(
        tr(
            "Genuine. Whether it was revoked since is only seen at the server, or on a computer of the county after a "
            "sync."
        )
    )
    return 0


def _named(statement: Statement) -> dict[str, Any]:
    return {name: getattr(statement, name) for name in statement.__struct_fields__}


def _key(context: Context) -> str:
    key = context.desk.identity.server_key
    if not key:
        raise Refused(
            tr("This computer knows no county"),
            tr("Please give its key with --key; every coordinator can read it out."),
        )
    return key


def _id_number() -> str:
    """Typed, never on the command line, where others could read it in the list of processes."""
    words = tr("Identity number: ")
    return getpass(words) if sys.stdin.isatty() else sys.stdin.readline().strip()
