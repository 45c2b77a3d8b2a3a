"""Handing a shift over: one asks, the other agrees, a leader approves. Each step is an entry's own; the place goes over
at the server, in one act, and stays where it is when the other turns out to be elsewhere then."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from gridapp.actions import entries
from gridapp.actions.acts import found
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New
from gridapp.actions.signups import asking
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.i18n import tr
from gridapp.store.ops import Act


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


def with_approve(desk: Desk, connection: Connection, agreed: Entry) -> list[Act]:
    """Together with the approval of what both agreed on, the place is asked for in the taker's name."""
    given = found(desk, connection, agreed.body["signup"]["id"])
    shift = found(desk, connection, given.body["shift"]["id"])
    new = New(asking(shift, agreed.body["taker"], given), given.unit)
    return [entries.prepared(desk, given.record, new)]
