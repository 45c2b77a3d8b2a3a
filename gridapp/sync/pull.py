"""The second step: the county's journal from the cursor, a page at a time, page and cursor in one transaction."""

from __future__ import annotations

from functools import partial

from gridapp.domain.entry import from_columns
from gridapp.domain.permissions import Person
from gridapp.store import arrivals, attention, history, settings
from gridapp.store.attention import News
from gridapp.store.history import Cursor
from gridapp.store.vault import Vault, granted_identity, put_identity
from gridapp.sync import offline, snapshot
from gridapp.sync.history import Reconciled, require_same_past, tip
from gridapp.sync.protocol import (
    MOST_OWN,
    Checkpoint,
    Grant,
    HubProtocol,
    Matter,
    Pull,
    PullAnswer,
    grant_digest,
)
from gridapp.sync.round import Gate, Report, Stop


def pull(gate: Gate, hub: HubProtocol, report: Report, stop: Stop) -> None:
    snapshot.load(gate, hub, report, stop)
    more = True
    while more and not stop():
        asked = gate(question)
        answer = hub.pull(asked)
        try:
            require_same_past(gate, hub, answer, report)
        except Reconciled:
            continue
        if answer.grant is not None:  # the person's rights are others now: everything is looked at again
            gate(partial(_take_grant, grant=answer.grant))
            report.identity_changed = True
            continue
        gate(partial(offline.take, asked=asked.offline, signed=answer.offline))
        report.changed |= gate(partial(_take, answer=answer))
        report.pulled += len(answer.rows)
        more = answer.more


def question(vault: Vault) -> Pull:
    """What this computer asks for next."""
    with vault.reading() as connection:
        cursor, newest = history.cursor(connection), history.newest(connection)
        proof = Checkpoint(newest.seq, newest.hash) if newest != cursor else None
        news = settings.get(connection, "news", 0)
        own_tip, own = tip(connection), history.own(connection)[-MOST_OWN:]
    return Pull(
        Checkpoint(cursor.seq, cursor.hash),
        proof=proof,
        tip=own_tip,
        news=news,
        grant=_digest(vault.identity().person),
        own=own,
        offline=offline.is_due(vault),
    )


def _digest(person: Person) -> str:
    return grant_digest(Grant(person.name, person.role, list(person.units)))


def _take(vault: Vault, answer: PullAnswer) -> set[str]:
    if _is_nothing_new(vault, answer):
        return set()
    rows = [from_columns(row, row.body) for row in answer.rows]
    to = Cursor(answer.to.seq, answer.to.hash)
    with vault.writing() as connection:
        changed = arrivals.take(connection, rows, answer.gone)
        history.move_cursor(connection, to)
        if not answer.more:
            changed |= arrivals.finish(connection)
        if answer.matters:
            changed |= attention.take(connection, [_news(each) for each in answer.matters])
        if answer.news != settings.get(connection, "news", 0):
            settings.put(connection, "news", answer.news)
    return changed


def _is_nothing_new(vault: Vault, answer: PullAnswer) -> bool:
    """Most rounds bring nothing: then the disk is left alone."""
    with vault.reading() as connection:
        here, anew = history.cursor(connection), history.anew(connection)
        news, leaving = settings.get(connection, "news", 0), arrivals.is_leaving(connection)
    nothing = not (answer.rows or answer.gone or answer.matters or anew or leaving)
    return nothing and (here.seq, here.hash, news) == (answer.to.seq, answer.to.hash, answer.news)


def _news(matter: Matter) -> News:
    return News(
        matter.op,
        matter.kind,
        matter.side,
        matter.state,
        matter.at,
        matter.data,
        matter.detail,
        matter.seq,
        matter.by,
    )


def _take_grant(vault: Vault, grant: Grant) -> None:
    identity = granted_identity(vault.identity(), grant.name, grant.role, tuple(grant.units))
    with vault.writing() as connection:
        put_identity(connection, identity)
        history.pull_anew(connection, "scope")
