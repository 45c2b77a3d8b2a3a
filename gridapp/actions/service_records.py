"""Hours of one's own, of a team, of a year; and putting right what somebody objected to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.actions.entries import New
from gridapp.domain.entry import Entry
from gridapp.domain.errors import BadValue, Refused
from gridapp.domain.fields.references import find_unit
from gridapp.domain.record import record_type
from gridapp.domain.service_records import month
from gridapp.i18n import tr
from gridapp.store import lists, rows
from gridapp.store.lists import Query, Where

_KEPT = ("person", "activity", "kind", "period", "break_minutes", "basis", "post", "place", "signup")


@dataclass(frozen=True)
class Wanted:
    """Which hours: of one person (an id), below a unit, of a kind (a code), of a year or month (2026, 2026-11);
    what is empty leaves all."""

    person: str = ""
    unit: str = ""
    kind: str = ""
    time: str = ""


def find(desk: Desk, wanted: Wanted) -> list[Entry]:
    """The hours that this person may see on this computer, the newest first. Raises Refused for no such unit."""
    record, unit = record_type("service_record"), _unit(desk, wanted.unit)
    with desk.reading() as connection:
        if wanted.person:
            found = rows.about(connection, record, wanted.person)
        else:
            where = (Where("kind", "=", wanted.kind),) if wanted.kind else ()
            found = lists.page(connection, Query(record, where, limit=None))
    chosen = (
        each
        for each in found
        if (not wanted.kind or each.body["kind"]["code"] == wanted.kind)
        and month(each).startswith(wanted.time)
        and (not unit or desk.org.within(each.unit, unit))
        and desk.may("view", each)
    )
    return sorted(chosen, key=lambda each: (each.body["period"]["from"], each.id), reverse=True)


def person_called(desk: Desk, name: str) -> str:
    """The id of the one person of this name, oneself first. Raises Refused."""
    known = desk.person_named(name)
    if known is None:
        raise Refused(tr("Not found"), tr("Nobody, or more than one, is called {name} here.", name=name))
    return str(known["id"])


def correct(desk: Desk, objected: str, values: Mapping[str, Any], answer: str = "") -> Entry:
    """Record anew what somebody objected to, with what is different; the new record names the old one, which counts no
    more. Raises Refused."""
    old = entries.get(desk, objected)
    old.record.workflow.move("correct", old.state)
    kept = {name: old.body[name] for name in _KEPT if name in old.body}
    given = {**kept, **values, "correction_of": {"id": old.id, "number": old.number}}
    new = entries.prepared(desk, old.record, New(given, old.unit))
    entries.move(desk, old.id, "correct", {"answer": answer} if answer else {}, together=[new])
    return entries.get(desk, new.entry)


def _unit(desk: Desk, named: str) -> str:
    try:
        return find_unit(named, desk.world) if named else ""
    except BadValue as bad:
        raise Refused(tr("Not found"), bad.message) from None
