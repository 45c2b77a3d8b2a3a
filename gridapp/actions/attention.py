"""Deciding what the server held or what was changed on both sides. Nothing is lost whichever way it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound
from gridapp.domain.op import Op
from gridapp.i18n import tr
from gridapp.store import attention, ops, rows
from gridapp.store.attention import Item
from gridapp.store.ops import Act


@dataclass(frozen=True)
class Matter:
    """Something to decide: the item, what the person did, and the entry as it stands on this computer."""

    item: Item
    op: Op
    entry: Entry | None


def matters(desk: Desk) -> list[Matter]:
    """Everything that waits for a decision, newest first."""
    with desk.vault.reading() as connection:
        return [_as_matter(connection, item) for item in attention.open_items(connection)]


def settled(desk: Desk) -> list[Matter]:
    """What was decided lately, newest first. Both versions are still in each."""
    with desk.vault.reading() as connection:
        return [_as_matter(connection, item) for item in attention.settled_items(connection)]


def send_again(desk: Desk, item: str, corrections: Mapping[str, Any] | None = None) -> Entry:
    """Offer a held act once more, with corrections, on the base it was made on: what others did since is merged.

    What was recorded for a unit that is not the person's to record for goes to their own.
    """
    matter = _matter(desk, item)
    op, entry = matter.op, matter.entry
    if entry is None:
        raise NotFound(tr("This entry is no longer on this computer; what you typed is kept in the log."))
    entries.known_fields(entry.record, corrections or {})
    fields = {**op.fields, **entry.record.clean(corrections or {}, desk.world)}
    after = {name: value for name, value in {**entry.body, **fields}.items() if value is not None}
    entry.record.check(after, desk.world)
    kind = "set" if op.kind == "add" else op.kind  # the log makes it an add again when the server has none
    at_home = any(desk.org.within(entry.unit, root) for root in desk.person.units)
    act = Act(
        kind,
        entry.id,
        entry.type,
        fields,
        op.seen,
        unit="" if at_home else desk.person.unit,
        move=op.move,
        to=op.to if kind == "move" else "",
        schema=entry.record.schema,
        base=op.base,
    )
    with desk.vault.writing() as connection:
        ops.settle(connection, op.id)
        saved = ops.record(connection, act, desk.person.author, desk.vault.clock, desk.vault.dice)
        attention.settle(connection, item, "sent again", desk.vault.now())
    desk.note([saved])
    return saved


def choose(desk: Desk, item: str, chosen: Mapping[str, Any]) -> None:
    """Settle a conflict: `chosen` holds, per field, the value to stand. Both versions stay in the item."""
    matter = _matter(desk, item)
    if matter.entry is not None:
        entries.edit(desk, matter.entry.id, chosen)
    with desk.vault.writing() as connection:
        attention.settle(connection, item, "chosen", desk.vault.now())


def let_go(desk: Desk, item: str) -> None:
    """Leave it as the server has it. What was typed stays in the log and in the item."""
    matter = _matter(desk, item)
    with desk.vault.writing() as connection:
        ops.settle(connection, matter.op.id)
        attention.settle(connection, item, "left", desk.vault.now())


def _as_matter(connection: Connection, item: Item) -> Matter:
    op = next(op for op in ops.of_entry(connection, item.entry) if op.id == item.op)
    return Matter(item, op, rows.read(connection, item.entry))


def _matter(desk: Desk, item: str) -> Matter:
    found = next((each for each in matters(desk) if each.item.id == item), None)
    if found is None:
        raise NotFound(tr("This was decided already."))
    return found
