"""trust: what this computer believes of its server."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gridapp.cli.context import Context, print_json, say
from gridapp.i18n import tr
from gridapp.sync import authorities, trust
from gridapp.sync.engine import require_enrolled
from gridapp.sync.trust import Trust


def add_commands(command: Any) -> None:
    trusting = command("trust", run_trust, tr("Show or change what this computer believes of its server"))
    whom = trusting.add_mutually_exclusive_group()
    whom.add_argument(
        "--ca",
        metavar="FILE",
        type=Path,
        help=tr("From now on only the authority in this file vouches for the server"),
    )
    whom.add_argument("--public", action="store_true", help=tr("From now on the public authorities do"))
    trusting.add_argument(
        "--key",
        metavar="FINGERPRINT",
        default="",
        help=tr("From now on the server signs with the key of this fingerprint"),
    )
    trusting.add_argument("--json", action="store_true")


def run_trust(context: Context, options: Namespace) -> int:
    desk = context.desk
    require_enrolled(desk.vault)
    vouching = "" if options.public else None
    if options.ca:
        vouching = authorities.as_text(authorities.read(options.ca))
    if vouching is None and not options.key:
        found = trust.of(desk.identity)
    else:
        found = trust.believe(desk.vault, vouching, options.key)
        say(tr("The server has proven itself. From now on this is what the computer believes."))
    if options.json:
        print_json(asdict(found))
    else:
        print(*_words(found), sep="\n")
    return 0


def _words(found: Trust) -> list[str]:
    lines = [
        tr("Server: {server}", server=found.address),
        tr("Its word is believed when it is signed with the key {fingerprint}", fingerprint=found.key or "–"),
    ]
    lines += [
        tr("Only this authority vouches for its address: {mark}", mark=each) for each in found.authorities
    ]
    if not found.authorities:
        lines.append(tr("Any public authority vouches for its address"))
    return [*lines, tr("This computer's own fingerprint: {fingerprint}", fingerprint=found.own or "–")]
