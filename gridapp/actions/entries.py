"""Adding, changing, moving, deleting and finding entries of any type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import BadValue, Invalid, NotFound, Problem, Refused
from gridapp.domain.fields.references import find_unit
from gridapp.domain.ids import entry_number, uuid7
from gridapp.domain.permissions import require
from gridapp.domain.record import RecordType, record_type
from gridapp.i18n import tr
from gridapp.store import lists, ops, rows, settings
from gridapp.store.lists import Query
from gridapp.store.ops import Act
from gridapp.store.tables import entry as entry_table


def add(desk: Desk, type_name: str, values: Mapping[str, Any], unit: str = "") -> Entry:
    """Record something new in `unit` (the person's own by default). Saved on this computer when this returns.

    Raises Invalid with every problem, NotAllowed, or WorldFailed; then nothing was saved.
    """
    return add_all(desk, type_name, [New(values, unit)])[0]


@dataclass(frozen=True)
class New:
    """Something to record: values by field, the unit (the person's own unless named), and the state it is in
    already, when it comes from older records."""

    values: Mapping[str, Any]
    unit: str = ""
    state: str = ""


def add_all(desk: Desk, type_name: str, many: Sequence[New]) -> list[Entry]:
    """Several of one type in one transaction: all of them or none."""
    record = record_type(type_name)
    prepared = [_prepare(desk, record, each) for each in many]
    with desk.vault.writing() as connection:
        added = [_record(desk, connection, act) for act in prepared]
    desk.note(added)
    return added


def problems(desk: Desk, type_name: str, new: New) -> list[Problem]:
    """What stands in the way of adding this, without adding it."""
    try:
        _prepare(desk, record_type(type_name), new)
    except Invalid as invalid:
        return list(invalid.problems)
    except Refused as refused:
        return [Problem("", "", refused.message)]
    return []


def edit(desk: Desk, entry: str, values: Mapping[str, Any]) -> Entry:
    """Change some fields; a field given as nothing is emptied. Unchanged fields are left out of the op."""
    before = get(desk, entry)
    require(desk.person, "set", before, desk.org)
    known_fields(before.record, values)
    cleaned = before.record.clean(values, desk.world)
    changed = {name: value for name, value in cleaned.items() if value != before.body.get(name)}
    if not changed:
        return before
    before.record.check(_merged(before, changed), desk.world)
    return _write(desk, _change(before, "set", changed))


def move(desk: Desk, entry: str, name: str, values: Mapping[str, Any] | None = None) -> Entry:
    """Make a step of the workflow, with the fields it asks for. Raises Refused when it is not possible now."""
    before = get(desk, entry)
    step = before.record.workflow.move(name, before.state)
    require(desk.person, f"move:{name}", before, desk.org)
    known_fields(before.record, values or {})
    changed = before.record.clean(values or {}, desk.world)
    body = _merged(before, changed)
    missing = [
        Problem(need, tr(before.record.field(need).label), tr("is needed for this step"))
        for need in step.needs
        if body.get(need) is None
    ]
    if missing:
        raise Invalid(missing)
    before.record.check(body, desk.world)
    return _write(desk, _change(before, "move", changed, move=name, to=step.target))


def delete(desk: Desk, entry: str) -> Entry:
    """Take an entry out of every list. It stays in the log, and an edit made elsewhere brings it back."""
    before = get(desk, entry)
    require(desk.person, "delete", before, desk.org)
    return _write(desk, _change(before, "delete", {}))


def get(desk: Desk, entry: str) -> Entry:
    """The entry with this id, this number, or the only one whose id begins so. Raises NotFound."""
    with desk.vault.reading() as connection:
        found = rows.read(connection, _id_of(connection, entry))
    if found is None or found.deleted or not desk.may("view", found):
        raise NotFound(tr("There is no entry {entry} on this computer.", entry=entry))
    return found


def find(desk: Desk, query: Query) -> list[Entry]:
    """One page of a list."""
    with desk.vault.reading() as connection:
        return lists.page(connection, query)


def count(desk: Desk, query: Query) -> int:
    """How many entries a list has, counted up to `lists.COUNT_LIMIT` + 1."""
    with desk.vault.reading() as connection:
        return lists.count(connection, query)


def history(desk: Desk, entry: str) -> list[dict[str, str]]:
    """What this computer knows of how the entry came to be: {"kind", "move", "to", "at", "author"} per op."""
    with desk.vault.reading() as connection:
        return [
            {"kind": op.kind, "move": op.move, "to": op.to, "at": op.at, "author": op.author_name}
            for op in ops.of_entry(connection, entry)
        ]


def known_fields(record: RecordType, values: Mapping[str, Any]) -> None:
    """Raise NotFound for a field that the type does not have: most likely a slip of the finger."""
    for name in values:
        record.field(name)


def _prepare(desk: Desk, record: RecordType, new: New) -> Act:
    known_fields(record, new.values)
    body = record.complete(record.clean(new.values, desk.world), desk.world)
    home = _unit(desk, new.unit)
    entry = Entry(
        id=uuid7(desk.vault.clock(), desk.vault.dice),
        type=record.type,
        number="",
        unit=home,
        author=desk.person.author,
        state=_state(record, new.state),
        recorded_at="",
    )
    require(desk.person, "add" if entry.state == record.workflow.start else "backfill", entry, desk.org)
    return Act(
        "add",
        entry.id,
        record.type,
        body,
        number=record.letters,
        unit=home,
        to=entry.state,
        schema=record.schema,
    )


def _state(record: RecordType, state: str) -> str:
    if state and state not in record.workflow.states:
        known = ", ".join(record.workflow.states)
        words = tr("has no such choice as “{text}”; possible are {choices}", text=state, choices=known)
        raise Invalid([Problem("state", tr("State"), words)])
    return state or record.workflow.start


def _unit(desk: Desk, unit: str) -> str:
    if not unit:
        return desk.person.unit
    try:
        return find_unit(unit, desk.world)
    except BadValue as bad:
        raise Invalid([Problem("unit", tr("Unit"), bad.message)]) from None


def _change(before: Entry, kind: Any, fields: dict[str, Any], move: str = "", to: str = "") -> Act:
    """An act on an entry that is there. What the author saw goes along where both sides can be merged."""
    declared = before.record.fields()
    seen = {name: before.body.get(name) for name in fields if name in declared and declared[name].merges}
    return Act(kind, before.id, before.type, fields, seen, move=move, to=to, schema=before.record.schema)


def _write(desk: Desk, act: Act) -> Entry:
    with desk.vault.writing() as connection:
        after = _record(desk, connection, act)
    desk.note([after])
    return after


def _record(desk: Desk, connection: Connection, act: Act) -> Entry:
    """Write one act; a new entry gets its number here, where the count and the entry are saved together."""
    if act.kind == "add":
        county = desk.org.county(act.unit)
        sequence = settings.next_number(connection, f"number:{act.number}")
        number = entry_number(act.number, county, desk.identity.device, sequence)
        act = Act(**{**vars(act), "number": number})
    return ops.record(connection, act, desk.person.author, desk.vault.clock, desk.vault.dice)


def _merged(before: Entry, changed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**before.body, **changed}.items() if value is not None}


def _id_of(connection: Connection, text: str) -> str:
    columns = entry_table.c
    exact = connection.execute(
        select(columns.id).where((columns.id == text) | (columns.number == text)).limit(2)
    )
    found = [row.id for row in exact]
    if not found and len(text) >= 8:
        start = connection.execute(select(columns.id).where(columns.id.between(text, f"{text}~")).limit(2))
        found = [row.id for row in start]
    return found[0] if len(found) == 1 else text
