"""The first step of a round: ops go out in frozen batches, oldest first, and are settled by the verdicts.

While the server works on one batch the next is already on its way, and the one before is settled here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from http import HTTPStatus
from typing import Protocol

import msgspec
from sqlalchemy import Connection

from gridapp.domain.errors import GridAppError, Refused
from gridapp.store import history, outbox
from gridapp.store.history import Cursor
from gridapp.store.outbox import Frozen, Settled
from gridapp.store.vault import Vault
from gridapp.sync import heads, protocol
from gridapp.sync.client import ServerRefused
from gridapp.sync.history import Reconciled, note_tip, require_same_past, tip
from gridapp.sync.protocol import Checkpoint, HubProtocol, Push, PushAnswer, Verdict
from gridapp.sync.receipts import check_batch
from gridapp.sync.round import Gate, Report, Stop
from gridapp.sync.unsaid import verdicts_of


def push(gate: Gate, hub: HubProtocol, report: Report, stop: Stop, ahead: int) -> None:
    """Send everything that waits; `ahead` batches may be on their way at once."""
    gate(_take_up_waiting)
    most = protocol.MOST_OPS
    while not stop():
        try:
            _send_all(gate, hub, report, stop, ahead, most)
            return
        except Reconciled:
            continue
        except _NotTaken as error:
            gate(partial(_take_apart, error=error))
            most = max(1, error.ops // 2)


def frozen(gate: Gate, most_bytes: int) -> list[Push]:
    """What waits, frozen into the batches that a round would send, oldest first, up to so many bytes of ops. They say
    nothing of the time: how long a packet is under way tells nobody whether a clock is right."""
    gate(_take_up_waiting)
    batches = _Batches(gate, protocol.MOST_OPS, dated=False)
    found: list[Push] = []
    while most_bytes > 0 and (message := batches.next()):
        of_batch, push = message
        found.append(push)
        most_bytes -= sum(len(op.encode()) for op in of_batch.ops)
    return found


class _NotTaken(Exception):
    """The server, or the way to it, does not take this batch: some op in it is too large, or cannot be read."""

    def __init__(self, frozen: Frozen, refused: GridAppError) -> None:
        super().__init__(str(refused))
        self.frozen, self.refused, self.ops = frozen, refused, len(frozen.ops)


def _send_all(gate: Gate, hub: HubProtocol, report: Report, stop: Stop, ahead: int, most: int) -> None:
    batches = _Batches(gate, most)
    with _sender(ahead) as sender:
        under_way: deque[tuple[Frozen, Callable[[], PushAnswer]]] = deque()
        while True:
            while len(under_way) < ahead and not stop() and (message := batches.next()):
                frozen, asked = message
                under_way.append((frozen, sender.submit(hub.push, asked).result))
            if not under_way:
                return
            frozen, answer_to = under_way.popleft()
            answer = _answer(frozen, answer_to)
            require_same_past(gate, hub, answer, report)
            verdicts = verdicts_of(answer, frozen.ids)
            report.changed |= gate(partial(_settle, frozen=frozen, answer=answer, verdicts=verdicts))
            report.count(verdict.outcome for verdict in verdicts)


def _answer(frozen: Frozen, answer_to: Callable[[], PushAnswer]) -> PushAnswer:
    try:
        return answer_to()
    except ServerRefused as refused:
        if refused.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise _NotTaken(frozen, refused) from refused
        raise
    except Refused as refused:
        raise _NotTaken(frozen, refused) from refused


class _Batches:
    """What is to be sent, in order: first what was frozen before and never answered."""

    def __init__(self, gate: Gate, most: int, dated: bool = True) -> None:
        self._gate, self._most, self._dated = gate, most, dated
        self._identity = gate(heads.with_key)
        self._left, self._tip, self._newest = gate(_begun)

    def next(self) -> tuple[Frozen, Push] | None:
        frozen = self._left.popleft() if self._left else self._gate(partial(_freeze, most=self._most))
        if frozen is None:
            return None
        raw = [msgspec.Raw(op.encode()) for op in frozen.ops]
        checkpoint = Checkpoint(self._newest.seq, self._newest.hash)
        sent_at = self._gate(Vault.now) if self._dated else ""
        message = Push(frozen.id, frozen.digest, raw, checkpoint, self._tip, frozen.cut, sent_at)
        self._tip = frozen.id
        return frozen, heads.signed(message, self._identity)


class _Sender(Protocol):
    def submit(self, call: Callable[[Push], PushAnswer], push: Push, /) -> Future[PushAnswer]: ...


class _AtOnce:
    """Sends in the caller's thread: one seed, one order."""

    def submit(self, call: Callable[[Push], PushAnswer], push: Push, /) -> Future[PushAnswer]:
        done: Future[PushAnswer] = Future()
        done.set_result(call(push))
        return done


def _sender(ahead: int) -> AbstractContextManager[_Sender]:
    return ThreadPoolExecutor(1, "sending") if ahead > 1 else nullcontext(_AtOnce())


def _begun(vault: Vault) -> tuple[deque[Frozen], str, Cursor]:
    with vault.reading() as connection:
        return deque(outbox.unanswered_batches(connection)), tip(connection), history.newest(connection)


def _take_up_waiting(vault: Vault) -> None:
    with vault.writing() as connection:
        outbox.take_up_waiting(connection)


def _freeze(vault: Vault, most: int) -> Frozen | None:
    with vault.writing() as connection:
        return outbox.freeze(connection, vault.dice, most, protocol.MOST_BYTES)


def _take_apart(vault: Vault, error: _NotTaken) -> None:
    """Smaller batches; an op that is not taken by itself waits for its author and holds up nobody."""
    with vault.writing() as connection:
        if error.ops > 1:
            outbox.unfreeze(connection)
            return
        detail = {
            "code": "too_large",
            "title": error.refused.title,
            "message": error.refused.message,
            "fields": {},
        }
        verdict = Settled(error.frozen.ids[0], "held", 0, detail)
        outbox.settle(connection, error.frozen.id, [verdict], 0, 0, vault.now())


def _settle(vault: Vault, frozen: Frozen, answer: PushAnswer, verdicts: list[Verdict]) -> set[str]:
    receipt = check_batch(vault.identity().server_key, answer, frozen.id, frozen.digest)
    settled = [Settled(each.op, each.outcome, each.seq, each.detail) for each in verdicts]
    with vault.writing() as connection:
        cursor = history.cursor(connection)
        in_step = answer.exact and (cursor.seq, cursor.hash) == (answer.before.seq, answer.before.hash)
        caught_up = answer.after.seq if in_step or answer.whole else 0
        changed = outbox.settle(connection, frozen.id, settled, cursor.seq, caught_up, vault.now())
        note_tip(connection, frozen.id)
        if receipt is not None:
            outbox.put_receipt(connection, frozen.id, answer.receipt, answer.signature)
        if in_step:
            _skip_echo(connection, answer)
        else:
            history.note_checkpoint(connection, Cursor(answer.after.seq, answer.after.hash))
            if answer.whole:
                history.note_own(connection, answer.before.seq + 1, answer.after.seq)
    return changed


def _skip_echo(connection: Connection, answer: PushAnswer) -> None:
    """Nothing of others lies between: what we sent is all there is to know, and need not come back to us."""
    history.move_cursor(connection, Cursor(answer.after.seq, answer.after.hash))
