"""Deciding what the server held or what was changed on both sides. Nothing is lost whichever way it goes.

Every decision is an op itself, so that everyone concerned learns of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from gridapp.actions import acts
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound, Refused
from gridapp.domain.op import Op, understood
from gridapp.domain.permissions import is_near
from gridapp.domain.rules import require_ruling, require_set, require_whole
from gridapp.i18n import tr
from gridapp.store import attention, history, ops, rows
from gridapp.store.attention import Item
from gridapp.store.ops import Act


@dataclass(frozen=True)
class Matter:
    """Something to decide: the item, the op it is about, and the entry as it stands on this computer."""

    item: Item
    op: Op
    entry: Entry | None


def matters(desk: Desk) -> list[Matter]:
    """Everything that waits for a decision, newest first."""
    with desk.reading() as connection:
        return [_as_matter(connection, item) for item in attention.open_items(connection)]


def tidings(desk: Desk) -> list[Matter]:
    """What the person is only told: somebody brought a record of theirs to its end."""
    with desk.reading() as connection:
        return [_as_matter(connection, item) for item in attention.tidings(connection)]


def settled(desk: Desk) -> list[Matter]:
    """What was decided lately, newest first. Both versions are still in each."""
    with desk.reading() as connection:
        return [_as_matter(connection, item) for item in attention.settled_items(connection)]


def send_again(desk: Desk, item: str, corrections: Mapping[str, Any] | None = None) -> Entry:
    """Offer a held act once more, with corrections, on the base it was made on: what others did since is merged.

    What was recorded for a unit that is not the person's to record for goes to their own.
    """
    matter = _waiting(desk, item)
    op, entry = matter.op, matter.entry
    if entry is None:
        raise NotFound(tr("This entry is no longer on this computer; what you typed is kept in the log."))
    for name in corrections or {}:
        entry.record.field(name)
    fields = {**op.fields, **entry.record.clean(corrections or {}, desk.world)}
    entry.record.check(acts.merged(entry, fields), desk.world)
    kind = "set" if op.kind == "add" else op.kind  # the log makes it an add again when the server has none
    at_home = is_near(desk.person, entry, desk.org)
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
        settles=op.id,
    )
    with desk.vault.writing() as connection:
        act = replace(act, base=history.cut(connection).lowest(op))
        ops.settle(connection, op.id)
        saved = ops.record(connection, act, desk.person.author, desk.vault.clock, desk.vault.dice)
        attention.settle(connection, item, "sent again", desk.vault.now())
    desk.note([saved])
    return saved


def choose(desk: Desk, item: str, chosen: Mapping[str, Any]) -> None:
    """Settle a conflict: `chosen` holds, per field, the value to stand: mine, the other, or a new one. Both versions
    stay in the item."""
    matter = _waiting(desk, item)
    with desk.vault.writing() as connection:
        if not _write_chosen(desk, connection, matter, chosen):
            _rule(desk, connection, "settle", matter.op)
        attention.settle(connection, item, "chosen", desk.vault.now())


def let_go(desk: Desk, item: str) -> None:
    """Leave it as the server has it. What was typed stays in the log and in the item."""
    matter = _waiting(desk, item)
    with desk.vault.writing() as connection:
        if matter.item.side == "mine":
            ops.settle(connection, matter.op.id)
        _rule(desk, connection, "settle", matter.op)
        attention.settle(connection, item, "left", desk.vault.now())


def bring_back(desk: Desk, item: str) -> None:
    """Undo a decision: the version that was not chosen stands again, as a new change; a held act waits again."""
    matter = next((each for each in settled(desk) if each.item.id == item), None)
    if matter is None:
        raise NotFound(tr("This was not decided."))
    with desk.vault.writing() as connection:
        if matter.item.kind == "held":
            attention.reopen(connection, item)
            return
        entry = matter.entry
        if entry is None:
            raise NotFound(tr("This entry is no longer on this computer; what you typed is kept in the log."))
        values = matter.item.detail.get("values", {})
        other = {
            name: both["theirs"] if entry.body.get(name) == both["mine"] else both["mine"]
            for name, both in values.items()
        }
        _write_chosen(desk, connection, matter, other)


def delete_after_all(desk: Desk, item: str) -> None:
    """Settle the question about an entry that was deleted by one and changed by another: it goes."""
    matter = _waiting(desk, item)
    if matter.entry is None:
        raise NotFound(tr("This entry is no longer on this computer; what you typed is kept in the log."))
    with desk.vault.writing() as connection:
        act = replace(acts.change(matter.entry, "delete", {}), settles=matter.op.id)
        saved = acts.write(desk, connection, act)
        attention.settle(connection, item, "deleted", desk.vault.now())
    desk.note([saved])


def release(desk: Desk, item: str) -> None:
    """As a supervisor: let a held act through on one's own rights. Raises NotAllowed."""
    _supervise(desk, item, "released")


def give_back(desk: Desk, item: str, words: Mapping[str, str]) -> None:
    """As a supervisor: return a held act to its author, with words by field ("" for the whole). Raises NotAllowed."""
    if not any(text.strip() for text in words.values()):
        raise Refused(tr("Nothing was written"), tr("Please tell the author what to mend."))
    _supervise(desk, item, "returned", {name: text.strip() for name, text in words.items() if text.strip()})


def put_away(desk: Desk, item: str) -> None:
    """The person has read what they were told."""
    with desk.vault.writing() as connection:
        attention.settle(connection, item, "read", desk.vault.now())


def _supervise(desk: Desk, item: str, outcome: str, words: dict[str, str] | None = None) -> None:
    matter = _waiting(desk, item)
    unit = matter.entry.unit if matter.entry else matter.op.unit
    unit = unit if unit in desk.org else desk.person.unit
    require_ruling(desk.person, matter.op.type, unit, matter.op.author, desk.org)
    with desk.vault.writing() as connection:
        _rule(desk, connection, "return" if words else "release", matter.op, words)
        attention.settle(connection, item, outcome, desk.vault.now())


def _write_chosen(desk: Desk, connection: Connection, matter: Matter, chosen: Mapping[str, Any]) -> bool:
    """Write the values that differ from what stands; whether there were any."""
    entry = matter.entry
    if entry is None:
        return False
    cleaned = entry.record.clean(chosen, desk.world)
    fields = {name: value for name, value in cleaned.items() if value != entry.body.get(name)}
    if not fields:
        return False
    require_set(desk.person, entry, fields, desk.org)
    require_whole(entry, acts.merged(entry, fields), desk.world)
    act = replace(acts.change(entry, "set", fields), settles=matter.op.id)
    desk.note([acts.write(desk, connection, act)])
    return True


def _rule(
    desk: Desk, connection: Connection, kind: Any, about: Op, words: dict[str, str] | None = None
) -> None:
    vault = desk.vault
    ops.rule(connection, kind, about, desk.person.author, vault.clock, vault.dice, words)


def _as_matter(connection: Connection, item: Item) -> Matter:
    op = understood(item.data) if item.data else ops.read(connection, item.op)
    return Matter(item, op, rows.read(connection, item.entry))


def _waiting(desk: Desk, item: str) -> Matter:
    found = next((each for each in matters(desk) if each.item.id == item), None)
    if found is None:
        raise NotFound(tr("This was decided already."))
    return found
