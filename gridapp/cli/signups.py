"""shifts, sign-up, swap: what a volunteer does about shifts, and what a leader approves."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta
from typing import Any

from gridapp.actions import openings, signups, swaps
from gridapp.actions.desk import Desk
from gridapp.actions.openings import Own
from gridapp.actions.signups import Opening
from gridapp.cli.context import Context, print_json
from gridapp.domain.world import World
from gridapp.i18n import tr


def add_commands(command: Any) -> None:
    shifts = command(
        "shifts", run_shifts, tr("The published shifts of the next days, and where places are free")
    )
    shifts.add_argument("what", choices=("open", "mine"), nargs="?", default="open")
    shifts.add_argument("--days", type=int, default=7)
    shifts.add_argument("--json", action="store_true")
    taking = command("sign-up", run_sign_up, tr("Ask for a place at one or several shifts"))
    taking.add_argument("shifts", metavar="SHIFT", nargs="+")
    asking = command("swap", run_swap, tr("Ask somebody to stand in for you at a shift"))
    asking.add_argument("signup", metavar="SIGNUP")
    asking.add_argument(
        "name", metavar="NAME", nargs="?", help=tr("Without a name everybody who is free is asked")
    )
    asking.add_argument("--reason", default="")


def run_shifts(context: Context, options: Namespace) -> int:
    desk = context.desk
    if options.what == "mine":
        return _print_own(desk, options.json)
    today = desk.world.now().replace(hour=0, minute=0, second=0, microsecond=0)
    found = signups.openings(desk, today, today + timedelta(days=max(1, options.days)))
    if options.json:
        print_json([_described(each) for each in found])
        return 0
    for each in found:
        print("  ".join(word for word in _line(each, desk.world) if word))
    if not found:
        print(tr("No shifts are published for these days."))
    return 0


def run_sign_up(context: Context, options: Namespace) -> int:
    for each in signups.sign_up(context.desk, options.shifts):
        print(f"{each.id} {each.number}")
    return 0


def run_swap(context: Context, options: Namespace) -> int:
    desk = context.desk
    if options.name is None:
        asked = swaps.ask_everybody(desk, options.signup, options.reason)
    else:
        asked = [swaps.ask(desk, options.signup, options.name, options.reason)]
    for each in asked:
        print(f"{each.id} {each.number}")
    return 0


def _print_own(desk: Desk, as_json: bool) -> int:
    found = openings.own(desk, swaps.waiting(desk))
    if as_json:
        print_json([_own_described(each) for each in found])
        return 0
    for each in found:
        entry = each.entry
        when = entry.record.field("period").show(entry.body["period"], desk.world)
        words = (entry.number, when, entry.body.get("name"), each.said, each.meeting.reason, *_asked(each))
        print("  ".join(word for word in words if word))
    if not found:
        print(tr("You have no shifts to come."))
    return 0


def _asked(own: Own) -> list[str]:
    names = [each.body["taker"]["name"] for each in own.asked]
    return [tr("Asked to stand in: {names}", names=tr(", ").join(names))] if names else []


def _own_described(own: Own) -> dict[str, Any]:
    entry = own.entry
    return {
        "id": entry.id,
        "number": entry.number,
        "name": entry.body.get("name"),
        "period": entry.body["period"],
        "state": entry.state,
        "waiting": own.waiting,
        "called_off": own.meeting.fell_through,
        "reason": own.meeting.reason,
        "asked": [each.body["taker"]["name"] for each in own.asked],
    }


def _line(opening: Opening, world: World) -> list[str]:
    shift = opening.shift
    when = shift.record.field("period").show(shift.body["period"], world)
    places = tr("{free} of {needed} free", free=opening.free, needed=shift.body["needed"])
    mine = opening.mine
    state = tr(mine.record.workflow.state(mine.state).label) if mine else ""
    return [shift.number, when, shift.body["name"], places, state, *opening.against]


def _described(opening: Opening) -> dict[str, Any]:
    shift, mine = opening.shift, opening.mine
    return {
        "id": shift.id,
        "number": shift.number,
        "name": shift.body["name"],
        "period": shift.body["period"],
        "needed": shift.body["needed"],
        "free": opening.free,
        "mine": {"id": mine.id, "number": mine.number, "state": mine.state} if mine else None,
        "against": list(opening.against),
    }
