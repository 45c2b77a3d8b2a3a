"""The second step: the county's journal from the cursor, a page at a time, page and cursor in one transaction."""

from __future__ import annotations

from functools import partial

from gridapp.domain.entry import from_columns
from gridapp.store import arrivals
from gridapp.store.arrivals import Cursor
from gridapp.store.vault import Vault
from gridapp.sync.protocol import Checkpoint, HubProtocol, Pull, PullAnswer
from gridapp.sync.round import Gate, Report, Stop, restored


def pull(gate: Gate, hub: HubProtocol, report: Report, stop: Stop) -> None:
    more = True
    while more and not stop():
        cursor = gate(_cursor)
        answer = hub.pull(Pull(Checkpoint(cursor.seq, cursor.hash)))
        if answer.diverged is not None:
            raise restored(answer.diverged.seq)
        report.changed |= gate(partial(_take, answer=answer))
        report.pulled += len(answer.rows)
        more = answer.more


def _cursor(vault: Vault) -> Cursor:
    with vault.reading() as connection:
        return arrivals.cursor(connection)


def _take(vault: Vault, answer: PullAnswer) -> set[str]:
    rows = [from_columns(row, row.body) for row in answer.rows]
    with vault.writing() as connection:
        return arrivals.take(connection, rows, answer.gone, Cursor(answer.to.seq, answer.to.hash))
