"""The board of matters: by where they stand, with the units that were called for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New
from gridapp.domain.entry import Entry
from gridapp.domain.record import record_type
from gridapp.domain.workflow import Move
from gridapp.i18n import N_
from gridapp.store import lists
from gridapp.store.lists import Query, Where, as_happened
from gridapp.store.ops import Act

MOST = 100
"""Cards of one column: nobody looks through more, and the list shows them all."""


@dataclass(frozen=True)
class Column:
    """Where matters stand in one of `states`; a `folded` one shows its count until it is opened."""

    key: str
    label: str
    states: tuple[str, ...]
    folded: bool = False


COLUMNS = (
    Column("intake", N_("To accept"), ("registered",)),
    Column("sorting", N_("To send"), ("accepted", "dispatched")),
    Column("doing", N_("Being seen to"), ("in_hand", "time_asked", "supervised")),
    Column("answer", N_("To answer"), ("reported",), folded=True),
    Column("visit", N_("To visit"), ("answered",), folded=True),
    Column("closed", N_("At their end"), ("closed", "refused", "archived"), folded=True),
)


@dataclass(frozen=True)
class Card:
    """A matter and the units called for it, the first called first."""

    case: Entry
    calls: Sequence[Entry] = ()


@dataclass(frozen=True)
class Board:
    """The cards of each column by its key, most urgent first, and how many there are in all."""

    cards: Mapping[str, Sequence[Card]]
    counts: Mapping[str, int]


def board(desk: Desk, shown: Query) -> Board:
    """What `shown` finds, column by column."""
    calls = _calls(desk)
    cards: dict[str, Sequence[Card]] = {}
    counts: dict[str, int] = {}
    with desk.reading() as connection:
        for column in COLUMNS:
            where = (*shown.where, Where("state", "=", column.states))
            here = replace(shown, where=where, limit=MOST, after=None)
            found = lists.page(connection, here)
            cards[column.key] = [Card(each, calls.get(each.id, ())) for each in sorted(found, key=_urgency)]
            counts[column.key] = lists.count(connection, here)
    return Board(cards, counts)


def calls_for(desk: Desk, case: str) -> list[Entry]:
    """The units called for the matter with this id, the first called first."""
    with desk.reading() as connection:
        return lists.page(connection, Query(record_type("assistance"), (Where("case", "=", case),)))[::-1]


def step_into(desk: Desk, case: Entry, column: str) -> Move | None:
    """The step by which this person brings a matter into a column; None where there is none."""
    states = next(each.states for each in COLUMNS if each.key == column)
    if case.state in states:
        return None
    possible = case.record.workflow.moves_from(case.state)
    fitting = [each for each in possible if each.target in states and desk.may(f"move:{each.name}", case)]
    return fitting[0] if fitting else None


def with_dispatch(desk: Desk, connection: Connection, before: Entry, given: Mapping[str, Any]) -> list[Act]:
    """Together with the unit in charge, each unit that is to assist is called."""
    known = {each["id"] for each in before.body.get("assisting") or []}
    called = [each for each in given.get("assisting") or [] if each["id"] not in known]
    kind = record_type("assistance")
    return [entries.prepared(desk, kind, New(_call(before, each), before.unit)) for each in called]


def _call(case: Entry, line: Mapping[str, Any]) -> dict[str, Any]:
    """What one of the lines asks a unit for."""
    values = {
        "kind": "assist",
        "to": line["unit"],
        "what": line.get("what") or case.body["summary"],
        "case": {"id": case.id, "number": case.number},
        "place": case.body.get("place"),
    }
    return {name: value for name, value in values.items() if value}


def noted_with_close(desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    """When it came to its end."""
    return {"closed_at": desk.world.now().isoformat(timespec="seconds")}


noted_with_refuse = noted_with_close


def noted_with_reopen(desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    """It has no end any more."""
    return {"closed_at": None}


def _calls(desk: Desk) -> dict[str, list[Entry]]:
    """The calls of the open matters, by the id of each."""
    found: dict[str, list[Entry]] = defaultdict(list)
    with desk.reading() as connection:
        for each in lists.page(connection, Query(record_type("assistance"), limit=1000))[::-1]:
            if "case" in each.body and each.state != "recalled":
                found[each.body["case"]["id"]].append(each)
    return found


def _urgency(case: Entry) -> tuple[str, str]:
    return as_happened(case.due) if case.due else "9", case.recorded_at
