"""Deciding one op: stored, same, kept both, held or retry. A held op never blocks its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gridapp.domain.entry import Author, Entry
from gridapp.domain.errors import GridAppError, Invalid, NotAllowed, NotFound, Refused
from gridapp.domain.op import Op, apply
from gridapp.domain.permissions import require
from gridapp.domain.record import record_type
from gridapp.domain.world import World
from gridapp.i18n import tr
from gridapp.server.accounts import Caller
from gridapp.sync.merge import merge
from gridapp.sync.protocol import Outcome


@dataclass
class Known:
    """An entry as the server has it, and who last set each field when."""

    entry: Entry
    stamps: dict[str, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """What became of an op. `known` is the row to write, when it was accepted and changed something."""

    outcome: Outcome
    known: Known | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    exact: bool = True


def examine(op: Op, world: World) -> Refused | None:
    """What is wrong with an op by itself: its type, its values. Done before any lock is taken."""
    try:
        record = record_type(op.type)
        if op.schema <= record.schema:
            cleaned = record.clean(
                {name: value for name, value in op.fields.items() if value is not None}, world
            )
            if op.kind == "add":
                record.check(cleaned, world)
    except Refused as refused:
        return refused
    return None


def decide(op: Op, known: Known | None, seq: int, caller: Caller, world: World) -> Decision:
    """The verdict on `op`, were it the journal's number `seq`."""
    if op.author != caller.person.id:
        return held(NotAllowed(tr("It was made by {name}, who is not signed in here.", name=op.author_name)))
    if known is None and op.kind != "add":
        return Decision("retry")
    try:
        return _accept(op, known, seq, caller, world)
    except GridAppError as error:
        return held(error)


def held(error: GridAppError) -> Decision:
    """A person decides: the reason in words, and per field where a field is wrong."""
    fields = {each.field: each.message for each in error.problems} if isinstance(error, Invalid) else {}
    codes = {NotAllowed: "not_allowed", NotFound: "unknown", Invalid: "invalid"}
    detail = {
        "code": codes.get(type(error), "refused"),
        "title": error.title,
        "message": error.message,
        "fields": fields,
    }
    return Decision("held", detail=detail)


def _accept(op: Op, known: Known | None, seq: int, caller: Caller, world: World) -> Decision:
    if op.unit and op.unit not in world.org:
        raise NotFound(tr("There is no unit {unit} on the server.", unit=op.unit))
    if known is None:
        return _add(op, seq, caller, world)
    act = "set" if op.kind == "add" else f"move:{op.move}" if op.kind == "move" else op.kind
    require(caller.person, act, known.entry, world.org)
    if op.unit and op.unit != known.entry.unit:
        require(caller.person, act, replace(known.entry, unit=op.unit), world.org)
    if op.kind == "move":
        _check_move(op, known.entry)
    if op.kind == "delete":
        return _delete(op, known, seq, caller)
    return _merge(op, known, seq, caller)


def _add(op: Op, seq: int, caller: Caller, world: World) -> Decision:
    added = apply(None, op)
    assert added is not None, "an add makes an entry"
    entry = replace(added, author=Author(caller.person.id, caller.person.name), seq=seq)
    at_start = entry.state == entry.record.workflow.start
    require(caller.person, "add" if at_start else "backfill", entry, world.org)
    stamps = dict.fromkeys(entry.body, (seq, caller.device))
    return Decision("stored", Known(entry, stamps))


def _check_move(op: Op, entry: Entry) -> None:
    step = entry.record.workflow.move(op.move, entry.state)
    if step.target != op.to:
        raise Refused(tr("This step is not possible now"), tr("It leads elsewhere in this version."))


def _delete(op: Op, known: Known, seq: int, caller: Caller) -> Decision:
    """An edit beats a concurrent delete: what the author had not seen is not thrown away with the rest."""
    unseen = [name for name, (number, by) in known.stamps.items() if number > op.base and by != caller.device]
    if unseen:
        raise Refused(
            tr("Others changed it meanwhile"), tr("It was not deleted. Please look at it again first.")
        )
    return Decision("stored", Known(replace(known.entry, deleted=True, seq=seq), known.stamps))


def _merge(op: Op, known: Known, seq: int, caller: Caller) -> Decision:
    entry = known.entry
    merged = merge(entry.record, entry.body, known.stamps, op, caller.device)
    body = {name: value for name, value in {**entry.body, **merged.fields}.items() if value is not None}
    after = replace(
        entry,
        body=body,
        state=op.to if op.kind == "move" else entry.state,
        unit=op.unit or entry.unit,
        schema=max(entry.schema, op.schema),
        deleted=False,
        seq=seq,
    )
    stamps = {**known.stamps, **dict.fromkeys(merged.fields, (seq, caller.device))}
    outcome: Outcome = "kept both" if merged.kept else "stored"
    detail = {"values": merged.kept} if merged.kept else {}
    return Decision(outcome, Known(after, stamps), detail, exact=merged.exact and op.kind != "add")
