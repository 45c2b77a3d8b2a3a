"""daily-log: what one recorded of a day, on screen or as a Word document."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gridapp.actions import daily_log
from gridapp.cli.context import Context, print_json, say
from gridapp.domain.errors import Refused
from gridapp.domain.fields.time import parse_moment
from gridapp.exports.daily_log import document
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably


def add_commands(command: Any) -> None:
    telling = command("daily-log", run_daily_log, tr("The log of one's day, from what was recorded"))
    telling.add_argument("--day", metavar="DATE", default="", help=tr("Another day than today"))
    telling.add_argument("--word", metavar="FILE.docx", default="", help=tr("Write it to this file"))
    telling.add_argument("--json", action="store_true")


def run_daily_log(context: Context, options: Namespace) -> int:
    world = context.desk.world
    day = (parse_moment(options.day, world) if options.day else world.now()).date()
    log = daily_log.daily_log(context.desk, day)
    if options.word:
        file = Path(options.word)
        if file.suffix.lower() != ".docx":
            raise Refused(tr("Bad usage"), tr("The file must end in {suffix}.", suffix=".docx"))
        write_durably(file, document(log))
        say(tr("Saved as {file}", file=file))
    elif options.json:
        print_json(asdict(log) | {"day": day.isoformat()})
    else:
        for each in log.lines:
            print("  ".join(part for part in asdict(each).values() if part))
        say(log.counted() or tr("Nothing was recorded that day."))
    return 0
