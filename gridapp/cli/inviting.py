"""server fingerprint, and what `server enrol-code` has to do with whole lines: the address, and a QR code."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import segno

from gridapp.cli import console
from gridapp.cli.context import Context
from gridapp.domain.errors import Refused
from gridapp.domain.org import COUNTY
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably
from gridapp.sync import addresses, fingerprints, invitation
from gridapp.sync.invitation import Invitation

_TERMINAL = "-"
_KINDS = (".png", ".svg")
_PIXELS = 8  # to a module: a telephone reads it from a screen and from paper


def add_commands(command: Any, group: Any) -> None:
    shown = command(
        "fingerprint",
        run_fingerprint,
        tr("Of the key that this server signs with, to be read to people"),
        group,
    )
    shown.add_argument("--database", metavar="URL", default="", help="postgresql://user:password@host/name")


def run_fingerprint(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as opened:
        print(fingerprints.of_key(opened.signer.public))
    return 0


def add_options(code: Any) -> None:
    code.add_argument(
        "--address",
        metavar="URL",
        default="",
        help=tr("What computers reach this server by; kept, and from then on a whole line is printed"),
    )
    code.add_argument(
        "--qr",
        metavar="FILE",
        default="",
        help=tr("Draw the line too: a .png, an .svg, or - for the terminal"),
    )


def address(context: Context, options: Namespace) -> str:
    """What computers reach this server by: as given now, else as given before, "" for neither. Raises Refused for one
    that is not encrypted, and where a drawing is wanted that cannot be made; nothing was done yet."""
    file = context.folder / "server" / "address"
    given = options.address.strip().rstrip("/")
    if given and not given.startswith(("https://", "http://")):
        raise Refused(tr("Not possible"), tr("Please give an address that begins with https://"))
    if addresses.is_exposed(given):
        raise Refused(*addresses.in_the_clear(given))
    found = given or (file.read_text("utf-8").strip() if file.is_file() else "")
    if options.qr and not found:
        raise Refused(
            tr("Not possible"), tr("Please say with --address what computers reach this server by.")
        )
    if options.qr not in ("", _TERMINAL) and Path(options.qr).suffix.lower() not in _KINDS:
        raise Refused(tr("Not possible"), tr("A QR code is written to a .png or an .svg, or shown with -."))
    if given:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_durably(file, given.encode())
    return found


def line(code: str, address: str, key: str) -> str:
    """The line for a code, with the mark of an authority behind an @ or without, "" while no address is known; `key` is
    the public half of the server's signing key."""
    if not address:
        return ""
    bare, _, authority = code.partition("@")
    return Invitation(address, COUNTY, bare, invitation.mark(key), authority).line()


def draw(options: Namespace, line: str) -> None:
    """The QR code that was asked for. Raises OSError when it cannot be written."""
    if not options.qr:
        return
    drawn = segno.make(line, error="m", micro=False)
    if options.qr == _TERMINAL:
        drawn.terminal(out=sys.stdout, compact=True)
    else:
        drawn.save(options.qr, scale=_PIXELS)
