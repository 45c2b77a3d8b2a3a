"""Deciding one op: stored, kept both, held or retry. A held op never blocks its neighbours."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec

from gridapp.domain.entry import Author, Entry
from gridapp.domain.errors import GridAppError, Invalid, NotAllowed, NotFound, NotYours, Refused
from gridapp.domain.op import KINDS, RULINGS, Op, added
from gridapp.domain.permissions import Person, may, require
from gridapp.domain.record import record_type, record_types
from gridapp.domain.rules import require_add, require_move, require_set, require_whole
from gridapp.domain.world import Clock, World
from gridapp.i18n import tr
from gridapp.server.batches import Incoming, TooMuch, TooNew
from gridapp.sync.merge import merge
from gridapp.sync.protocol import Outcome

WHOLE = "@"
"""Among the stamps of fields: who last changed the entry's state, unit or deletion."""

_NUMBER = re.compile(r"[A-Z0-9-]{0,40}")
_log = logging.getLogger("gridapp.server")


@dataclass
class Known:
    """An entry as the server has it, who last set each field when, and the checksum it was kept with."""

    entry: Entry
    stamps: dict[str, tuple[int, str]] = field(default_factory=dict)
    checksum: int = 0


@dataclass(frozen=True)
class Decision:
    """What became of an op. `known` is the row to write, when it was accepted and changed something; `beside` the
    devices whose values stand beside it."""

    outcome: Outcome
    known: Known | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    exact: bool = True
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Authority:
    """On whose rights an op is decided, and whose it is: its author's own, or a supervisor's who released it."""

    person: Person
    device: str
    author: Author


class ClaimedClock:
    """The time an op says it was made at: whether a moment is plausible is asked of the clock it was written by, so
    that a clock that is wrong on either side holds nothing up."""

    def __init__(self, otherwise: Clock) -> None:
        self._otherwise = otherwise
        self.claimed = ""

    def __call__(self) -> datetime:
        try:
            moment = datetime.fromisoformat(self.claimed)
        except ValueError:
            return self._otherwise()
        # At the ends of the calendar no zone and no span fits any more.
        return moment if moment.tzinfo and 1000 < moment.year < 9000 else self._otherwise()


@dataclass(frozen=True)
class Examined:
    """An op by itself: its values in the form that every computer can read, or what is wrong with it."""

    fields: dict[str, Any]
    wrong: Refused | None = None


def examine_all(incoming: Sequence[Incoming], world: World) -> list[Examined]:
    """Examine the ops of a batch, each by the clock it was made by."""
    clock = ClaimedClock(world.clock)
    theirs = replace(world, clock=clock)
    examined = []
    for each in incoming:
        clock.claimed = each.op.at
        examined.append(examine(each.op, theirs) if each.wrong is None else Examined({}, each.wrong))
    return examined


def examine(op: Op, world: World) -> Examined:
    """Check what needs no lock: shape, type, values. A newer version's unknown fields pass untouched."""
    if op.kind in RULINGS:
        return Examined({})
    try:
        _check_shape(op)
        if op.kind not in KINDS or op.type not in record_types():
            raise TooNew(
                tr("The server is older than your program"),
                tr(
                    "It does not know this kind of record or act yet. It is kept on both sides until it does."
                ),
            )
        record = record_type(op.type)
        given = {name: value for name, value in op.fields.items() if value is not None}
        cleaned = record.clean(given, world)
        if op.kind == "add":
            record.check(cleaned, world)
    except Refused as refused:
        return Examined({}, refused)
    except Exception:  # our own mistake holds this one, not its neighbours
        _log.exception("examining %s", op.id)
        return Examined({}, Refused(tr("This cannot be read"), tr("The server made a mistake with it.")))
    return Examined({name: cleaned.get(name) for name in op.fields})


def _check_shape(op: Op) -> None:
    """Raise Refused for what no program of ours writes."""
    if not _NUMBER.fullmatch(op.number) or not 0 < op.schema < 100_000:
        raise Refused(tr("This cannot be read"), tr("Its number is not one."))
    if op.kind == "add":
        try:
            moment = datetime.fromisoformat(op.recorded_at)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise Refused(tr("This cannot be read"), tr("It does not say when it was recorded."))


def decide(
    op: Op, fields: dict[str, Any], known: Known | None, seq: int, by: Authority, world: World
) -> Decision:
    """The verdict on `op`, whose values in readable form are `fields`, were it the journal's number `seq`."""
    if op.author != by.author.id:
        return held(NotAllowed(tr("It was made by {name}, who is not signed in here.", name=op.author_name)))
    if known is None and op.kind != "add":
        return Decision("retry")
    readable = op if fields == op.fields else msgspec.structs.replace(op, fields=fields)
    try:
        decision = _accept(readable, known, seq, by, world)
    except GridAppError as error:
        return held(error)
    return decision if readable is op else replace(decision, exact=False)


