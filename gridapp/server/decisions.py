"""Deciding a batch: op by op in memory, everything written at once at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from gridapp.domain import rules
from gridapp.domain.entry import Entry
from gridapp.domain.errors import GridAppError, NotAllowed, NotFound, Refused
from gridapp.domain.ids import Dice, uuid7
from gridapp.domain.op import RULINGS, Op, digest_of, understood
from gridapp.domain.record import RecordType
from gridapp.domain.rules import require_free, takes_time
from gridapp.domain.workflow import STAFF
from gridapp.domain.world import World
from gridapp.i18n import tr
from gridapp.server import accounts, batches, bulk, deadlines, journal, matters, quarantine, rows, verdicts
from gridapp.server.accounts import Caller
from gridapp.server.batches import Incoming
from gridapp.server.books import Book
from gridapp.server.journal import Line
from gridapp.server.matters import Concern
from gridapp.server.placing import Given, Places
from gridapp.server.seals import Seals
from gridapp.server.tables import left
from gridapp.server.verdicts import Authority, Decision, Examined, Known
from gridapp.sync.protocol import Checkpoint, Push, Verdict
from gridapp.sync.receipts import Signer


class Decisions:
    """One batch of one device, within the transaction that holds the county's counter."""

    def __init__(
        self,
        connection: Connection,
        caller: Caller,
        world: World,
        head: Checkpoint,
        push: Push,
        now: datetime,
        dice: Dice,
        signer: Signer,
    ) -> None:
        self._connection = connection
        self._signer = signer
        self._caller = caller
        self._world = world
        self._head = head
        self._cut = push.cut
        self._own = Authority(caller.person, caller.device, caller.person.author)
        self._moment, self._dice = now, dice
        self.now = now.isoformat(timespec="milliseconds")
        self.skew = _skew(push.sent_at, now)
        self.verdicts: list[Verdict] = []
        self.exact = True
        self.whole = True
        self._lines: list[Line] = []
        self._matters = matters.Table(connection, caller.county)
        self._moved: list[tuple[int, str, str]] = []  # number, entry, a unit it left
        self._touched: dict[str, None] = {}  # in order, each once
        self._books: dict[str, Book] = {}  # by type, of the numbers that only one may have
        self._acts: dict[str, list[Op]] = defaultdict(list)  # by entry, those that were taken from the device
        self._reckoned: dict[str, None] = {}  # entries to which one of these brought a deadline

    def decide(self, incoming: Sequence[Incoming], examined: Sequence[Examined]) -> None:
        """Give every op of the batch its verdict, in order."""
        ops = [each.op for each in incoming]
        county = self._caller.county
        earlier = batches.earlier_verdicts(self._connection, self._caller, incoming)
        self._before = rows.read(self._connection, county, (op.entry for op in ops))
        self._known = dict(self._before)
        self._waiting = self._held_adds(ops)
        for each, seen in zip(incoming, examined, strict=True):
            each.op = self._rebased(each.op)
            if each.op.id in earlier:
                self.verdicts.append(earlier[each.op.id])
                self.exact = False
            elif self._caller.quarantine and each.op.kind not in RULINGS:
                self._note(each, quarantine.held(self._caller))
            elif each.op.kind in RULINGS and each.wrong is None:
                self._rule(each)
            else:
                self._note(each, self._verdict(each.op, seen))

    def take_up(self, put_aside: Sequence[Concern], by: str) -> None:
        """Decide, on its author's rights, what was put aside while its computer waited; `by` is the name of who
        approved that. What cannot be taken stays held, from now on for its own reason."""
        ops = [msgspec.structs.replace(understood(each.data), base=each.base) for each in put_aside]
        incoming = [
            Incoming(each.data, digest_of(each.data.encode()), op)
            for each, op in zip(put_aside, ops, strict=True)
        ]
        examined = verdicts.examine_all(incoming, self._world)
        self._before = rows.read(self._connection, self._caller.county, (op.entry for op in ops))
        self._known = dict(self._before)
        self._waiting = set()
        for concern, each, seen in zip(put_aside, incoming, examined, strict=True):
            self._take_up(concern, each, self._verdict(each.op, seen), by)

    def write(self) -> Checkpoint:
        """Write what was decided, and what follows from it for others; give the journal's new head."""
        self._set_deadlines_right()
        self._give_places()
        county, org = self._caller.county, self._world.org
        touched = [self._known[entry] for entry in self._touched]
        rows.write(self._connection, county, touched, self._before, org)
        after = journal.append(self._connection, county, self._head, self._lines, self.now)
        self._matters.write()
        gone = [(county, seq, entry, org.path(unit)) for seq, entry, unit in self._moved]
        bulk.insert(self._connection, left, gone)
        return after

    def _held_adds(self, ops: Sequence[Op]) -> set[str]:
        unknown = list({op.entry for op in ops if op.kind != "add" and op.entry not in self._known})
        return matters.held_adds(self._connection, self._caller.county, unknown) if unknown else set()

    def _verdict(self, op: Op, examined: Examined) -> Decision:
        if examined.wrong is not None:
            return verdicts.held(examined.wrong)
        known = self._known.get(op.entry)
        if known is None and op.kind != "add" and op.entry in self._waiting:
            return verdicts.held(
                Refused(
                    tr("It waits for its record"),
                    tr("The record it belongs to was held; mend that one first."),
                )
            )
        return self._decided(op, examined.fields, self._own)

    def _decided(self, op: Op, fields: dict[str, Any], by: Authority) -> Decision:
        """The verdict on an op by itself, and beside the others about the same person."""
        known = self._known.get(op.entry)
        decision = verdicts.decide(op, fields, known, self._next(), by, self._world)
        if decision.known is None:
            return decision
        try:
            self._require_free(decision.known.entry)
            self._require_unique(decision.known.entry)
            return self._sealed(known, decision)
        except GridAppError as error:
            return verdicts.held(error)

    def _sealed(self, before: Known | None, decision: Decision) -> Decision:
        """With the server's word in the row, where the op brought an entry to the state for which it is given."""
        after = decision.known
        assert after is not None, "only what was accepted is sealed"
        sealing = after.entry.record.sealing
        if (
            sealing is None
            or after.entry.state != sealing.state
            or (before and before.entry.state == sealing.state)
        ):
            return decision
        today = self._world.now().date()
        seals = Seals(self._connection, self._caller.county, self._signer, self._entries)
        text = seals.text(after.entry, sealing, today)
        entry = replace(after.entry, body={**after.entry.body, sealing.into: text})
        stamps = {**after.stamps, sealing.into: (after.entry.seq, "")}
        return replace(decision, known=replace(after, entry=entry, stamps=stamps), exact=False)

    def _require_free(self, entry: Entry) -> None:
        """Raise Invalid when an entry would take a person's time that another has, also one of this batch."""
        if takes_time(entry):
            kept = rows.about(self._connection, self._caller.county, entry.type, entry.subject)
            now = {each.id: each for each in kept} | {name: each.entry for name, each in self._known.items()}
            require_free(entry, now.values())

    def _require_unique(self, entry: Entry) -> None:
        """Raise Invalid when a number that only one may have came with another entry first, also one of this batch."""
        if entry.record.unique and not entry.deleted:
            self._book(entry.record).require(entry)

    def _book(self, record: RecordType) -> Book:
        if record.type not in self._books:
            self._books[record.type] = Book(self._connection, self._caller.county, record)
        return self._books[record.type]

    def _give_places(self) -> None:
        """What follows for those who ask for places: acts of the server's own, which their computers have to fetch."""
        touched = [self._known[entry].entry for entry in self._touched]
        for given in Places(self._connection, self._caller.county, self._entries).give(touched):
            self._follow(given)

    def _set_deadlines_right(self) -> None:
        """What a wrong clock, older rules or holidays that were announced since make of deadlines."""
        brought = {entry: self._acts[entry] for entry in self._reckoned}
        for given in list(deadlines.by_clock(brought, self._entries, self.skew, self._world)):
            self._follow(given)
        touched = [self._known[name].entry for name in self._touched]
        county = self._caller.county
        for given in list(
            deadlines.by_calendar(self._connection, county, touched, self._entries, self._world)
        ):
            self._follow(given)

    def _follow(self, given: Given) -> None:
        """Do what follows as an act of the server's own."""
        self.exact = self.whole = False
        known, person = self._known[given.entry.id], self._caller.person
        op = given.as_op(uuid7(self._moment, self._dice), self.now, person.author)
        raw = op.encoded()
        by = replace(self._own, device="")
        after = verdicts.done(op, known, self._next())
        self._accept(Incoming(raw.decode(), digest_of(raw), op), by, after)

    def _entries(self, ids: Iterable[str]) -> dict[str, Entry]:
        """Entries as they are in this batch, read as they are needed."""
        wanted = list(ids)
        unread = [each for each in wanted if each not in self._known]
        found = rows.read(self._connection, self._caller.county, unread) if unread else {}
        self._before |= found
        self._known |= found
        return {each: self._known[each].entry for each in wanted if each in self._known}

    def _rebased(self, op: Op) -> Op:
        """After a restore, what its author saw beyond the common history means nothing."""
        if self._cut is None or op.base <= self._cut:
            return op
        return msgspec.structs.replace(op, base=self._cut)

    def _next(self) -> int:
        return self._head.seq + len(self._lines) + 1

    def _note(self, incoming: Incoming, decision: Decision) -> None:
        op = incoming.op
        if decision.beside:
            decision = self._named(decision)
        seq = self._accept(incoming, self._own, decision.known) if decision.known is not None else 0
        if decision.outcome in ("held", "kept both"):
            self._matters.put(self._concern(incoming, decision))
        if decision.outcome == "held" and op.kind == "add":
            self._waiting.add(op.entry)
        if op.settles and decision.outcome != "retry":
            self._settle(op, accepted=decision.known is not None)
        self.exact = self.exact and decision.exact and decision.outcome != "retry"
        self.verdicts.append(Verdict(op.id, decision.outcome, seq, dict(decision.detail)))

    def _accept(self, incoming: Incoming, by: Authority, after: Known) -> int:
        """The journal number of an op that was taken, and what follows from it."""
        op = incoming.op
        seq = self._line(incoming, by.device)
        before = self._known.get(op.entry)
        if before and op.entry not in self._touched:
            self.whole = self.whole and before.entry.seq <= op.base
        if before:
            self._moved += [(seq, op.entry, unit) for unit in _left(before.entry, after.entry)]
        if before and _is_to_be_told(op, before.entry, after.entry):
            detail = {"by": by.author.name, "to": after.entry.state}
            told = self._about(incoming, "told", after.entry.unit, detail)
            self._matters.put(replace(told, other=_concerned(after.entry)))
        self._known[op.entry] = after
        self._touched[op.entry] = None
        if after.entry.record.unique:
            self._book(after.entry.record).note(after.entry)
        if by.device:
            self._acts[op.entry].append(op)
            if op.fields.get("reckoned"):
                self._reckoned[op.entry] = None
        return seq

    def _line(self, incoming: Incoming, device: str) -> int:
        """Give an op the next line of the journal."""
        seq, op = self._next(), incoming.op
        self._lines.append(Line(op.id, op.entry, device, incoming.raw, incoming.digest, self.skew))
        return seq

    def _named(self, decision: Decision) -> Decision:
        """With the person whose value stands beside the op's."""
        other = accounts.person_at(self._connection, self._caller.county, decision.beside)
        if other is None:
            return decision
        return replace(decision, detail={**decision.detail, "by": other.name, "other": other.id})

    def _concern(self, incoming: Incoming, decision: Decision) -> Concern:
        op, kind = incoming.op, "held" if decision.outcome == "held" else "conflict"
        known = self._known.get(op.entry)
        unit = known.entry.unit if known else op.unit
        if unit not in self._world.org:
            unit = self._caller.person.unit
        other = decision.detail.get("other", "")
        concern = self._about(incoming, kind, unit, decision.detail)
        return replace(concern, other="" if other == self._caller.person.id else other)

    def _about(self, incoming: Incoming, kind: str, unit: str, detail: Mapping[str, Any]) -> Concern:
        caller = self._caller
        return matters.about(
            incoming.op, incoming.raw, kind, unit, caller.person, caller.device, self.now, detail
        )

    def _settle(self, op: Op, accepted: bool) -> None:
        """Whoever is concerned has decided: nobody else needs to. What is sent again and held again is asked about
        under its new name."""
        person = self._caller.person
        for concern in self._matters.about(op.settles):
            again = concern.kind == "held" and concern.author == person.id
            if concern.state in matters.WAITING and (again or (accepted and self._is_concerned(concern))):
                self._matters.put(matters.settled(concern, person.name))

    def _take_up(self, concern: Concern, incoming: Incoming, decision: Decision, by: str) -> None:
        if (after := decision.known) is None:
            if decision.outcome == "retry":
                decision = verdicts.held(NotFound(tr("The record it belongs to is not here.")))
            self._matters.put(replace(concern, detail=decision.detail))
            if incoming.op.kind == "add":
                self._waiting.add(incoming.op.entry)
            return
        if decision.beside:
            decision = self._named(decision)
        seq = self._accept(incoming, self._own, after)
        self._matters.put(matters.released(concern, by, seq))
        if decision.outcome == "kept both":
            self._matters.put(self._concern(incoming, decision))
        if incoming.op.settles:
            self._settle(incoming.op, accepted=True)

    def _is_concerned(self, concern: Concern) -> bool:
        person = self._caller.person
        if person.id in (concern.author, concern.other):
            return True
        return person.role in STAFF and self._world.org.within_any(concern.unit, person.units)

    # --- deciding about other ops ---

    def _rule(self, incoming: Incoming) -> None:
        """A ruling that is refused asks nobody: whoever made it is told, and what it was about waits as before."""
        op = incoming.op
        if op.kind != "settle" and not self._knows(op.settles):
            self.exact = False
            self.verdicts.append(Verdict(op.id, "retry"))  # it may still come again, after a restore
            return
        try:
            if self._caller.quarantine:
                raise NotAllowed(str(quarantine.held(self._caller).detail["message"]))
            self._apply_ruling(op)
        except GridAppError as error:
            self.verdicts.append(Verdict(op.id, "held", 0, dict(verdicts.held(error).detail)))
            return
        self.verdicts.append(Verdict(op.id, "stored", self._line(incoming, self._caller.device)))

    def _knows(self, op: str) -> bool:
        """Whether the server has seen this op at all."""
        in_batch = any(line.op == op for line in self._lines)
        return (
            in_batch
            or bool(self._matters.about(op))
            or journal.has_op(self._connection, self._caller.county, op)
        )

    def _apply_ruling(self, op: Op) -> None:
        person = self._caller.person
        if op.author != person.id:
            raise NotAllowed(tr("It was made by {name}, who is not signed in here.", name=op.author_name))
        if op.kind == "settle":
            self._settle(op, accepted=True)
            return
        about = self._matters.about(op.settles)
        concern = next(
            (each for each in about if each.kind == "held" and each.state in matters.WAITING), None
        )
        if concern is None:
            raise NotFound(tr("Somebody else has decided this already."))
        held = understood(concern.data)
        rules.require_ruling(person, held.type, concern.unit, concern.author, self._world.org)
        if op.kind == "return":
            self._matters.put(matters.returned(concern, person.name, op.words))
        else:
            seq = self._release(concern, held)
            self._matters.put(matters.released(concern, person.name, seq))

    def _release(self, concern: Concern, held: Op) -> int:
        """Take a held op on the supervisor's rights instead of its author's. Raises what still stands against it."""
        op = msgspec.structs.replace(held, base=concern.base)
        seen = verdicts.examine(op, self._world)
        if concern.detail.get("code") == "too_large" or seen.wrong is not None:
            raise seen.wrong or Refused(str(concern.detail["title"]), str(concern.detail["message"]))
        self._entries([op.entry])
        author = accounts.person(self._connection, self._caller.county, concern.author).author
        by = Authority(self._caller.person, concern.device, author)
        decision = self._decided(op, seen.fields, by)
        if decision.known is None:
            title = decision.detail.get("title", tr("It waits for its record"))
            raise Refused(str(title), str(decision.detail.get("message", "")))
        self.exact = False
        incoming = Incoming(concern.data, digest_of(concern.data.encode()), op)
        return self._accept(incoming, by, decision.known)


def _is_to_be_told(op: Op, before: Entry, after: Entry) -> bool:
    """Whether somebody else brought an entry to its end that its person wants to know of."""
    record = after.record
    ended = op.kind == "move" and before.state != after.state and record.workflow.state(after.state).final
    return record.tells and ended and _concerned(after) not in ("", op.author)


def _left(before: Entry, after: Entry) -> list[str]:
    """The units that an entry belonged to or concerned, and does no longer."""
    return sorted({before.unit, *before.concerned} - {after.unit, *after.concerned})


def _concerned(entry: Entry) -> str:
    """Whom an entry is about, or else who made it."""
    subject = entry.body.get(entry.record.subject)
    return subject["id"] if subject else entry.author.id


def _skew(sent_at: str, now: datetime) -> int:
    """By how many seconds the device's clock is ahead of the server's; 0 when it does not say."""
    try:
        claimed = datetime.fromisoformat(sent_at)
    except ValueError:
        return 0
    return round((claimed - now).total_seconds()) if claimed.tzinfo else 0
