"""Adding, changing, moving, deleting and finding entries of any type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from gridapp.actions import following, own
from gridapp.actions.acts import change, found, merged, require_time, require_unique, write, write_new
from gridapp.actions.desk import Desk
from gridapp.domain import due
from gridapp.domain.entry import Entry
from gridapp.domain.errors import BadValue, Invalid, Problem, Refused
from gridapp.domain.fields.references import find_unit
from gridapp.domain.ids import uuid7
from gridapp.domain.permissions import require
from gridapp.domain.record import RecordType, record_type
from gridapp.domain.rules import require_add, require_move, require_set, require_whole
from gridapp.i18n import tr
from gridapp.store import lists
from gridapp.store.lists import Query
from gridapp.store.ops import Act


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
    acts = [prepared(desk, record, each) for each in many]
    with desk.vault.writing() as connection:
        added = write_new(desk, connection, acts)
    desk.note(added)
    return added


def problems(desk: Desk, type_name: str, new: New) -> list[Problem]:
    """What stands in the way of adding this, without adding it."""
    try:
        act = prepared(desk, record_type(type_name), new)
        with desk.reading() as connection:
            require_unique(connection, record_type(type_name), act.entry, act.fields)
            own.require(desk, connection, act)
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

    def changed(connection: Connection, before: Entry) -> list[Act]:
        old = (saw or before).body
        fields = {name: value for name, value in cleaned.items() if value != old.get(name)}
        require_set(desk.person, before, fields, desk.org)
        require_whole(before, merged(before, fields), desk.world)
        require_time(connection, replace(before, body=merged(before, fields)))
        require_unique(connection, before.record, before.id, fields)
        return [change(before, "set", fields, saw=saw)] if fields else []

    return _write(desk, entry, changed)


def move(
    desk: Desk,
    entry: str,
    name: str,
    values: Mapping[str, Any] | None = None,
    saw: Entry | None = None,
    together: Sequence[Act] = (),
) -> Entry:
    """Make a step of the workflow, with the fields it asks for. Raises Refused when it is not possible now.

    What is linked to the entry as the same thing is closed and opened again with it, where that can be done. Acts that
    go `together` with it are written in the same transaction: all or nothing.
    """

    fields = _cleaned(desk, entry, values or {})

    def moved(connection: Connection, before: Entry) -> list[Act]:
        step = require_move(desk.person, before, name, fields, desk.org)
        given = {**fields, **own.noted(desk, before, step, fields), **following.no_longer(before, step)}
        require_whole(before, merged(before, given), desk.world, step)
        require_time(connection, replace(before, state=step.target, body=merged(before, given)))
        this = change(before, "move", given, move=name, to=step.target, saw=saw)
        also = own.acts(desk, connection, before, step, given)
        return [this, *following.acts(desk, connection, before, step, given), *also, *together]

    return _write(desk, entry, moved)


def delete(desk: Desk, entry: str, saw: Entry | None = None) -> Entry:
    """Take an entry out of every list. It stays in the log, and an edit made elsewhere brings it back."""

    def deleted(connection: Connection, before: Entry) -> list[Act]:
        require(desk.person, "delete", before, desk.org)
        return [change(before, "delete", {}, saw=saw)]

    return _write(desk, entry, deleted)


def get(desk: Desk, entry: str) -> Entry:
    """The entry with this id, this number, or the only one whose id begins so. Raises NotFound."""
    with desk.reading() as connection:
        return found(desk, connection, entry)


def find(desk: Desk, query: Query) -> list[Entry]:
    """One page of a list."""
    with desk.reading() as connection:
        return lists.page(connection, query)


def count(desk: Desk, query: Query) -> int:
    """How many entries a list has, counted up to `lists.COUNT_LIMIT` + 1."""
    with desk.reading() as connection:
        return lists.count(connection, query)


def known_fields(record: RecordType, values: Mapping[str, Any]) -> None:
    """Raise NotFound for a field that the type does not have: most likely a slip of the finger."""
    for name in values:
        record.field(name)


def prepared(desk: Desk, record: RecordType, new: New) -> Act:
    """What adds a new entry, checked and ready to be written. Raises Invalid, NotFound or NotAllowed."""
    known_fields(record, new.values)
    body = record.complete(record.clean(new.values, desk.world), desk.world)
    home = _unit(desk, new.unit)
    state = _state(record, new.state)
    body |= record.clean(due.on_recording(record, state, body, desk.world), desk.world)
    entry = Entry(
        id=uuid7(desk.vault.clock(), desk.vault.dice),
        type=record.type,
        number="",
        unit=home,
        author=desk.person.author,
        state=state,
        recorded_at="",
    )
    require_add(desk.person, entry, body, desk.org)
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


def _cleaned(desk: Desk, entry: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in their storage form. Outside any transaction, for checking a name looks people up."""
    record = get(desk, entry).record
    known_fields(record, values)
    return record.clean(values, desk.world)


def _write(desk: Desk, entry: str, decide: Callable[[Connection, Entry], list[Act]]) -> Entry:
    """Read the entry, decide and write in one transaction, so that nothing comes between. The first act, if any,
    is on the entry itself."""
    with desk.vault.writing() as connection:
        before = found(desk, connection, entry)
        after = [write(desk, connection, act) for act in decide(connection, before)]
    desk.note(after)
    return after[0] if after else before
