"""The server half of sync: one push is one transaction of one county; a pull is a page of its journal."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gridapp.domain.ids import Dice
from gridapp.domain.world import Clock, World
from gridapp.server import (
    accounts,
    audit,
    batches,
    checksums,
    daily,
    journal,
    matters,
    offline,
    quarantine,
    recovery,
    rows,
    rulings,
    scopes,
    sights,
    signatures,
    verdicts,
)
from gridapp.server.accounts import Caller
from gridapp.server.database import ServerDatabase
from gridapp.server.decisions import Decisions
from gridapp.server.snapshots import Snapshots, rows_of
from gridapp.sync.protocol import (
    MOST_CHECKPOINTS,
    MOST_OWN,
    MOST_PAGE_BYTES,
    MOST_PAGE_ROWS,
    BatchReceipt,
    Checkpoint,
    Compare,
    Compared,
    Enrolled,
    KeepRecovery,
    Pull,
    PullAnswer,
    Push,
    PushAnswer,
    Refetch,
    Refetched,
    Row,
    SignedMark,
    Snapshot,
)
from gridapp.sync.receipts import Signer, signed_batch
from gridapp.sync.unsaid import left_out


class Hub:
    """One caller's conversation with one county, over a database."""

    def __init__(
        self,
        database: ServerDatabase,
        snapshots: Snapshots,
        signer: Signer,
        caller: Caller,
        clock: Clock,
        dice: Dice,
    ) -> None:
        self._database = database
        self._snapshots = snapshots
        self._signer = signer
        self._caller = caller
        self._county = sights.in_county(caller.county)
        self._clock = clock
        self._dice = dice

    def push(self, push: Push) -> PushAnswer:
        """Decide every op of a batch. The same batch again gets the same answer. Raises Refused."""
        signatures.require_signed(self._caller, push)
        incoming = batches.read(push)
        with self._database.transaction(self._county) as connection:
            world = self._world(connection)
        examined = verdicts.examine_all(incoming, world)
        with self._database.transaction(self._county) as connection:
            head = journal.lock_head(connection, self._caller.county)  # from here on, one batch at a time
            self._caller = quarantine.as_of_now(connection, self._caller)
            if (tip := signatures.take_key(connection, self._caller, push, self._clock())) is not None:
                return PushAnswer(head, head, [], tip=tip)
            if answer := batches.answered(connection, self._caller, push):
                return answer
            if not journal.has(connection, self._caller.county, push.checkpoint):
                return PushAnswer(head, head, [], diverged=Checkpoint())
            if (tip := accounts.other_tip(connection, self._caller, push.tip)) is not None:
                return PushAnswer(head, head, [], tip=tip)
            quarantine.require_room(connection, self._caller, push)
            world = self._world(connection)
            now, dice, signer = self._clock(), self._dice, self._signer
            decisions = Decisions(connection, self._caller, world, head, push, now, dice, signer)
            decisions.decide(incoming, examined)
            after = decisions.write()
            answer = self._answer(push, head, after, decisions)
            batches.keep_answer(connection, self._caller, push, answer)
            accounts.note_tip(connection, self._caller, push.batch)
            if lines := rulings.lines(audit.of(self._caller), push, answer, self._caller.quarantine):
                audit.write(connection, lines, self._clock())
        return answer

    def pull(self, pull: Pull) -> PullAnswer:
        """One page of what this person may see beyond their checkpoint, in the journal's order."""
        county, limit = self._caller.county, max(1, min(pull.limit, MOST_PAGE_ROWS))
        with self._database.transaction(self._county) as connection:
            head = journal.head(connection, county)
            if not all(
                journal.has(connection, county, place) for place in (pull.checkpoint, pull.proof) if place
            ):
                return PullAnswer([], [], head, diverged=Checkpoint())
            if (tip := accounts.other_tip(connection, self._caller, pull.tip)) is not None:
                return PullAnswer([], [], head, tip=tip)
            if (grant := accounts.other_grant(self._caller, pull.grant)) is not None:
                return PullAnswer([], [], pull.checkpoint, more=True, grant=grant)
            org = rows.org(connection, county)
            scopes.narrow(connection, self._caller, org)
            own = pull.own[:MOST_OWN]
            found = scopes.page(connection, self._caller, org, pull.checkpoint.seq, own, limit)
            fitting = found[: rows.fitting(found, MOST_PAGE_BYTES)]
            more = len(found) == limit or len(fitting) < len(found)
            until = fitting[-1].seq if more else head.seq
            gone = scopes.gone(connection, self._caller, org, pull.checkpoint.seq, until)
            told, news = matters.since(connection, self._caller, org, pull.news)
            word = (
                offline.word(connection, self._signer, self._caller, self._clock()) if pull.offline else None
            )
        last = self._place(until) if more else head
        return PullAnswer(
            [rows.on_the_wire(row) for row in fitting],
            gone,
            last,
            more,
            matters=told,
            news=news,
            offline=word,
        )

    def common(self, known: Sequence[Checkpoint]) -> Checkpoint:
        """The newest of these places that is in the county's history too."""
        with self._database.transaction(self._county) as connection:
            return journal.common(connection, self._caller.county, known[:MOST_CHECKPOINTS])

    def renew(self, key: str) -> Enrolled:
        """The caller's folder was copied, or put back from a copy: it becomes a device of its own, with this public
        key. Raises Refused when that is none."""
        with self._database.transaction(self._county) as connection:
            enrolled = accounts.renew(
                connection, self._caller, key, self._clock(), self._dice, self._signer.public
            )
            renewed = audit.Line(audit.of(self._caller), "renew", enrolled.device_id)
            audit.write(connection, [renewed], self._clock())
            self._caller = Caller(self._caller.county, enrolled.device_id, self._caller.person, key)
        return enrolled

    def keep_recovery(self, asked: KeepRecovery) -> None:
        """Keep the caller's share of what opens its vault after a forgotten password. Raises Refused."""
        with self._database.transaction(self._county) as connection:
            recovery.keep(connection, self._caller, asked)

    def compare(self, compare: Compare) -> Compared:
        """Which parts of which units differ, for a computer that is in step."""
        county = self._caller.county
        with self._database.transaction(self._county) as connection:
            if journal.head(connection, county) != compare.checkpoint:
                return Compared(moved=True)
            org = rows.org(connection, county)
            gone = scopes.out_of_sight(connection, self._caller, org, compare.strays)
            if compare.only_strays:
                return Compared(gone=gone)
            scopes.narrow(connection, self._caller, org)
            units = checksums.differing(connection, self._caller, org, compare.sums)
            parts = {unit: checksums.parts(connection, county, unit) for unit in units}
            return Compared(parts, gone)

    def refetch(self, refetch: Refetch) -> Refetched:
        """Everything of some parts of a unit that this person sees."""
        county = self._caller.county
        with self._database.transaction(self._county) as connection:
            org = rows.org(connection, county)
            if journal.head(connection, county) != refetch.checkpoint:
                return Refetched(moved=True)
            if not checksums.in_sight(self._caller, org, refetch.unit):
                return Refetched(parts=refetch.parts)
            scopes.narrow(connection, self._caller, org)
            found, parts = checksums.of_parts(
                connection, county, refetch.unit, refetch.parts, MOST_PAGE_BYTES
            )
        return Refetched([rows.on_the_wire(row) for row in found], parts)

    def snapshot(self) -> Snapshot:
        """What a new computer of this person starts from. Made when there is none, or none fresh enough."""
        return self._snapshots.of(self._caller)

    def chunk(self, sha: str) -> list[Row]:
        """The rows of a chunk of a snapshot. Raises NotFound."""
        return rows_of(self.packed_chunk(sha))

    def packed_chunk(self, sha: str) -> bytes:
        """A chunk as it is sent. Raises NotFound for one that is not of this person's snapshots."""
        return self._snapshots.chunk(self._caller, sha)

    def day_marks(self, since: int) -> list[SignedMark]:
        """The signed daily heads of the county's chains from this number on; with 0 the newest alone."""
        with self._database.transaction(self._county) as connection:
            return daily.since(connection, self._signer, self._caller.county, since, self._clock())

    def _place(self, seq: int) -> Checkpoint:
        """Where a row's number is in the journal, of which a person sees nothing themselves."""
        with self._database.transaction(self._county) as connection:
            place = journal.at(connection, self._caller.county, seq)
        assert place is not None, "a row's number is in the journal"
        return place

    def _world(self, connection: Connection) -> World:
        return rows.world(connection, self._caller.county, self._clock)

    def _answer(self, push: Push, head: Checkpoint, after: Checkpoint, decisions: Decisions) -> PushAnswer:
        held = [each.op for each in decisions.verdicts if each.outcome == "held"]
        receipt = BatchReceipt(
            self._caller.county, self._caller.device, push.batch, push.digest, after.seq, after.hash,
            decisions.now, decisions.skew, held,
        )  # fmt: skip
        words, signature = signed_batch(self._signer, receipt)
        knows_order = push.tip is not None  # version 1 takes an op that is not mentioned for undecided
        said = left_out(head, decisions.verdicts) if knows_order else decisions.verdicts
        whole = decisions.exact and decisions.whole
        return PushAnswer(head, after, said, decisions.exact, receipt=words, signature=signature, whole=whole)
