"""Handing a shift over: one asks, the other agrees, a leader approves. Each step is an entry's own; the place goes over
at the server, in one act, and stays where it is when the other turns out to be elsewhere then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from gridapp.actions import entries
from gridapp.actions.acts import found
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New
from gridapp.actions.signups import StandIn, asking, clash_at, stand_ins
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.policy import move_act
from gridapp.domain.record import record_type
from gridapp.i18n import tr
from gridapp.store import lists, rows
from gridapp.store.lists import Query, Where
from gridapp.store.ops import Act

ASKED_AT_ONCE = 50
"""How many are asked when somebody asks everybody."""


@dataclass(frozen=True)
class Request:
    """A hand-over that waits for an answer: for whom, and in words what speaks against it (nothing, mostly)."""

    entry: Entry
    for_me: bool
    is_own: bool
    to_approve: bool
    against: str = ""

    @property
    def about(self) -> str:
        """The id of the sign-up that is to be handed over."""
        return str(self.entry.body["signup"]["id"])


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
    return entries.add(desk, "swap", _asking(mine, person, reason), unit=mine.unit)


def ask_everybody(desk: Desk, signup: str, reason: str = "") -> list[Entry]:
    """Ask everybody who is free then, those with the skills and the fewest hours first: each is asked by an entry of
    their own, and whoever is approved first stands in. Raises Refused when nobody is free."""
    mine = entries.get(desk, signup)
    others = [each.person for each in could_stand_in(desk, signup)][:ASKED_AT_ONCE]
    if not others:
        raise Refused(tr("Nobody is free then"), tr("Please tell whoever leads the shift. Nobody was asked."))
    return entries.add_all(desk, "swap", [New(_asking(mine, each, reason), mine.unit) for each in others])


def could_stand_in(desk: Desk, signup: str) -> list[StandIn]:
    """Who is free then and was not asked yet, in the order to ask in."""
    with desk.reading() as connection:
        mine = found(desk, connection, signup)
        about = (Where("signup", "=", mine.id), Where("open", "=", True))
        asked = lists.page(connection, Query(record_type("swap"), about, limit=None))
    without = {mine.body["person"]["id"], *(each.body["taker"]["id"] for each in asked)}
    return [each for each in stand_ins(desk, mine.body["shift"]["id"]) if each.person["id"] not in without]


def waiting(desk: Desk) -> list[Request]:
    """Hand-overs of places still to come that wait for this person or that they asked for, the earliest first."""
    record, now = record_type("swap"), desk.world.now().astimezone(UTC)
    with desk.reading() as connection:
        open_ones = lists.page(connection, Query(record, (Where("open", "=", True),), limit=None))
        seen = [_request(desk, connection, each) for each in open_ones if _is_needed(connection, each, now)]
    concerned = [each for each in seen if each.for_me or each.is_own or each.to_approve]
    return sorted(concerned, key=lambda each: (_starts(each.entry), each.entry.id))


def _request(desk: Desk, connection: Connection, swap: Entry) -> Request:
    person, of = desk.person.id, swap.body
    for_me = swap.state == "asked" and of["taker"]["id"] == person
    to_approve = swap.state == "agreed" and desk.may(move_act("approve"), swap)
    clash = clash_at(connection, of["taker"]["id"], of.get("period")) if for_me or to_approve else ""
    against = ""
    if clash and for_me:
        against = tr("You are at {shift} then.", shift=clash)
    elif clash:
        against = tr("{name} is at {shift} then.", name=of["taker"]["name"], shift=clash)
    return Request(swap, for_me, of["giver"]["id"] == person, to_approve, against)


def _is_needed(connection: Connection, swap: Entry, now: datetime) -> bool:
    """Whether the place is still to be handed over: neither over nor given up nor another's by now."""
    given = rows.read(connection, swap.body["signup"]["id"])
    ended = given is not None and (given.deleted or given.record.workflow.state(given.state).final)
    period = swap.body.get("period")
    return not ended and (not period or datetime.fromisoformat(period["to"]) > now)


def _starts(swap: Entry) -> str:
    return str((swap.body.get("period") or {}).get("from", ""))


def _asking(mine: Entry, person: Any, reason: str) -> dict[str, Any]:
    values = {
        "signup": {"id": mine.id, "number": mine.number},
        "giver": mine.body["person"],
        "taker": person,
        "name": mine.body.get("name"),
        "period": mine.body.get("period"),
        "reason": reason,
    }
    return {name: value for name, value in values.items() if value}


def with_approve(desk: Desk, connection: Connection, agreed: Entry, given: Mapping[str, Any]) -> list[Act]:
    """Together with the approval of what both agreed on, the place is asked for in the taker's name."""
    signup = found(desk, connection, agreed.body["signup"]["id"])
    if signup.record.workflow.state(signup.state).final:
        raise Refused(
            tr("There is nothing to hand over any more"),
            tr("{name} does not have this place now.", name=agreed.body["giver"]["name"]),
        )
    shift = found(desk, connection, signup.body["shift"]["id"])
    new = New(asking(shift, agreed.body["taker"], signup), signup.unit)
    return [entries.prepared(desk, signup.record, new)]
