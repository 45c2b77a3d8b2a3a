"""Handing a shift over: one asks, the other agrees, a leader approves. Each step is an entry's own; the place goes over
at the server, in one act, and stays where it is when the other turns out to be elsewhere then."""

from __future__ import annotations

from typing import Any

from gridapp.actions import entries
from gridapp.actions.acts import change, found, write
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New
from gridapp.actions.signups import asking
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.rules import require_move
from gridapp.i18n import tr


def ask(desk: Desk, signup: str, taker: Any, reason: str = "") -> Entry:
    """Ask a colleague (a name, or a person as records name them) to stand in at one's own sign-up. Raises Refused."""
    with desk.reading() as connection:
        mine = found(desk, connection, signup)
    person = mine.record.field("person").clean(taker, desk.world)
    if not person["id"]:
        raise Refused(
            tr("Nobody is known by this name"),
            tr("Please name one of the members: {name}", name=person["name"]),
        )
    if person["id"] == mine.body["person"]["id"]:
        raise Refused(tr("Not possible"), tr("{name} is the one who cannot go.", name=person["name"]))
    values = {
        "signup": {"id": mine.id, "number": mine.number},
        "giver": mine.body["person"],
        "taker": person,
        "name": mine.body.get("name"),
        "period": mine.body.get("period"),
        "reason": reason,
    }
    return entries.add(desk, "swap", {name: value for name, value in values.items() if value}, unit=mine.unit)


def approve(desk: Desk, swap: str, answer: str = "") -> Entry:
    """Approve what both agreed on, and ask for the place in the taker's name, in one transaction. Gives the new
    sign-up. Raises Refused, or NotAllowed."""
    fields = {"answer": answer} if answer else {}
    with desk.reading() as connection:
        agreed = found(desk, connection, swap)
        given = found(desk, connection, agreed.body["signup"]["id"])
        shift = found(desk, connection, given.body["shift"]["id"])
    step = require_move(desk.person, agreed, "approve", fields, desk.org)
    new = entries.prepared(desk, given.record, New(asking(shift, agreed.body["taker"], given), given.unit))
    with desk.vault.writing() as connection:
        before = found(desk, connection, agreed.id)
        require_move(desk.person, before, "approve", fields, desk.org)
        act = change(before, "move", fields, move=step.name, to=step.target)
        after = [write(desk, connection, each) for each in (act, new)]
    desk.note(after)
    return after[1]
