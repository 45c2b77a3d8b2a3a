"""The server half of sync: one push is one transaction of one county; a pull is a page of its journal."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, insert, select

from gridapp.domain.errors import Refused
from gridapp.domain.op import Op
from gridapp.domain.org import Org
from gridapp.domain.world import Clock, World, system_clock
from gridapp.i18n import tr
from gridapp.server import journal, rows, scopes, verdicts
from gridapp.server.accounts import Caller
from gridapp.server.database import ServerDatabase
from gridapp.server.tables import batch, conflict, held, left
from gridapp.server.tables import journal as journal_table
from gridapp.server.verdicts import Decision, Examined, Known
from gridapp.sync.protocol import MOST_PAGE_BYTES, Checkpoint, Pull, PullAnswer, Push, PushAnswer, Verdict

_AT_ONCE = 500


@dataclass
class _Work:
    """What a push gathers op by op, to be written in bulk at the end."""

    head: Checkpoint
    known: dict[str, Known]
    touched: dict[str, Known] = field(default_factory=dict)
    accepted: list[Op] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    held: list[tuple[Op, Decision]] = field(default_factory=list)
    conflicts: list[tuple[Op, Decision]] = field(default_factory=list)
    moved: list[tuple[int, str, str]] = field(default_factory=list)  # number, entry, the unit it left
    exact: bool = True


class Hub:
    """One caller's conversation with one county, over a database."""

    def __init__(self, database: ServerDatabase, caller: Caller, clock: Clock = system_clock) -> None:
        self._database = database
        self._caller = caller
        self._clock = clock

    def push(self, push: Push) -> PushAnswer:
        """Decide every op of a batch. The same batch again gets the same answer. Raises Refused."""
        _check_batch(push)
        with self._database.transaction() as connection:
            world = self._world(connection)
        examined = {op.id: verdicts.examine(op, world) for op in push.ops}
        with self._database.transaction() as connection:
            head = journal.lock_head(connection, self._caller.county)  # from here on, one batch at a time
            return _answered(connection, self._caller, push) or self._decide(connection, head, push, examined)

    def pull(self, pull: Pull) -> PullAnswer:
        """One page of what this person may see beyond their checkpoint, in the journal's order."""
        limit = max(1, min(pull.limit, 5000))
        with self._database.transaction() as connection:
            head = journal.head(connection, self._caller.county)
            if diverged := journal.common(connection, self._caller.county, pull.checkpoint):
                return PullAnswer([], [], diverged, diverged=diverged)
            org = rows.org(connection, self._caller.county)
            found = scopes.page(connection, self._caller, org, pull.checkpoint.seq, limit)
            kept = _fitting(found)
            more = len(found) == limit or len(kept) < len(found)
            found = kept
            last = journal.at(connection, self._caller.county, found[-1].seq) if more else head
            assert last is not None, "a row's number is in the journal"
            gone = scopes.gone(connection, self._caller, org, pull.checkpoint.seq, last.seq)
        return PullAnswer([rows.on_the_wire(row) for row in found], gone, last, more)

    def _world(self, connection: Connection) -> World:
        return World(rows.org(connection, self._caller.county), self._clock)

    def _decide(
        self, connection: Connection, head: Checkpoint, push: Push, examined: dict[str, Examined]
    ) -> PushAnswer:
        county = self._caller.county
        if diverged := journal.common(connection, county, push.checkpoint):
            return PushAnswer(head, head, [], diverged=diverged)
        earlier = _earlier_verdicts(connection, self._caller, push.ops)
        work = _Work(head, rows.read(connection, county, (op.entry for op in push.ops)))
        waiting = _held_adds(connection, county, push.ops)
        world = self._world(connection)
        for op in push.ops:
            if op.id in earlier:
                work.verdicts.append(earlier[op.id])
                work.exact = False
                continue
            decision = self._verdict(op, work, examined[op.id], waiting, world)
            self._note(work, op, decision)
            if decision.outcome == "held" and op.kind == "add":
                waiting.add(op.entry)
        return self._write(connection, push, work, world.org)

    def _verdict(self, op: Op, work: _Work, examined: Examined, waiting: set[str], world: World) -> Decision:
        if examined.wrong is not None:
            return verdicts.held(examined.wrong)
        known = work.known.get(op.entry)
        if known is None and op.kind != "add" and op.entry in waiting:
            return verdicts.held(
                Refused(
                    tr("It waits for its record"),
                    tr("The record it belongs to was held; mend that one first."),
                )
            )
        seq = work.head.seq + len(work.accepted) + 1
        return verdicts.decide(op, examined.fields, known, seq, self._caller, world)

    def _note(self, work: _Work, op: Op, decision: Decision) -> None:
        seq = 0
        if decision.known is not None:
            work.accepted.append(op)
            seq = work.head.seq + len(work.accepted)
            before = work.known.get(op.entry)
            if before and before.entry.unit != decision.known.entry.unit:
                work.moved.append((seq, op.entry, before.entry.unit))
            work.known[op.entry] = work.touched[op.entry] = decision.known
        if decision.outcome == "held":
            work.held.append((op, decision))
        if decision.outcome == "kept both":
            work.conflicts.append((op, decision))
        work.exact = work.exact and decision.exact and decision.outcome != "retry"
        work.verdicts.append(Verdict(op.id, decision.outcome, seq, dict(decision.detail)))

    def _write(self, connection: Connection, push: Push, work: _Work, org: Org) -> PushAnswer:
        county, device = self._caller.county, self._caller.device
        now = self._clock().isoformat(timespec="milliseconds")
        rows.write(connection, county, list(work.touched.values()), org)
        after = journal.append(connection, county, work.head, work.accepted, device, now)
        _write_all(connection, held, [
            {"county": county, "op": op.id, "entry": op.entry, "kind": op.kind, "device": device, "at": now,
             "data": journal.encoded(op), "detail": _json(decision.detail)}
            for op, decision in work.held
        ])  # fmt: skip
        _write_all(connection, conflict, [
            {"county": county, "op": op.id, "entry": op.entry, "at": now, "kept": _json(decision.detail)}
            for op, decision in work.conflicts
        ])  # fmt: skip
        _write_all(connection, left, [
            {"county": county, "seq": seq, "entry": entry, "path": org.path(unit)} for seq, entry, unit in work.moved
        ])  # fmt: skip
        answer = PushAnswer(work.head, after, work.verdicts, work.exact)
        if all(each.outcome != "retry" for each in work.verdicts):
            line = {"county": county, "device": device, "id": push.batch, "digest": push.digest}
            _write_all(connection, batch, [{**line, "answer": _json(answer)}])
        return answer


