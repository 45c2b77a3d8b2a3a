"""The parser, and what the exit code says: 0 done, 1 the world failed, 2 bad usage or refused input."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from gridapp import __version__
from gridapp.cli import (
    activities,
    approving,
    calendar,
    computer,
    contact_card,
    courier,
    daily_log,
    deadlines,
    demo,
    duty,
    inspections,
    plans,
    privacy,
    records,
    roster,
    server,
    service_certificates,
    service_records,
    signups,
    timeliness,
    transfer,
    trusting,
)
from gridapp.cli.context import Context, Window
from gridapp.cli.reading import require_encodable
from gridapp.domain.errors import GridAppError, WorldFailed
from gridapp.i18n import tr, use_language
from gridapp.paths import default_home

Command = Callable[[Context, argparse.Namespace], int]


def main(arguments: Sequence[str], window: Window | None = None) -> int:
    """Run one command. `window` is how a program that has Qt opens one; without it there is none."""
    use_language(_wanted_language(arguments))
    _speak_utf8()
    try:
        require_encodable(arguments)
        options = _parser().parse_args(list(arguments))
        folder = Path(options.home) if options.home else default_home()
        with closing(Context(folder, options.person or "", window)) as context:
            return int(options.run(context, options))
    except GridAppError as error:
        print(f"{error.title}\n{error.message}".rstrip(), file=sys.stderr)
        return 1 if isinstance(error, WorldFailed) else 2
    except OSError as error:
        print(tr("The disk or the network failed"), error, sep="\n", file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        print(tr("The database failed"), getattr(error, "orig", error), sep="\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    _shared_options(shared, default=argparse.SUPPRESS)
    parser = argparse.ArgumentParser(
        prog="gridapp", description=tr("Field work for grid workers and volunteer police.")
    )
    parser.add_argument("--version", action="version", version=f"gridapp {__version__}")
    _shared_options(parser, default="")
    commands = parser.add_subparsers(title=tr("commands"), metavar="COMMAND", required=True)

    def command(name: str, run: Command, summary: str, to: Any = commands) -> Any:
        made = to.add_parser(name, help=summary, description=summary, parents=[shared])
        made.set_defaults(run=run)
        return made

    for module in (
        records,
        transfer,
        signups,
        computer,
        demo,
        service_records,
        approving,
        trusting,
        timeliness,
        deadlines,
        privacy,
        contact_card,
        daily_log,
    ):
        module.add_commands(command)
    carrying = commands.add_parser("courier", help=tr("Send and receive without a network"), parents=[shared])
    courier.add_commands(command, carrying.add_subparsers(metavar="COMMAND", required=True))
    papers = commands.add_parser("certificate", help=tr("Certificates of service"), parents=[shared])
    service_certificates.add_commands(command, papers.add_subparsers(metavar="COMMAND", required=True))
    planning = commands.add_parser(
        "calendar", help=tr("One's shifts in a calendar program"), parents=[shared]
    )
    calendar.add_commands(command, planning.add_subparsers(metavar="COMMAND", required=True))
    serving = commands.add_parser("duty", help=tr("On duty: coming, leaving, who is there"), parents=[shared])
    duty.add_commands(command, serving.add_subparsers(metavar="COMMAND", required=True))
    events = commands.add_parser("event", help=tr("Events: people, figures, the brief"), parents=[shared])
    activities.add_commands(command, events.add_subparsers(metavar="COMMAND", required=True))
    weekly = commands.add_parser("roster", help=tr("The roster of a week, sheets to sign"), parents=[shared])
    roster.add_commands(command, weekly.add_subparsers(metavar="COMMAND", required=True))
    plans.add_commands(command, commands, shared)
    looking = commands.add_parser("inspect", help=tr("Inspections of places"), parents=[shared])
    inspections.add_commands(command, looking.add_subparsers(metavar="COMMAND", required=True))
    groups = commands.add_parser("server", help=tr("Run the county's server"), parents=[shared])
    server.add_commands(command, groups.add_subparsers(metavar="COMMAND", required=True))
    return parser


def _wanted_language(arguments: Sequence[str]) -> str:
    """Known before the rest is parsed, because the help is words too."""
    early = argparse.ArgumentParser(add_help=False)
    early.add_argument("--lang", default=os.environ.get("GRIDAPP_LANGUAGE", ""))
    return str(early.parse_known_args(list(arguments))[0].lang)


def _shared_options(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument("--home", metavar="DIR", default=default, help=tr("Keep everything in this folder"))
    parser.add_argument(
        "--person", metavar="NAME", default=default, help=tr("Who of this computer is working")
    )
    parser.add_argument("--lang", choices=("zh_CN", "en"), default=default, help=tr("Language of all words"))


def _speak_utf8() -> None:
    """Chinese must come out whole also where the terminal's own encoding is a narrow one."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
