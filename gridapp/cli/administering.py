"""server admins, admin, role, requests, approve, decline."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

import msgspec

from gridapp.cli import console, passwords
from gridapp.cli.context import Context, print_json, say
from gridapp.domain import codes
from gridapp.domain.org import COUNTY
from gridapp.i18n import N_, tr
from gridapp.server import admins, sights, two_people
from gridapp.server import console as at_console
from gridapp.server.calls import Centre
from gridapp.server.two_people import Request

_STATES = {
    two_people.WAITING: N_("waiting"),
    two_people.APPROVED: N_("approved"),
    two_people.DECLINED: N_("declined"),
}


def add_commands(command: Any, group: Any) -> None:
    listed = command("admins", run_admins, tr("The administrators of this server"), group)
    admin = group.add_parser("admin", help=tr("Appoint an administrator, or end their office"))
    changes = admin.add_subparsers(metavar="COMMAND", required=True)
    added = command("add", run_add, tr("Appoint an administrator, who types a password"), changes)
    ended = command("end", run_end, tr("End an administrator's office"), changes)
    for each in (added, ended):
        each.add_argument("name", metavar="NAME")
        each.set_defaults(way="admin")
    added.add_argument("role", choices=list(admins.ROLES))
    role = command("role", run_role, tr("Give a person another role, or other units"), group)
    role.add_argument("name", metavar="PERSON", help=tr("The person's name or id"))
    role.add_argument("role", metavar="ROLE", choices=list(codes.table("member_role").codes))
    role.add_argument(
        "--unit",
        action="append",
        default=[],
        help=tr("Id, code or name of a unit, in place of those they have; may be given several times"),
    )
    asked = command("requests", run_requests, tr("What waits for a second administrator"), group)
    asked.add_argument("--all", action="store_true", help=tr("Also what was decided"))
    approved = command("approve", run_approve, tr("Let what another one asked for take effect"), group)
    declined = command("decline", run_decline, tr("Put what another one asked for aside"), group)
    for each in (approved, declined):
        each.add_argument("id", metavar="ID", help=tr("As `requests` shows it; its beginning is enough"))
    for each in (listed, asked):
        each.add_argument("--json", action="store_true")
    for each in (listed, added, ended, role, asked, approved, declined):
        each.add_argument(
            "--database", metavar="URL", default="", help="postgresql://user:password@host/name"
        )


def run_admins(context: Context, options: Namespace) -> int:
    here = sights.in_county(COUNTY)
    with console.opened(context, options) as server, server.database.transaction(here) as connection:
        found = admins.every(connection, COUNTY)
        in_force = admins.in_force(connection, COUNTY)
    if options.json:
        print_json([{"id": each.id, "name": each.name, "role": each.role, "added_at": each.added_at,
                     "ended_at": each.ended_at} for each in found])  # fmt: skip
        return 0
    for each in found:
        standing = tr("ended {day}", day=each.ended_at[:10]) if each.ended_at else tr("in office")
        print(each.name, tr(admins.ROLES[each.role]), standing, sep="\t")
    if not in_force:
        say(
            tr(
                "As long as not each of the three roles is taken, whoever works at this computer can do everything."
            )
        )
    return 0


def run_add(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as server:
        password = passwords.chosen(passwords.NEW_VARIABLE)
        _tell(at_console.appoint(server, options.name, options.role, password))
    return 0


def run_end(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as server:
        _tell(at_console.dismiss(server, options.name))
    return 0


def run_role(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as server:
        _tell(at_console.change_rights(server, options.name, options.role, options.unit))
    return 0


def run_requests(context: Context, options: Namespace) -> int:
    here = sights.in_county(COUNTY)
    with console.opened(context, options) as server, server.database.transaction(here) as connection:
        found = two_people.every(connection, COUNTY, "" if options.all else two_people.WAITING)
        names = {each.id: each.name for each in admins.every(connection, COUNTY)}
    if options.json:
        print_json([_as_json(each) for each in found])
        return 0
    for each in found:
        print(
            each.id[:8],
            each.asked_at[:16],
            names.get(each.asked_by, each.asked_by),
            _said(each),
            tr(_STATES[each.state]),
            names.get(each.decided_by, each.decided_by),
            sep="\t",
        )
    return 0


def run_approve(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as server:
        say(tr("From now on: {what}", what=_said(two_people.approve(server, options.id))))
    return 0


def run_decline(context: Context, options: Namespace) -> int:
    with console.opened(context, options) as server:
        say(tr("Put aside: {what}", what=_said(two_people.decline(server, options.id))))
    return 0


def tell_person_waits(server: Centre, name: str) -> None:
    """What is said when a code was asked for somebody who has to be agreed to first."""
    with server.database.transaction(sights.in_county(COUNTY)) as connection:
        waiting = two_people.every(connection, COUNTY, two_people.WAITING)
    _tell(next(each for each in waiting if each.asked.name == name))


def _tell(waiting: Request | None) -> None:
    if waiting is None:
        say(tr("Done. It took effect at once, because this server has no three administrators."))
        return
    print(waiting.id[:8])
    say(
        tr(
            "It waits for a second administrator: {command}",
            command=f"gridapp server approve {waiting.id[:8]} --as …",
        )
    )


def _said(one: Request) -> str:
    asked, units = one.asked, ", ".join(one.asked.units)
    if asked.act in ("person", "rights"):
        role = codes.table("member_role").codes[asked.role].label()
        words = tr("{name} is added as {role} in {units}") if asked.act == "person" else tr(
            "{name} becomes {role} in {units}")  # fmt: skip
        return words.format(name=asked.name, role=role, units=units)
    words = tr("{name} becomes {role}") if asked.act == "admin" else tr("{name} is {role} no more")
    return words.format(name=asked.name, role=tr(admins.ROLES[asked.role]))


def _as_json(one: Request) -> dict[str, Any]:
    """Everything but the lock of a password."""
    asked = msgspec.to_builtins(one.asked)
    del asked["lock"]
    return {"id": one.id, "asked": asked, "asked_by": one.asked_by, "asked_at": one.asked_at, "state": one.state,
            "decided_by": one.decided_by, "decided_at": one.decided_at}  # fmt: skip
