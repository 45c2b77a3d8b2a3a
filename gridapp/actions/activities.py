"""Events: everything of one in one place, and who came.

An event's people are sign-ups at shifts that name it, so that places, reminders, attendance and hours are what they
are for any other shift; nothing of it is typed twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from gridapp.actions import duty, entries
from gridapp.actions.acts import change, found
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New
from gridapp.actions.our_names import unofficial_names
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid, Problem
from gridapp.domain.fields import Tally
from gridapp.domain.fields.base import Json
from gridapp.domain.identities import identities
from gridapp.domain.materials import handed_out
from gridapp.domain.record import record_type
from gridapp.domain.records.activity import WRITTEN
from gridapp.domain.rules import require_move
from gridapp.domain.service_records import COUNTED, WAITING
from gridapp.domain.service_records import hours as hours_of
from gridapp.i18n import tr
from gridapp.store import lists, rows
from gridapp.store.lists import Query, Where
from gridapp.store.ops import Act


@dataclass(frozen=True)
class Helper:
    """One sign-up at a shift of the event, and the hours recorded of it, if any yet."""

    signup: Entry
    served: Entry | None

    @property
    def came(self) -> bool:
        return self.signup.state in duty.kind().placing.present

    @property
    def hours(self) -> Decimal:
        """What is recorded; until then from coming to leaving, to the tenth of an hour."""
        if self.served is not None:
            return hours_of(self.served)
        times = [self.signup.body.get(name) for name in ("came_at", "left_at")]
        if not all(times):
            return Decimal(0)
        came, left = (datetime.fromisoformat(str(each)) for each in times)
        return Decimal(round((left - came).total_seconds() / 360)) / 10


@dataclass(frozen=True)
class Event:
    """An event with its shifts and its people, these by shift and name. Those who gave their place up are not among
    them."""

    entry: Entry
    shifts: Sequence[Entry] = ()
    helpers: Sequence[Helper] = ()

    @property
    def came(self) -> int:
        return sum(each.came for each in self.helpers)

    @property
    def hours(self) -> Decimal:
        return sum((each.hours for each in self.helpers), Decimal(0))

    @property
    def given(self) -> int:
        """Leaflets and other things that were handed out."""
        return handed_out(self.entry.body.get("materials") or [])

    @property
    def reached(self) -> Mapping[str, int]:
        """People reached, by the code of their kind."""
        return _totals(self.entry, "reached")


def read(desk: Desk, event: str) -> Event:
    """The event with this id or number, and all that belongs to it. Raises NotFound."""
    with desk.reading() as connection:
        entry = found(desk, connection, event)
        shifts = _shifts(connection, entry)
        signups = [each for shift in shifts for each in _signups(connection, shift)]
        helpers = [Helper(each, _served(connection, each)) for each in signups]
    return Event(entry, shifts, helpers)


def tick(desk: Desk, event: str, task: str, done: bool) -> Entry:
    """Note of one thing to prepare, by the id of its line, whether it is done. The other lines stay as they are."""
    lines = entries.get(desk, event).body.get("tasks") or []
    said = {"done": "yes" if done else "no"}
    return entries.edit(
        desk, event, {"tasks": [{**each, **said} if each["id"] == task else each for each in lines]}
    )


def all_came(desk: Desk, event: str) -> list[Entry]:
    """Note of everybody with a place, of whom nothing is noted yet, that they came: as of now while their shift is on,
    for all of it once it is over. Raises Refused before it begins, then of nobody."""
    placed = duty.kind().placing.placed
    waiting = [each.signup for each in read(desk, event).helpers if each.signup.state == placed]
    return [came(desk, each) for each in waiting]


def came(desk: Desk, signup: Entry) -> Entry:
    """Note that this helper came: now or, once the shift is over, for its whole time. Raises Refused."""
    starts, ends = _times(signup)
    if desk.world.now() <= ends:
        return duty.check_in(desk, signup.id)
    return duty.back_fill(desk, signup.id, starts, ends, tr("From the list, by whoever led"))


def record_hours(desk: Desk, event: str) -> list[Entry]:
    """Record the hours of everybody who came and left and whose hours are not recorded: all of them or none. They
    wait to be confirmed as any others."""
    whole = read(desk, event)
    missing = [each for each in whole.helpers if each.served is None and each.hours > 0]
    return entries.add_all(
        desk, "service_record", [New(_hours(whole.entry, each.signup), each.signup.unit) for each in missing]
    )


def require(desk: Desk, connection: Connection, act: Act) -> None:
    """Raise Invalid when a brief is about to be kept that names one of ours who holds no office. Numbers are refused
    by the type itself, on the server too."""
    texts = {name: str(act.fields[name]) for name in WRITTEN if act.fields.get(name)}
    names = unofficial_names(connection) if texts else set()
    problems = [
        Problem(name, tr(record_type(act.type).field(name).label), tr("names {name}", name=each.words))
        for name, text in texts.items()
        for each in identities(text, names)
        if each.words in names
    ]
    if problems:
        raise Invalid(problems)


# --- what is written together with a step ---


def with_announce(desk: Desk, connection: Connection, before: Entry, given: Mapping[str, Any]) -> list[Act]:
    """Announcing an event publishes its shifts, so that people can sign up."""
    return _moved(desk, connection, before, "publish", {})


def with_cancel(desk: Desk, connection: Connection, before: Entry, given: Mapping[str, Any]) -> list[Act]:
    """Calling it off calls off its shifts, by which everybody signed up is told."""
    return _moved(desk, connection, before, "cancel", {"cancel_note": tr("The event is called off")})


def with_hold(desk: Desk, connection: Connection, before: Entry, given: Mapping[str, Any]) -> list[Act]:
    """When it is over, whoever is still noted as there left when their shift ended, or leaves now."""
    of, now = duty.kind(), desk.world.now()
    there = [each for shift in _shifts(connection, before) for each in _signups(connection, shift)]
    acts = []
    for each in there:
        if any(move.name == of.duty.leave for move in each.record.workflow.moves_from(each.state)):
            left = min(now, _times(each)[1]).isoformat(timespec="seconds")
            left = max(left, str(each.body.get(of.duty.came_at, "")))
            step = require_move(desk.person, each, of.duty.leave, {}, desk.org)
            acts.append(change(each, "move", {of.duty.left_at: left}, move=step.name, to=step.target))
    return acts


def _moved(
    desk: Desk, connection: Connection, before: Entry, step: str, values: Mapping[str, Json]
) -> list[Act]:
    acts = []
    for each in _shifts(connection, before):
        if any(move.name == step for move in each.record.workflow.moves_from(each.state)):
            move = require_move(desk.person, each, step, values, desk.org)
            acts.append(change(each, "move", values, move=move.name, to=move.target))
    return acts


# --- what belongs to an event ---


def _shifts(connection: Connection, event: Entry) -> list[Entry]:
    query = Query(record_type("shift"), (Where("activity", "=", event.id),), limit=None)
    return sorted(lists.page(connection, query), key=lambda each: (each.body["period"]["from"], each.number))


def _signups(connection: Connection, shift: Entry) -> list[Entry]:
    placing = duty.kind().placing
    shown = (*placing.open, *placing.present, "absent")
    query = Query(record_type("signup"), (Where("shift", "=", shift.id),), limit=None)
    asked = [each for each in lists.page(connection, query) if each.state in shown]
    return sorted(asked, key=lambda each: (each.body["person"]["name"], each.id))


def _served(connection: Connection, signup: Entry) -> Entry | None:
    """The hours that name this sign-up and count, or may."""
    if not signup.subject:
        return None
    known = rows.about(connection, record_type("service_record"), signup.subject)
    naming = (each for each in known if (each.body.get("signup") or {}).get("id") == signup.id)
    return next((each for each in naming if each.state in (*COUNTED, *WAITING)), None)


def _hours(event: Entry, signup: Entry) -> dict[str, Any]:
    body = event.body
    return {
        "person": signup.body["person"],
        "activity": body["name"],
        "kind": body["kind"],
        "period": {"from": signup.body["came_at"], "to": signup.body["left_at"]},
        "basis": "duty_log",
        "post": signup.body.get("name"),
        "place": body["place"],
        "signup": {"id": signup.id, "number": signup.number},
    }


def _totals(entry: Entry, name: str) -> dict[str, int]:
    tally = entry.record.field(name)
    assert isinstance(tally, Tally)
    return tally.totals(entry.body.get(name))


def _times(signup: Entry) -> tuple[datetime, datetime]:
    period = signup.body["period"]
    return datetime.fromisoformat(period["from"]), datetime.fromisoformat(period["to"])