def held(error: GridAppError) -> Decision:
    """A person decides: the reason in words, and per field where a field is wrong."""
    fields = {each.field: each.message for each in error.problems} if isinstance(error, Invalid) else {}
    codes = {
        NotAllowed: "not_allowed",
        NotYours: "not_allowed",
        NotFound: "unknown",
        Invalid: "invalid",
        TooNew: "server_too_old",
        TooMuch: "too_large",
    }
    detail = {
        "code": codes.get(type(error), "refused"),
        "title": error.title,
        "message": error.message,
        "fields": fields,
    }
    return Decision("held", detail=detail)


def _accept(op: Op, known: Known | None, seq: int, by: Authority, world: World) -> Decision:
    if op.unit and op.unit not in world.org:
        raise NotFound(tr("There is no unit {unit} on the server.", unit=op.unit))
    if known is None:
        return _add(op, seq, by, world)
    _require_in_sight(known.entry, by, world)
    if op.type != known.entry.type:
        raise Refused(tr("This cannot be read"), tr("It is of another kind than its entry."))
    if op.kind == "delete":
        require(by.person, "delete", known.entry, world.org)
        return _delete(op, known, seq, by)
    step = None
    if op.kind == "move":
        step = require_move(by.person, known.entry, op.move, op.fields, world.org)
        if step.target != op.to:
            raise Refused(tr("This step is not possible now"), tr("It leads elsewhere in this version."))
    else:
        require_set(by.person, known.entry, op.fields, world.org)
    if op.unit and op.unit != known.entry.unit:
        require(by.person, "set", replace(known.entry, unit=op.unit), world.org)
    decision = _merge(op, known, seq, by)
    assert decision.known is not None, "a merge gives a row"
    require_whole(known.entry, decision.known.entry.body, world, step)
    return decision


def _require_in_sight(entry: Entry, by: Authority, world: World) -> None:
    """What the person may not see is not spoken of either."""
    if not may(by.person, "view", entry, world.org):
        raise NotAllowed(tr("This entry lies outside your units."))


def _add(op: Op, seq: int, by: Authority, world: World) -> Decision:
    entry = added(op, by.author, seq)
    workflow = entry.record.workflow
    if entry.state not in workflow.states:
        raise NotFound(tr("There is no state “{state}” on the server.", state=entry.state))
    require_add(by.person, replace(entry, body={}), entry.body, world.org)
    stamps = dict.fromkeys(entry.body, (seq, by.device))
    return Decision("stored", Known(entry, stamps))


def done(op: Op, known: Known, seq: int) -> Known:
    """The row after an act of the server's own, which nothing can stand against."""
    fields = {**known.entry.body, **op.fields}
    entry = replace(
        known.entry,
        body={name: value for name, value in fields.items() if value is not None},
        state=op.to or known.entry.state,
        seq=seq,
    )
    return Known(
        entry, {**known.stamps, **dict.fromkeys((*op.fields, *([WHOLE] if op.to else [])), (seq, ""))}
    )


def _delete(op: Op, known: Known, seq: int, by: Authority) -> Decision:
    """An edit beats a concurrent delete: what the author had not seen is not thrown away with the rest."""
    unseen = [
        each for each, (number, device) in known.stamps.items() if number > op.base and device != by.device
    ]
    if unseen:
        raise Refused(
            tr("Others changed it meanwhile"), tr("It was not deleted. Please look at it again first.")
        )
    stamps = {**known.stamps, WHOLE: (seq, by.device)}
    return Decision("stored", Known(replace(known.entry, deleted=True, seq=seq), stamps))


def _merge(op: Op, known: Known, seq: int, by: Authority) -> Decision:
    entry = known.entry
    merged = merge(entry.record, entry.body, known.stamps, op, by.device)
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
    setters = {name: "" if name in merged.mixed else by.device for name in merged.fields}
    stamps = {**known.stamps, **{name: (seq, device) for name, device in setters.items()}}
    if (after.state, after.unit, after.deleted) != (entry.state, entry.unit, entry.deleted):
        stamps[WHOLE] = (seq, by.device)
    beside = {stamps[name][1] for name in merged.kept}
    detail: dict[str, Any] = {"values": merged.kept} if merged.kept else {}
    if entry.deleted and known.stamps.get(WHOLE, (0, ""))[0] > op.base:
        # An edit beats a delete that its author had not seen; whether it is to stay, they are asked.
        detail |= {"values": merged.kept, "revived": True}
        beside.add(known.stamps[WHOLE][1])
    outcome: Outcome = "kept both" if detail else "stored"
    exact = merged.exact and op.kind != "add" and not detail
    return Decision(outcome, Known(after, stamps), detail, exact, frozenset(beside))
