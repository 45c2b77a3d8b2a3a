"""How the `gridapp server` commands open a server that is set up, and who gives them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from gridapp.cli import passwords
from gridapp.cli.context import Context
from gridapp.domain.errors import Refused
from gridapp.i18n import tr
from gridapp.server import centre, console
from gridapp.server.calls import Centre


def with_who(command: Callable[..., Any]) -> Callable[..., Any]:
    """The maker of commands, for those of a server: each knows its own name, and takes whose it is."""

    def made(name: str, run: Any, summary: str, to: Any) -> Any:
        parser = command(name, run, summary, to)
        parser.set_defaults(way=name)
        parser.add_argument(
            "--as", dest="admin", metavar="NAME", default="", help=tr("Which administrator you are")
        )
        return parser

    return made


@contextmanager
def opened(context: Context, options: Namespace, files: str = "") -> Iterator[Centre]:
    """The server, with whoever signed in at its console. Raises Refused when it was not set up, or the command is not
    theirs."""
    server = centre.open_centre(context.folder / "server", options.database, files=files)
    try:
        if not centre.is_set_up(server):
            raise Refused(tr("This server was not set up yet"), tr("Please run: gridapp server init"))
        yield console.signed_in(
            server,
            options.way,
            options.admin,
            lambda: passwords.asked(options.admin, passwords.ADMIN_VARIABLE),
        )
    finally:
        server.close()
