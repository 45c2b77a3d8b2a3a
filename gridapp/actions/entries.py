"""Adding, changing, moving, deleting and finding entries of any type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import BadValue, Invalid, NotFound, Problem, Refused
from gridapp.domain.fields.references import find_unit
from gridapp.domain.ids import entry_number, uuid7
from gridapp.domain.op import Kind
from gridapp.domain.permissions import require
from gridapp.domain.record import RecordType, record_type
from gridapp.domain.rules import require_move, require_set, require_whole
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


def edit(desk: Desk, entry: str, values: Mapping[str, Any], saw: Entry | None = None) -> Entry:
    """Change some fields; a field given as nothing is emptied. Unchanged fields are left out of the op.

    `saw` is the entry as the person had it before their eyes (a form that was open while others' changes came
    in): what changed since then is merged by the server, never overwritten.
    """

    cleaned = _cleaned(desk, entry, values)

    def changed(before: Entry) -> Act | None:
        old = (saw or before).body
        fields = {name: value for name, value in cleaned.items() if value != old.get(name)}
        require_set(desk.person, before, fields, desk.org)
        require_whole(before, _merged(before, fields), desk.world)
        return _change(before, "set", fields, saw=saw) if fields else None

    return _write(desk, entry, changed)


def move(
    desk: Desk, entry: str, name: str, values: Mapping[str, Any] | None = None, saw: Entry | None = None
) -> Entry:
    """Make a step of the workflow, with the fields it asks for. Raises Refused when it is not possible now."""

    fields = _cleaned(desk, entry, values or {})

    def moved(before: Entry) -> Act:
        step = require_move(desk.person, before, name, fields, desk.org)
        require_whole(before, _merged(before, fields), desk.world, step)
        return _change(before, "move", fields, move=name, to=step.target, saw=saw)

    return _write(desk, entry, moved)


def delete(desk: Desk, entry: str, saw: Entry | None = None) -> Entry:
    """Take an entry out of every list. It stays in the log, and an edit made elsewhere brings it back."""

    def deleted(before: Entry) -> Act:
        require(desk.person, "delete", before, desk.org)
        return _change(before, "delete", {}, saw=saw)

    return _write(desk, entry, deleted)


def get(desk: Desk, entry: str) -> Entry:
    """The entry with this id, this number, or the only one whose id begins so. Raises NotFound."""
    with desk.vault.reading() as connection:
        return _found(desk, connection, entry)


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


def _change(
    before: Entry, kind: Kind, fields: dict[str, Any], move: str = "", to: str = "", saw: Entry | None = None
) -> Act:
    """An act on an entry that is there. What the author saw goes along where both sides can be merged."""
    declared, old = before.record.fields(), (saw or before).body
    seen = {name: old.get(name) for name in fields if name in declared and declared[name].merges}
    base = min(saw.seq, before.seq) if saw else None
    return Act(kind, before.id, before.type, fields, seen, "", "", move, to, before.record.schema, base)


def _cleaned(desk: Desk, entry: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in their storage form. Outside any transaction, for checking a name looks people up."""
    record = get(desk, entry).record
    known_fields(record, values)
    return record.clean(values, desk.world)


def _write(desk: Desk, entry: str, act_on: Callable[[Entry], Act | None]) -> Entry:
    """Read the entry, decide and write in one transaction, so that nothing comes between."""
    with desk.vault.writing() as connection:
        before = _found(desk, connection, entry)
        act = act_on(before)
        if act is None:
            return before
        after = _record(desk, connection, act)
    desk.note([after])
    return after


def _found(desk: Desk, connection: Connection, entry: str) -> Entry:
    found = rows.read(connection, _id_of(connection, entry))
    if found is None or found.deleted or not desk.may("view", found):
        raise NotFound(tr("There is no entry {entry} on this computer.", entry=entry))
    return found


def _record(desk: Desk, connection: Connection, act: Act) -> Entry:
    """Write one act; a new entry gets its number here, where the count and the entry are saved together."""
    if act.kind == "add":
        letters, county = record_type(act.type).letters, desk.org.county(act.unit)
        sequence = settings.next_number(connection, f"number:{letters}")
        act = replace(act, number=entry_number(letters, county, desk.identity.device, sequence))
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
