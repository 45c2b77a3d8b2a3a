"""server init, run, enrol-code."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing, suppress
from typing import Any

from gridapp.cli import (
    administering,
    answering,
    auditing,
    certifying,
    computers,
    console,
    inviting,
    signing_in,
    verifying,
)
from gridapp.cli.context import Context, print_json, say
from gridapp.domain import codes
from gridapp.domain.errors import Refused
from gridapp.domain.org import COUNTY
from gridapp.i18n import tr
from gridapp.server import centre, serve
from gridapp.server.calls import Centre
from gridapp.server.storage.address import EXAMPLE

DEFAULT_PORT = 8765


def add_commands(command: Any, group: Any) -> None:
    command = console.with_who(command)
    init = command("init", run_init, tr("Set a server up in the home folder"), group)
    init.add_argument(
        "--owner",
        metavar="URL",
        default="",
        help=tr("The PostgreSQL role that owns the tables; used now, never kept"),
    )
    run = command("run", run_server, tr("Serve until told to end"), group)
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--port", type=int, default=DEFAULT_PORT, help=tr("0 takes a free one"))
    certifying.add_options(run)
    code = command("enrol-code", run_enrol_code, tr("Make a one-time code for a person's computer"), group)
    code.add_argument("--name", default="", help=tr("The person; a coordinator of the county unless given"))
    code.add_argument("--role", default="coordinator", choices=list(codes.table("member_role").codes))
    code.add_argument("--unit", default=COUNTY, help=tr("Id, code or name of the person's unit"))
    inviting.add_options(code)
    code.add_argument("--json", action="store_true")
    for each in (init, run, code):
        each.add_argument(
            "--database", metavar="URL", default="", help="postgresql://user:password@host/name"
        )
        each.add_argument("--files", metavar="URL", default="", help=f"file:///srv/files, {EXAMPLE}")
    computers.add_commands(command, group)
    certifying.add_commands(command, group)
    inviting.add_commands(command, group)
    verifying.add_commands(command, group)
    signing_in.add_commands(command, group)
    answering.add_commands(command, group)
    administering.add_commands(command, group)
    auditing.add_commands(command, group)


def run_init(context: Context, options: Namespace) -> int:
    with closing(_open(context, options, options.owner)) as opened:
        made = centre.set_up(opened)
    say(
        tr("The server is set up in {folder}.", folder=context.folder / "server")
        if made
        else tr("It was set up before; nothing was changed.")
    )
    return 0


def run_server(context: Context, options: Namespace) -> int:
    opened = _open(context, options)
    try:
        if not centre.is_set_up(opened):
            raise Refused(tr("This server was not set up yet"), tr("Please run: gridapp server init"))
        certificate = certifying.certificate(options, opened.clock())
        listener = serve.bind(options.host, options.port, encrypted=certificate is not None)
        print(serve.address(listener, encrypted=certificate is not None), flush=True)
        with suppress(KeyboardInterrupt):
            serve.run(opened, listener, certificate.context if certificate else None)
    finally:
        opened.close()
    return 0


def run_enrol_code(context: Context, options: Namespace) -> int:
    name = options.name or tr("Coordinator")
    address = inviting.address(context, options)
    with console.opened(context, options, options.files) as opened:
        bare, person = centre.enrolment_code(opened, name, options.role, options.unit)
        key = opened.signer.public
        if not bare:
            administering.tell_person_waits(opened, name)
            return 0
    code = certifying.with_mark(context, bare)
    line = inviting.line(code, address, key)
    if options.json:
        words = {"code": code, "line": line, "person": person.id, "name": person.name}
        print_json(words | {"role": person.role, "unit": person.unit})
    else:
        print(line or code)
        say(tr("For {name}, once, within a day.", name=person.name))
    inviting.draw(options, line)
    return 0


def _open(context: Context, options: Namespace, owner: str = "") -> Centre:
    return centre.open_centre(context.folder / "server", options.database, files=options.files, owner=owner)
