"""One round: push, pull, push again what only waited for the pull, then files. Stoppable and killable anywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from gridapp.domain.errors import Refused
from gridapp.i18n import tr
from gridapp.store import arrivals, history, leftovers, outbox, settings
from gridapp.store.vault import Vault
from gridapp.sync import courier_key, files, fingerprints, heads, pull, push, reconcile, recovery, witness
from gridapp.sync.client import ServerRefused
from gridapp.sync.protocol import TAKEN_OFF, WAITING, HubProtocol
from gridapp.sync.round import Gate, Report, Stop, Told

T = TypeVar("T")
AHEAD = 2


def run_round(
    gate: Gate,
    hub: HubProtocol,
    stop: Stop = lambda: False,
    ahead: int = AHEAD,
    told: Told = lambda report: None,
) -> Report:
    """Keep one vault and its county's server in step. Raises WorldFailed; what was done until then stays done.

    `ahead` batches may be on their way at once; `told` hears of progress after every step that takes long.
    """
    report = Report(told=told)
    push.push(gate, hub, report, stop, ahead)
    try:
        pull.pull(gate, hub, report, stop)
    except ServerRefused as refused:
        if refused.code in (TAKEN_OFF, WAITING):
            files.hand_in(gate, hub, report, stop)
        if refused.code == TAKEN_OFF:
            gate(_leave)
        if refused.code == WAITING:
            raise gate(partial(_waits, refused=refused)) from refused
        raise
    if gate(_waiting):
        push.push(gate, hub, report, stop, ahead)
    files.exchange(gate, hub, report, stop)
    reconcile.reconcile(gate, hub, report, stop)
    witness.witness(gate, hub, report, stop)
    recovery.provide(gate, hub, stop)
    courier_key.learn(gate, hub, stop)
    gate(leftovers.sweep)
    report.stopped = stop()
    if not report.stopped:
        gate(_note_done)
    return report


class Direct:
    """The gate of a program with one thread: the work is done at once."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def __call__(self, work: Callable[[Vault], T]) -> T:
        return work(self._vault)


def known_number(vault: Vault) -> int:
    """How much of the county's news this computer knows: what `HubProtocol.wait` compares with."""
    with vault.reading() as connection:
        return history.cursor(connection).seq + int(settings.get(connection, "news", 0))


def require_enrolled(vault: Vault) -> None:
    if not vault.identity().token:
        raise Refused(
            tr("This computer is not enrolled yet"),
            tr("Ask your coordinator for a code, then enrol. Everything you record is kept until then."),
        )


def _leave(vault: Vault) -> None:
    """The centre took this computer off its list: what is not this person's own does not stay on it."""
    person = vault.identity().person.id
    with vault.writing() as connection:
        arrivals.leave(connection, person)
    leftovers.sweep(vault)


def _waits(vault: Vault, refused: ServerRefused) -> ServerRefused:
    """The refusal of a computer that nobody has approved yet, with what its person reads to their coordinator."""
    fingerprint = fingerprints.of_key(heads.public_key(heads.with_key(vault).key))
    words = tr(
        "What you record is sent and kept for you. Please read this computer's fingerprint to your coordinator: "
        "{fingerprint}",
        fingerprint=fingerprint,
    )
    title = tr("This computer waits to be approved")
    return ServerRefused(title, words, refused.status, refused.retry_after, refused.code)


def _waiting(vault: Vault) -> bool:
    with vault.reading() as connection:
        return bool(outbox.unsent(connection))


def _note_done(vault: Vault) -> None:
    with vault.writing() as connection:
        settings.put(connection, "last_sync", vault.now())
