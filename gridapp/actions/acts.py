"""What every action on entries is made of: finding one, saying what is done to it, writing that down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from gridapp.actions import own
from gridapp.actions.desk import Desk
from gridapp.domain import due
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid, NotFound
from gridapp.domain.ids import entry_number
from gridapp.domain.op import Kind
from gridapp.domain.record import RecordType, record_type
from gridapp.domain.rules import require_free, takes_time
from gridapp.domain.unique import numbers, taken
from gridapp.i18n import tr
from gridapp.store import ops, rows, settings
from gridapp.store.ops import Act
from gridapp.store.tables import entry as entry_table


def found(desk: Desk, connection: Connection, entry: str) -> Entry:
    """The entry with this id, this number, or the only one whose id begins so. Raises NotFound."""
    known = rows.read(connection, _id_of(connection, entry))
    if known is None or known.deleted or not desk.may("view", known):
        raise NotFound(tr("There is no entry {entry} on this computer.", entry=entry))
    return known


def change(
    before: Entry,
    kind: Kind,
    fields: Mapping[str, Any],
    move: str = "",
    to: str = "",
    saw: Entry | None = None,
) -> Act:
    """An act on an entry that is there. What the author saw goes along where both sides can be merged."""
    declared, old = before.record.fields(), (saw or before).body
    seen = {name: old.get(name) for name in fields if name in declared and declared[name].merges}
    base = min(saw.seq, before.seq) if saw else None
    return Act(kind, before.id, before.type, dict(fields), seen, "", "", move, to, before.record.schema, base)


def merged(before: Entry, changed: Mapping[str, Any]) -> dict[str, Any]:
    """The body of the entry after a change of fields."""
    return {name: value for name, value in {**before.body, **changed}.items() if value is not None}


def require_time(connection: Connection, after: Entry) -> None:
    """Raise Invalid when an entry would take its person's time that another on this computer has. The server decides
    again, in order of arrival."""
    if takes_time(after):
        require_free(after, rows.about(connection, after.record, after.subject))


def require_unique(connection: Connection, record: RecordType, entry: str, body: Mapping[str, Any]) -> None:
    """Raise Invalid when a number of an entry with this id belongs to another on this computer. The server decides
    again, in order of arrival."""
    found = taken(record, body, lambda name, value: rows.holding(connection, record, name, value, entry))
    if found:
        raise Invalid(found)


def write(desk: Desk, connection: Connection, act: Act) -> Entry:
    """Write one act. A step is noted in the entry's own course, and begins the deadlines of its stage."""
    if act.kind == "move":
        act = _noted(desk, connection, act)
    if act.kind == "add":
        return write_new(desk, connection, [act])[0]
    own.require(desk, connection, act)
    return ops.record(connection, act, desk.person.author, desk.vault.clock, desk.vault.dice)


def write_new(desk: Desk, connection: Connection, acts: Sequence[Act]) -> list[Entry]:
    """Write acts that add entries of one type. They get their numbers here, where the count and the entries are saved
    together. Where the type's module has its own look at them, each is written before the next is looked at."""
    if len(acts) > 1 and own.has_require(acts[0].type):
        return [added for act in acts for added in write_new(desk, connection, [act])]
    if not acts:
        return []
    letters, device = record_type(acts[0].type).letters, desk.identity.device
    first = settings.next_number(connection, f"number:{letters}", len(acts))
    numbered = [
        replace(act, number=entry_number(letters, desk.org.county(act.unit), device, sequence))
        for sequence, act in enumerate(acts, first)
    ]
    _require_unique_of_all(connection, numbered)
    for act in numbered:
        own.require(desk, connection, act)
    return ops.record_new(connection, numbered, desk.person.author, desk.vault.clock, desk.vault.dice)


def _require_unique_of_all(connection: Connection, adds: Sequence[Act]) -> None:
    record, together = record_type(adds[0].type), dict[tuple[str, Any], str]()

    def beside(name: str, value: Any) -> str:
        return together.get((name, value), "")

    for act in adds if record.unique else ():
        require_unique(connection, record, act.entry, act.fields)
        if found := taken(record, act.fields, beside):
            raise Invalid(found)
        together.update(dict.fromkeys(numbers(record, act.fields), act.number))


def _noted(desk: Desk, connection: Connection, act: Act) -> Act:
    before = rows.read(connection, act.entry)
    assert before is not None, "a step is made of what is there"
    world, by = desk.world, desk.person.author
    line = {
        "step": act.move,
        "to": act.to,
        "at": world.now().isoformat(timespec="seconds"),
        "by": by.stored(),
    }
    told = {"steps": [*(before.body.get("steps") or []), line]}
    kept = before.record.clean({**told, **due.on_step(before, act.to, act.fields, by, world)}, world)
    seen = {name: before.body.get(name) for name in kept if before.record.every_field()[name].merges}
    return replace(act, fields={**act.fields, **kept}, seen={**(act.seen or {}), **seen})


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
