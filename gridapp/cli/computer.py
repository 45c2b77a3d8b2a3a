"""enrol, sync, status, password, check."""

from __future__ import annotations

import socket
import time
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gridapp.actions import photos, status
from gridapp.actions.desk import Desk
from gridapp.cli import passwords
from gridapp.cli.context import Context, print_json, say
from gridapp.domain.errors import ConfirmationNeeded, NotFound, Refused, WorldFailed
from gridapp.i18n import tr
from gridapp.store import checks
from gridapp.store.home import checked
from gridapp.sync.carrying import carry
from gridapp.sync.client import Client
from gridapp.sync.engine import Direct, require_enrolled, run_round
from gridapp.sync.enrolment import exchange, first_contact, take_on
from gridapp.sync.files import exchange as exchange_files
from gridapp.sync.invitation import is_line
from gridapp.sync.recovery import trade
from gridapp.sync.round import Report


def add_commands(command: Any) -> None:
    enrolling = command("enrol", run_enrol, tr("Make this computer known to a server with a one-time code"))
    enrolling.add_argument(
        "url", metavar="URL", help=tr("The server's address, or the whole line with the code")
    )
    enrolling.add_argument("code", metavar="CODE", nargs="?", default="")
    enrolling.add_argument(
        "--ca", metavar="FILE", type=Path, help=tr("Certificate of the authority that vouches for the server")
    )
    syncing = command("sync", run_sync, tr("Send what waits and get what is new"))
    syncing.add_argument(
        "--photos", action="store_true", help=tr("Get all photos in full, not only small ones")
    )
    standing = command("status", run_status, tr("How things stand on this computer"))
    for each in (syncing, standing):
        each.add_argument("--json", action="store_true")
    command("password", run_password, tr("Choose another password"))
    recovering = command("recover", run_recover, tr("Choose a new password with a coordinator's code"))
    recovering.add_argument("code", metavar="CODE")
    command("check", run_check, tr("Whether everything saved is still what it was"))


def run_enrol(context: Context, options: Namespace) -> int:
    code = options.code or options.url
    if not options.code and not is_line(code):
        raise Refused(
            tr("The code is missing"), tr("Please give the address and the code, or the whole line.")
        )
    desk = enrolled_desk(context, options.url, code, options.ca)
    desk.reload()
    desk.put_tile()
    person = desk.person
    say(
        tr(
            "This computer is enrolled for {name}, {unit}.",
            name=person.name,
            unit=desk.org.label(person.unit),
        )
    )
    return 0


def enrolled_desk(context: Context, url: str, code: str, authority: Path | None = None) -> Desk:
    """The desk of whoever records here without a server yet; else a new one beside those that have one.

    A new one is made only after the code was taken: a mistyped code must leave nothing behind.
    """
    desk = context.desk if context.shared.tiles() else None
    waiting = desk if desk and not desk.identity.token else None
    device = waiting.identity.device if waiting else ""
    client, bare = first_contact(url, code, authority)
    name = socket.gethostname()
    try:
        identity = exchange(client, bare, name, device)
    except ConfirmationNeeded:
        identity = exchange(client, bare, name, device, passwords.digits())
    taken = waiting or context.sit_at_new_desk()
    take_on(taken.vault, identity)
    return taken


def run_sync(context: Context, options: Namespace) -> int:
    desk = context.desk
    require_enrolled(desk.vault)
    started = time.monotonic()
    report = sync_once(desk, options.photos)
    carry(context.home.couriers(), Direct(desk.vault), Client.of(desk.vault.identity()))
    if options.json:
        print_json(_as_json(report, desk) | {"seconds": round(time.monotonic() - started, 3)})
    else:
        print(
            tr("Sent {sent}, received {received}, photos sent {files_sent}, photos received {files_received}",
               sent=report.pushed, received=report.pulled, files_sent=report.files_sent,
               files_received=report.files_received)
        )  # fmt: skip
        if report.verdicts.get("held"):
            print(tr("{count} need your decision", count=report.verdicts["held"]))
        for doubt in report.doubts:
            say(doubt)
    if report.file_problems:
        raise WorldFailed(tr("Some photos did not go through"), "\n".join(report.file_problems))
    return 0


def sync_once(desk: Desk, all_photos: bool = False) -> Report:
    """One round for this desk, and what it changed taken up. With `all_photos` every photo that the person may
    see is brought in full as well."""
    client = Client.of(desk.identity)
    try:
        report = run_round(Direct(desk.vault), client)
        if all_photos:
            photos.want(desk)
            exchange_files(Direct(desk.vault), client, report, lambda: False)
        return report
    finally:
        desk.refresh_county()  # also what came in before a round broke off


def run_status(context: Context, options: Namespace) -> int:
    now = status.status(context.desk)
    if options.json:
        print_json(
            asdict(now)
            | {"person": context.desk.person.name, "unsent_total": now.unsent_total, "grant": _grant(now)}
        )
        return 0
    print(context.desk.person.name, context.desk.org.label(context.desk.person.unit))
    print(tr("Not sent yet: {count}", count=now.unsent_total), tr("photos: {count}", count=now.unsent_files))
    print(tr("Waiting for your decision: {count}", count=now.attention))
    print(tr("Server: {server}", server=now.server or tr("not enrolled")))
    print(tr("Last sync: {moment}", moment=now.last_sync or tr("never")))
    if now.grant.shut:
        say(
            tr("Others' records stay shut until the server has answered. What you have not sent yet is here.")
        )
    return 0


def run_password(context: Context, options: Namespace) -> int:
    """The present password is asked for like everywhere, the new one from `passwords.NEW_VARIABLE` or the terminal."""
    tile = context.tile()
    if tile is None:
        raise NotFound(tr("Nobody works on this computer yet."))
    present = passwords.asked(tile.name)
    context.home.change_password(tile.vault, present, passwords.chosen(passwords.NEW_VARIABLE))
    say(tr("From now on the new password opens your records"))
    return 0


def run_recover(context: Context, options: Namespace) -> int:
    """The new password is asked for as by `password`."""
    tile = context.tile()
    if tile is None:
        raise NotFound(tr("Nobody works on this computer yet."))
    lock, new = context.home.second_lock(tile.vault), checked(passwords.chosen(passwords.NEW_VARIABLE))
    try:
        secret = trade(lock, options.code)
    except ConfirmationNeeded:
        secret = trade(lock, options.code, passwords.digits())
    context.home.recover(tile.vault, secret, new)
    say(tr("From now on the new password opens your records"))
    return 0


def run_check(context: Context, options: Namespace) -> int:
    found = checks.findings(context.desk.vault)
    if found:
        raise WorldFailed(tr("Something is not what it was"), "\n".join(found))
    print(tr("Chain, hashes, indexes and files are whole."))
    return 0


def _grant(now: status.Status) -> dict[str, Any]:
    left = now.grant.left
    return {"seconds_left": left and int(left.total_seconds()), "shut": now.grant.shut}


def _as_json(report: Report, desk: Desk) -> dict[str, Any]:
    now = status.status(desk)
    return {
        "pushed": report.pushed,
        "pulled": report.pulled,
        "verdicts": report.verdicts,
        "files_sent": report.files_sent,
        "files_received": report.files_received,
        "file_problems": report.file_problems,
        "doubts": report.doubts,
        "cursor": now.cursor,
        "unsent": now.unsent_total,
        "attention": now.attention,
    }
