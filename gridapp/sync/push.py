"""The first step of a round: ops go out in frozen batches, oldest first, and are settled by the verdicts."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from sqlalchemy import Connection

from gridapp.store import arrivals, outbox
from gridapp.store.arrivals import Cursor
from gridapp.store.outbox import Frozen, Settled
from gridapp.store.vault import Vault
from gridapp.sync import protocol
from gridapp.sync.client import ServerRefused
from gridapp.sync.protocol import Checkpoint, HubProtocol, Push, PushAnswer
from gridapp.sync.round import Gate, Report, Stop, restored


def push(gate: Gate, hub: HubProtocol, report: Report, stop: Stop) -> None:
    most = protocol.MOST_OPS
    while not stop():
        frozen, cursor = gate(partial(_freeze, most=most))
        if frozen is None:
            return
        checkpoint = Checkpoint(cursor.seq, cursor.hash)
        try:
            answer = hub.push(Push(frozen.id, frozen.digest, frozen.ops, checkpoint))
        except ServerRefused as refused:
            if refused.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE or len(frozen.ops) == 1:
                raise
            gate(_unfreeze)
            most = max(1, len(frozen.ops) // 2)
            continue
        if answer.diverged is not None:
            raise restored(answer.diverged.seq)
        report.changed |= gate(partial(_settle, frozen=frozen, answer=answer))
        report.count(verdict.outcome for verdict in answer.verdicts)
        if all(verdict.outcome == "retry" for verdict in answer.verdicts):
            return  # nothing moves until something else arrives: the next round tries again


def _freeze(vault: Vault, most: int) -> tuple[Frozen | None, Cursor]:
    with vault.writing() as connection:
        frozen = outbox.freeze(connection, vault.dice, most, protocol.MOST_BYTES)
        return frozen, arrivals.cursor(connection)


def _unfreeze(vault: Vault) -> None:
    with vault.writing() as connection:
        outbox.unfreeze(connection)


def _settle(vault: Vault, frozen: Frozen, answer: PushAnswer) -> set[str]:
    settled = [Settled(each.op, each.outcome, each.seq, each.detail) for each in answer.verdicts]
    with vault.writing() as connection:
        cursor = arrivals.cursor(connection)
        in_step = answer.exact and (cursor.seq, cursor.hash) == (answer.before.seq, answer.before.hash)
        caught_up = answer.after.seq if in_step else 0
        changed = outbox.settle(connection, frozen.id, settled, cursor.seq, caught_up, vault.now())
        if in_step:
            _skip_echo(connection, answer)
    return changed


def _skip_echo(connection: Connection, answer: PushAnswer) -> None:
    """Nothing of others lies between: what we sent is all there is to know, and need not come back to us."""
    arrivals.move_cursor(connection, Cursor(answer.after.seq, answer.after.hash))
