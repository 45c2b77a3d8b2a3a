"""server verify, checkpoints."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from gridapp.cli import console
from gridapp.cli.context import Context, print_json, say
from gridapp.domain.errors import BadFile
from gridapp.domain.org import COUNTY
from gridapp.i18n import tr
from gridapp.server import centre, daily, sights
from gridapp.server.audit import Line
from gridapp.server.verify import Verified, verify
from gridapp.store.fsync import write_durably
from gridapp.sync.protocol import SignedMark


def add_commands(command: Any, group: Any) -> None:
    verifying = command(
        "verify", run_verify, tr("Whether journal, log and entries are what they were"), group
    )
    verifying.add_argument(
        "--checkpoints", metavar="FILE", type=Path, help=tr("Signed checkpoints that were kept elsewhere")
    )
    verifying.add_argument("--json", action="store_true")
    keeping = command("checkpoints", run_checkpoints, tr("Write the signed checkpoints to a file"), group)
    keeping.add_argument("--out", metavar="FILE", type=Path, required=True)
    for each in (verifying, keeping):
        each.add_argument(
            "--database", metavar="URL", default="", help="postgresql://user:password@host/name"
        )


def run_verify(context: Context, options: Namespace) -> int:
    """Gives 1 when something was found, after naming it."""
    kept = _read(options.checkpoints) if options.checkpoints else []
    with console.opened(context, options) as opened:
        done = verify(opened.database, opened.signer.public, kept)
        reason = "" if done.whole else "findings"
        centre.note(opened, Line(opened.console, "verify", reason=reason))
    if options.json:
        print_json(_as_json(done))
    else:
        _print(done)
    return 0 if done.whole else 1


def run_checkpoints(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as opened:
        with opened.database.transaction(sights.in_county(COUNTY)) as connection:
            daily.mark(connection, opened.signer, COUNTY, opened.clock())
            marks = daily.every(connection, COUNTY)
        write_durably(options.out, b"".join(msgspec.json.encode(each) + b"\n" for each in marks))
        centre.note(opened, Line(opened.console, "checkpoints", str(len(marks))))
    say(
        tr(
            "{count} checkpoints are in {file}. Keep it, or a print-out of it, where the server's keepers cannot "
            "reach it.",
            count=len(marks),
            file=options.out,
        )
    )
    return 0


def _print(done: Verified) -> None:
    for each in done.findings.found:
        print(each.county, each.table, each.row, each.words(), sep=" | ")
    if done.findings.left_out:
        print(tr("… and {count} more", count=done.findings.left_out))
    say(
        tr("Looked at {journal} lines of the journal, {audit} of the log, {marks} checkpoints, {entries} entries.",
           journal=done.journal, audit=done.audit, marks=done.marks, entries=done.entries)
    )  # fmt: skip
    if done.uncovered:
        say(
            tr(
                "For {count} lines of the journal no receipt was kept: a change of their device or time is not found.",
                count=done.uncovered,
            )
        )
    if done.unsummed:
        say(tr("The units' checksums were not compared: the server was working. Please repeat this later."))
    if done.whole:
        print(tr("Everything is what it was."))


def _as_json(done: Verified) -> dict[str, Any]:
    counts = {
        "journal": done.journal,
        "audit": done.audit,
        "checkpoints": done.marks,
        "entries": done.entries,
        "uncovered": done.uncovered,
        "sums_compared": not done.unsummed,
        "left_out": done.findings.left_out,
    }
    return counts | {"findings": [asdict(each) | {"words": each.words()} for each in done.findings.found]}


def _read(file: Path) -> list[SignedMark]:
    try:
        lines = [line for line in file.read_bytes().splitlines() if line.strip()]
        return [msgspec.json.decode(line, type=SignedMark) for line in lines]
    except msgspec.MsgspecError as error:
        raise BadFile(file.name, str(error)) from error