def _fitting(found: Sequence[Any]) -> Sequence[Any]:
    """As many of these rows as one answer can carry, and at least one."""
    size = 0
    for number, row in enumerate(found):
        size += len(row.body)
        if number and size > MOST_PAGE_BYTES:
            return found[:number]
    return found


def _check_batch(push: Push) -> None:
    """The batch is what its digest was made of. Raises Refused."""
    if hashlib.sha256("".join(op.hash() for op in push.ops).encode()).hexdigest() != push.digest:
        raise Refused(
            tr("The batch was altered on its way"), tr("Nothing of it was taken; it will be sent again.")
        )
    if len({op.id for op in push.ops}) < len(push.ops):
        raise Refused(tr("The batch names an op twice"), tr("Nothing of it was taken."))


def _answered(connection: Connection, caller: Caller, push: Push) -> PushAnswer | None:
    """The stored answer to a batch that was sent before. Raises Refused for another batch under the same id."""
    mine = (batch.c.county == caller.county, batch.c.device == caller.device, batch.c.id == push.batch)
    row = connection.execute(select(batch.c.digest, batch.c.answer).where(*mine)).first()
    if row is None:
        return None
    if row.digest != push.digest:
        raise Refused(
            tr("The batch was altered on its way"), tr("Nothing of it was taken; it will be sent again.")
        )
    return msgspec.json.decode(row.answer, type=PushAnswer)


def _earlier_verdicts(connection: Connection, caller: Caller, ops: Sequence[Op]) -> dict[str, Verdict]:
    """For ops of this device that the server has seen before: the same verdict with the same number."""
    county = caller.county
    found: dict[str, Verdict] = {}
    ids = [op.id for op in ops]
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        lines = select(journal_table.c.op, journal_table.c.seq).where(
            journal_table.c.county == county, journal_table.c.op.in_(part)
        )
        found |= {row.op: Verdict(row.op, "same", row.seq) for row in connection.execute(lines)}
        waiting = select(held.c.op, held.c.detail).where(
            held.c.county == county, held.c.op.in_(part), held.c.device == caller.device
        )
        for row in connection.execute(waiting):
            found[row.op] = Verdict(row.op, "held", 0, msgspec.json.decode(row.detail))
    return found


def _held_adds(connection: Connection, county: str, ops: Sequence[Op]) -> set[str]:
    """Entries whose very first op the server holds."""
    ids = list({op.entry for op in ops if op.kind != "add"})
    found: set[str] = set()
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        query = select(held.c.entry).where(
            held.c.county == county, held.c.kind == "add", held.c.entry.in_(part)
        )
        found |= {row.entry for row in connection.execute(query)}
    return found


def _write_all(connection: Connection, table: Table, lines: list[dict[str, object]]) -> None:
    if lines:
        connection.execute(insert(table), lines)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
