"""server certificate, and what server run and enrol-code have to do with certificates."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Any

from gridapp.cli.context import Context, say
from gridapp.domain.errors import Refused
from gridapp.domain.world import system_clock
from gridapp.i18n import tr
from gridapp.server import certificates
from gridapp.server.authority import Place, issue
from gridapp.server.certificates import Certificate
from gridapp.sync import authorities


def add_commands(command: Any, group: Any) -> None:
    made = command(
        "certificate", run_certificate, tr("Make the server a certificate, by an authority of its own"), group
    )
    made.add_argument(
        "--host",
        metavar="NAME",
        action="append",
        required=True,
        help=tr("Name or address that computers know the server by; may be given several times"),
    )


def add_options(run: Any) -> None:
    run.add_argument(
        "--tls-cert", metavar="FILE", type=Path, help=tr("The server's certificate, with its chain")
    )
    run.add_argument("--tls-key", metavar="FILE", type=Path, help=tr("Its key, without a passphrase"))


def run_certificate(context: Context, options: Namespace) -> int:
    place = _place(context)
    authority = issue(place, options.host, system_clock())
    files = f"--tls-cert {place.chain} --tls-key {place.server_key}"
    say(tr("Start the server with: {command}", command=f"gridapp server run --host 0.0.0.0 {files}"))
    say(
        tr(
            "Codes of gridapp server enrol-code now carry the authority's fingerprint, so computers believe it. Keep "
            "{folder} secret and in the backup.",
            folder=place.folder,
        )
    )
    print(authorities.fingerprint(authority))
    return 0


def certificate(options: Namespace, now: datetime) -> Certificate | None:
    """What `server run` was given to prove itself with, or None. Raises Refused."""
    if (options.tls_cert is None) != (options.tls_key is None):
        raise Refused(
            tr("A certificate and its key belong together"), tr("Please give both --tls-cert and --tls-key.")
        )
    if options.tls_cert is None:
        return None
    loaded = certificates.load(options.tls_cert, options.tls_key, now)
    if warning := loaded.warning(now):
        say(warning)
    return loaded


def with_mark(context: Context, code: str) -> str:
    """With an authority of the server's own, a code names it, so that nobody has to carry its certificate around."""
    file = _place(context).authority
    return f"{code}@{authorities.mark(authorities.read(file)[0])}" if file.is_file() else code


def _place(context: Context) -> Place:
    return Place(context.folder / "server" / "tls")
