"""server courier."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from gridapp.cli import console
from gridapp.cli.context import Context, say
from gridapp.domain.errors import Refused
from gridapp.i18n import tr
from gridapp.server import courier
from gridapp.server.calls import Centre
from gridapp.server.courier import Answered
from gridapp.store.fsync import write_durably
from gridapp.sync import packets


def add_commands(command: Any, group: Any) -> None:
    answering = command(
        "courier", run_courier, tr("Deal with a sealed packet and write the answer to it"), group
    )
    answering.add_argument("packet", metavar="IN", type=Path)
    answering.add_argument("answer", metavar="OUT", type=Path)
    answering.add_argument(
        "--database", metavar="URL", default="", help="postgresql://user:password@host/name"
    )


def run_courier(context: Context, options: Namespace) -> int:
    """Writes the answer in every case in which the packet could be opened; gives 2 when its writer was refused."""
    data = packets.read_file(options.packet)
    with console.opened(context, options) as opened:
        answered = _answer(opened, data)
    write_durably(options.answer, answered.packet)
    if answered.refused is not None:
        raise answered.refused
    if answered.before:
        say(tr("This packet was taken in before. Nothing was done twice; the answer was written once more."))
    say(tr("{ops} changes were taken in. The answer is in {file}.", ops=answered.ops, file=options.answer))
    return 0


def _answer(opened: Centre, data: bytes) -> Answered:
    try:
        return courier.answer(opened, data, packets.MOST_ON_STICK)
    except Refused:
        opened.refusals.note(opened.console, "courier", "refused")
        raise
