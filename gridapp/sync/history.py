"""When the server and this computer do not know the same past: a restored server, a copied computer, other rights."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from gridapp.domain.errors import WorldFailed
from gridapp.i18n import tr
from gridapp.store import adoption, history, outbox, settings
from gridapp.store.vault import Vault, put_identity, renewed_identity
from gridapp.sync import heads
from gridapp.sync.protocol import Checkpoint, Enrolled, HubProtocol, PullAnswer, PushAnswer
from gridapp.sync.round import Gate, Report

MOST_TRIES = 8


class Reconciled(Exception):
    """The past was settled: the step that met the difference starts again."""


def require_same_past(gate: Gate, hub: HubProtocol, answer: PushAnswer | PullAnswer, report: Report) -> None:
    """Settle what keeps the server from answering. Raises Reconciled when something was settled, WorldFailed when
    it cannot be."""
    if answer.diverged is None and answer.tip is None:
        return
    report.settled_past += 1
    if report.settled_past > MOST_TRIES:
        raise WorldFailed(
            tr("The server and this computer do not agree on the past"),
            tr("Everything is safe on this computer. Please tell the county's centre."),
        )
    if answer.diverged is not None:
        common = hub.common(gate(_checkpoints))
        report.changed |= gate(partial(_rewind, common=common))
        report.restored = True
    elif not gate(partial(_know_tip, tip=answer.tip or "")):
        key = gate(lambda vault: heads.new_key(vault.dice))
        gate(partial(_renew, answer=hub.renew(heads.public_key(key)), key=key))
        report.identity_changed = True
    raise Reconciled


def tip(connection: Connection) -> str:
    """The batch of this device that the server answered last, as far as this computer knows."""
    kept: str = settings.get(connection, "tip", "")
    return kept


def note_tip(connection: Connection, batch: str) -> None:
    settings.put(connection, "tip", batch)


def _checkpoints(vault: Vault) -> list[Checkpoint]:
    with vault.reading() as connection:
        return [Checkpoint(each.seq, each.hash) for each in history.checkpoints(connection)]


def _rewind(vault: Vault, common: Checkpoint) -> set[str]:
    with vault.writing() as connection:
        return history.rewind(connection, common.seq)


def _know_tip(vault: Vault, tip: str) -> bool:
    """Whether the batch that the server names is this computer's; then that is what the server had last. One that
    it does not know was sent by a copy."""
    with vault.writing() as connection:
        own = not tip or outbox.is_own(connection, tip)
        if own:
            note_tip(connection, tip)
    return bool(own)


def _renew(vault: Vault, answer: Enrolled, key: str) -> None:
    """This folder was copied, or put back from a copy: it goes on as a computer of its own, with all it has."""
    before = vault.identity()
    with vault.writing() as connection:
        now = renewed_identity(before, answer.device_id, answer.device, answer.token, key)
        put_identity(connection, now)
        outbox.unfreeze(connection)  # the server did nothing with what was frozen for the device it was
        adoption.renumber(connection, before.device, answer.device, vault.clock, vault.dice)
        note_tip(connection, "")
