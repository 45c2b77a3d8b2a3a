"""card: a grid's contact cards, or its public notice."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from gridapp.actions import contact_card
from gridapp.cli.context import Context, say
from gridapp.domain.contact_card import grid
from gridapp.exports.contact_card import cards, notice
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably


def add_commands(command: Any) -> None:
    making = command(
        "card", run_card, tr("Write the contact cards of a grid's workers to a page for printing")
    )
    making.add_argument("unit", metavar="UNIT", help=tr("Number or name of the grid"))
    making.add_argument("file", metavar="FILE.html")
    making.add_argument("--notice", action="store_true", help=tr("The grid's public notice instead"))


def run_card(context: Context, options: Namespace) -> int:
    entry = contact_card.grid_called(context.desk, options.unit)
    public = grid(entry, context.desk.world)
    write_durably(Path(options.file), (notice if options.notice else cards)(public).encode())
    say(tr("Saved as {file}", file=options.file))
    return 0
