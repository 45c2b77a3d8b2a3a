"""Once a day, and while something strays: does this computer hold what the server holds? Checksums per unit are
compared, and what differs is fetched again. What waits to be sent is never touched.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from gridapp.domain.entry import Entry, from_columns
from gridapp.store import comparing, history, settings
from gridapp.store.vault import Vault
from gridapp.sync.protocol import Checkpoint, Compare, HubProtocol, Refetch
from gridapp.sync.round import Gate, Report, Stop

EVERY = timedelta(days=1)
_LAST = "compared_at"


def reconcile(gate: Gate, hub: HubProtocol, report: Report, stop: Stop) -> None:
    """Compare, when a day has passed. Raises WorldFailed; what was repaired until then stays repaired."""
    if stop() or not gate(_is_due):
        return
    here = gate(_sums)
    compared = hub.compare(here)
    if compared.moved:
        return  # others are busy just now: the next round compares
    report.changed |= gate(partial(_let_go, gone=compared.gone))
    for unit, theirs in compared.parts.items():
        parts = gate(partial(_differing, unit=unit, theirs=theirs))
        refetched = hub.refetch(Refetch(here.checkpoint, unit, parts))
        if refetched.moved or stop():
            return
        rows = [from_columns(row, row.body) for row in refetched.rows]
        changed, repaired = gate(partial(_repair, unit=unit, parts=set(parts), rows=rows))
        report.changed |= changed
        report.repaired += repaired
    gate(_note_compared)


def _is_due(vault: Vault) -> bool:
    with vault.reading() as connection:
        last = settings.get(connection, _LAST)
        if last is None or comparing.strays(connection):
            return True
    since = vault.clock() - datetime.fromisoformat(last)
    return not timedelta() <= since < EVERY  # also after the clock was set back


def _sums(vault: Vault) -> Compare:
    with vault.reading() as connection:
        cursor = history.cursor(connection)
        place = Checkpoint(cursor.seq, cursor.hash)
        return Compare(place, comparing.sums(connection), comparing.strays(connection))


def _differing(vault: Vault, unit: str, theirs: dict[int, str]) -> list[int]:
    with vault.reading() as connection:
        mine = comparing.parts(connection, unit)
    return sorted(each for each in {*mine, *theirs} if mine.get(each) != theirs.get(each))


def _repair(vault: Vault, unit: str, parts: set[int], rows: list[Entry]) -> tuple[set[str], int]:
    with vault.writing() as connection:
        return comparing.repair(connection, unit, parts, rows)


def _let_go(vault: Vault, gone: list[str]) -> set[str]:
    with vault.writing() as connection:
        return comparing.let_go(connection, gone)


def _note_compared(vault: Vault) -> None:
    with vault.writing() as connection:
        settings.put(connection, _LAST, vault.now())
