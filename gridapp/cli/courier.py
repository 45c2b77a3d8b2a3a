"""courier export, import."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from gridapp.cli.context import Context, say
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably
from gridapp.sync import packets
from gridapp.sync.courier import take_in, write
from gridapp.sync.engine import Direct


def add_commands(command: Any, group: Any) -> None:
    writing = command("export", run_export, tr("Seal what waits into a packet for the server"), group)
    taking = command("import", run_import, tr("Take in the server's answer to a packet"), group)
    for each in (writing, taking):
        each.add_argument("file", metavar="FILE", type=Path)


def run_export(context: Context, options: Namespace) -> int:
    written = write(context.desk.vault, packets.MOST_ON_STICK)
    write_durably(options.file, written.data)
    say(
        tr(
            "{ops} changes and {files} photos are sealed in {file}. They stay here, and count as sent once the answer "
            "was taken in.",
            ops=written.ops,
            files=written.files,
            file=options.file,
        )
    )
    if written.ops_left or written.files_left:
        say(
            tr(
                "{ops} changes and {files} photos did not fit. They go with the next packet.",
                ops=written.ops_left,
                files=written.files_left,
            )
        )
    return 0


def run_import(context: Context, options: Namespace) -> int:
    desk = context.desk
    try:
        report = take_in(Direct(desk.vault), packets.read_file(options.file))
    finally:
        desk.reload()
        desk.refresh_county()
    print(
        tr(
            "Sent {sent}, received {received}, photos sent {files_sent}, photos received {files_received}",
            sent=report.pushed,
            received=report.pulled,
            files_sent=report.files_sent,
            files_received=report.files_received,
        )
    )
    if report.verdicts.get("held"):
        print(tr("{count} need your decision", count=report.verdicts["held"]))
    return 0
