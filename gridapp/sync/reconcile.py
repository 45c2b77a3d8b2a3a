"""Once a day, and while something strays: does this computer hold what the server holds? Checksums per unit are
compared, and what differs is fetched again. What waits to be sent is never touched.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from gridapp.domain.entry import from_columns
from gridapp.store import comparing, history
from gridapp.store.vault import Vault
from gridapp.sync.protocol import Checkpoint, Compare, HubProtocol, Refetch, Refetched
from gridapp.sync.round import Gate, Report, Stop, is_due, note_done

EVERY = timedelta(days=1)
_LAST = "compared_at"


def reconcile(gate: Gate, hub: HubProtocol, report: Report, stop: Stop) -> None:
    """Compare, when a day has passed. Raises WorldFailed; what was repaired until then stays repaired."""
    due = gate(partial(is_due, key=_LAST, every=EVERY))
    question = None if stop() else gate(_sums if due else _strays)
    if question is None:
        return
    compared = hub.compare(question)
    if compared.moved:
        return  # others are busy just now: the next round compares
    report.changed |= gate(partial(_let_go, gone=compared.gone))
    for unit, theirs in compared.parts.items():
        parts = gate(partial(_differing, unit=unit, theirs=theirs))
        while parts and not stop():
            refetched = hub.refetch(Refetch(question.checkpoint, unit, parts))
            if refetched.moved:
                return
            gate(partial(_repair, unit=unit, refetched=refetched, report=report))
            parts = [each for each in parts if each not in refetched.parts]
    if due and not stop():
        gate(partial(note_done, key=_LAST))


def _sums(vault: Vault) -> Compare:
    with vault.reading() as connection:
        return Compare(_place(connection), comparing.sums(connection), comparing.strays(connection))


def _strays(vault: Vault) -> Compare | None:
    """Only those, between two comparisons: what a restored server lost is looked for until it is back."""
    with vault.reading() as connection:
        strays = comparing.strays(connection)
        return Compare(_place(connection), {}, strays, only_strays=True) if strays else None


def _place(connection: Connection) -> Checkpoint:
    cursor = history.cursor(connection)
    return Checkpoint(cursor.seq, cursor.hash)


def _differing(vault: Vault, unit: str, theirs: dict[int, str]) -> list[int]:
    with vault.reading() as connection:
        mine = comparing.parts(connection, unit)
    return sorted(each for each in {*mine, *theirs} if mine.get(each) != theirs.get(each))


def _repair(vault: Vault, unit: str, refetched: Refetched, report: Report) -> None:
    rows = [from_columns(row, row.body) for row in refetched.rows]
    with vault.writing() as connection:
        changed, repaired = comparing.repair(connection, unit, set(refetched.parts), rows)
    report.changed |= changed
    report.repaired += repaired


def _let_go(vault: Vault, gone: list[str]) -> set[str]:
    with vault.writing() as connection:
        return comparing.let_go(connection, gone)
