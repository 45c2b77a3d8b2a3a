"""Exporting, and asking a second person first where a file would hold many people's data.

Window and command line export through here. What was approved can be used once, by whoever asked, within a week.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotAllowed
from gridapp.domain.privacy_rules import bare_body, is_hidden, personal_fields
from gridapp.domain.record import RecordType, record_type
from gridapp.domain.world import World
from gridapp.i18n import N_, tr
from gridapp.store.lists import Query, Where

FREE = 50
"""So many entries with personal fields go out without a second person."""
GOOD_FOR = timedelta(days=7)
"""So long after it was asked for, an approved request can be used."""

_TYPE = "export_request"
_HEADERS = {
    "state": N_("State"),
    "author": N_("Author"),
    "unit": N_("Unit"),
    "number": N_("Number"),
    "happened": N_("When"),
    "due": N_("Due"),
}


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to export: type, number of entries, and in words which, and their personal fields."""

    type: str
    rows: int
    personal: str
    chosen: str


class NeedsApproval(NotAllowed):
    """An export that a second person has to approve first; `wanted` is what to ask for."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(
            tr(
                "{count} entries with personal data ({fields}) go into one file only when a second person approves. "
                "Nothing was written.",
                count=wanted.rows,
                fields=wanted.personal,
            )
        )
        self.wanted = wanted


def export(desk: Desk, query: Query, write: Callable[[list[Entry]], None]) -> int:
    """Hand `write` every entry of a list that the person may export; gives how many. Raises NeedsApproval.

    A request counts as used once the file is there: one that could not be written costs nobody an approval.
    """
    found = _exportable(desk, query)
    wanted = _wanted(desk, query, len(found))
    request = None
    if needs_approval(query.record, len(found)):
        request = _approved(desk, wanted)
        if request is None:
            raise NeedsApproval(wanted)
    write(found)
    if request is not None:
        entries.move(desk, request.id, "use")
    if found and wanted.personal:
        _note(desk, wanted, request)
    return len(found)


def ask(desk: Desk, query: Query, purpose: str) -> Entry:
    """Ask for the approval of an export; it reaches whoever approves with the next sync. Raises Invalid without a
    purpose."""
    return ask_for(desk, _wanted(desk, query, len(_exportable(desk, query))), purpose)


def ask_for(desk: Desk, wanted: Wanted, purpose: str) -> Entry:
    """The same for what an export said it needs."""
    values = {
        "what": wanted.type,
        "rows_n": wanted.rows,
        "personal": wanted.personal,
        "chosen": wanted.chosen,
        "purpose": purpose,
    }
    return entries.add(desk, _TYPE, values)


def needs_approval(record: RecordType, rows: int) -> bool:
    return rows > FREE and any(personal_fields(record))


def _note(desk: Desk, wanted: Wanted, request: Entry | None) -> None:
    """That people's data left the program, with the purpose that was approved, if one had to be."""
    values = {
        "what": wanted.type,
        "rows_n": wanted.rows,
        "chosen": wanted.chosen,
        "personal": wanted.personal,
        "way": "exported",
    }
    purpose = {"purpose": request.body["purpose"]} if request is not None else {}
    entries.add(desk, "disclosure", {**values, **purpose})


def _exportable(desk: Desk, query: Query) -> list[Entry]:
    everything = replace(query, limit=None, after=None)
    found = [entry for entry in entries.find(desk, everything) if desk.may("export", entry)]
    return [_as_shown(desk, entry) for entry in found]


def _as_shown(desk: Desk, entry: Entry) -> Entry:
    """A file holds no more of an entry than its page shows."""
    return replace(entry, body=bare_body(entry)) if is_hidden(entry, desk.person.role) else entry


def _approved(desk: Desk, wanted: Wanted) -> Entry | None:
    """The oldest request of this person's that covers it, so that the younger ones last."""
    mine = (Where("state", "=", "approved"), Where("author", "=", desk.person.id))
    requests = entries.find(desk, Query(record_type(_TYPE), mine, limit=None))
    now = desk.world.now()
    good = [
        each
        for each in requests
        if each.body["what"] == wanted.type
        and each.body["rows_n"] >= wanted.rows
        and abs(now - datetime.fromisoformat(each.recorded_at)) <= GOOD_FOR
    ]
    return min(good, key=lambda each: each.recorded_at, default=None)


def _wanted(desk: Desk, query: Query, rows: int) -> Wanted:
    labels = tr(", ").join(tr(each.label) for each in personal_fields(query.record))
    return Wanted(query.record.type, rows, labels, _chosen(query, desk.world))


def _chosen(query: Query, world: World) -> str:
    """The conditions of a list, in words."""
    said = [_condition(query.record, each, world) for each in query.where]
    if query.words.strip():
        said.append(tr("with the words “{words}”", words=query.words.strip()))
    return "; ".join(said) or tr("all of them")


def _condition(record: RecordType, where: Where, world: World) -> str:
    label = tr(
        record.field(where.name).label
        if where.name in record.fields()
        else _HEADERS.get(where.name, where.name)
    )
    many = where.value if isinstance(where.value, list | tuple) else [where.value]
    values = [world.org.label(str(each)) if where.name == "unit" else str(each) for each in many]
    return f"{label} {where.comparison} {', '.join(values)}"
