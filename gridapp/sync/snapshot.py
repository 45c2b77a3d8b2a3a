"""The first start of a computer: ready chunks of everything its person sees, then a pull of what came after.

What is here is noted with each chunk, in the same transaction, so that it goes on where it was broken off; the
cursor is set with the last chunk.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

import msgspec

from gridapp.domain.entry import from_columns
from gridapp.domain.errors import NotFound
from gridapp.store import arrivals, history, settings
from gridapp.store.history import Cursor
from gridapp.store.vault import Vault
from gridapp.sync.client import ServerRefused
from gridapp.sync.protocol import Checkpoint, Chunk, HubProtocol, Row, Snapshot
from gridapp.sync.round import Gate, Report, Stop

_LOADING = "loading"


class _Loading(msgspec.Struct, frozen=True):
    """A snapshot of which the first `done` chunks are here."""

    snapshot: Snapshot
    done: int = 0


def load(gate: Gate, hub: HubProtocol, report: Report, stop: Stop) -> None:
    """Take what is left of a snapshot, when this computer has nothing of the county yet. Raises WorldFailed."""
    if stop() or not gate(_starts_from_nothing):
        return
    loading = gate(_begun) or _asked(gate, hub, stop)
    chunks = loading.snapshot.chunks
    total = sum(chunk.rows for chunk in chunks)
    for number in range(loading.done, len(chunks)):
        if stop():
            return
        rows = _fetch(gate, hub, chunks[number])
        if rows is None:
            return
        report.changed |= gate(partial(_take, rows=rows, loading=loading, done=number + 1))
        report.pulled += len(rows)
        report.loading = (sum(chunk.rows for chunk in chunks[: number + 1]), total)
        report.told(report)
    report.loading = None


def _asked(gate: Gate, hub: HubProtocol, stop: Stop) -> _Loading:
    """What the server offers, once it is made: an older server offers nothing."""
    try:
        while (snapshot := hub.snapshot()).in_the_making and not stop():
            continue
    except ServerRefused as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        return _Loading(Snapshot(Checkpoint()))
    return gate(partial(_begin, snapshot=snapshot))


def _fetch(gate: Gate, hub: HubProtocol, chunk: Chunk) -> list[Row] | None:
    """The rows of a chunk; None when the server has made a newer snapshot meanwhile: the pull does the rest."""
    try:
        return hub.chunk(chunk.sha)
    except (NotFound, ServerRefused) as error:
        if isinstance(error, ServerRefused) and error.status != HTTPStatus.NOT_FOUND:
            raise
        gate(_forget)
        return None


def _starts_from_nothing(vault: Vault) -> bool:
    with vault.reading() as connection:
        return history.cursor(connection) == Cursor()


def _begun(vault: Vault) -> _Loading | None:
    with vault.reading() as connection:
        kept = settings.get(connection, _LOADING)
    return msgspec.convert(kept, _Loading) if kept else None


def _begin(vault: Vault, snapshot: Snapshot) -> _Loading:
    loading = _Loading(snapshot)
    if snapshot.chunks:
        with vault.writing() as connection:
            settings.put(connection, _LOADING, msgspec.to_builtins(loading))
            history.forget_own(connection)  # it may be older than what was sent from here
    return loading


def _take(vault: Vault, rows: list[Row], loading: _Loading, done: int) -> set[str]:
    entries = [from_columns(row, row.body) for row in rows]
    with vault.writing() as connection:
        changed = arrivals.take(connection, entries, [])
        if done == len(loading.snapshot.chunks):
            history.move_cursor(connection, Cursor(loading.snapshot.at.seq, loading.snapshot.at.hash))
            settings.put(connection, _LOADING, None)
        else:
            settings.put(connection, _LOADING, msgspec.to_builtins(_Loading(loading.snapshot, done)))
    return changed


def _forget(vault: Vault) -> None:
    with vault.writing() as connection:
        settings.put(connection, _LOADING, None)
