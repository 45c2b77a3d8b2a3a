"""A county's server and its computers, compared as their stores have them. Each finding is in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Set
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select

from gridapp.actions import attention
from gridapp.actions.desk import Desk
from gridapp.domain.errors import GridAppError
from gridapp.domain.op import Op, decoded
from gridapp.domain.org import COUNTY, Org
from gridapp.domain.permissions import Person
from gridapp.domain.record import record_types
from gridapp.server import rows
from gridapp.server.tables import account, entry, journal, upload
from gridapp.server.tables import device as device_table
from gridapp.store import outbox
from gridapp.store.tables import entry as local_entry
from gridapp.store.tables import file as local_file
from gridapp.store.tables import op as local_op
from tests.office import Office


@dataclass(frozen=True)
class Shown:
    """An entry as a person would see it, wherever it is kept."""

    unit: str
    author: str
    type: str
    state: str
    deleted: bool
    body: str


def on_server(office: Office) -> dict[str, Shown]:
    """Every entry of the county by id."""
    with office.owner() as connection:
        found = connection.execute(select(entry).where(entry.c.county == COUNTY))
        return {row.id: _shown(row) for row in found}


def on_desk(desk: Desk) -> dict[str, Shown]:
    """Every entry that the computer keeps, by id; what was never sent or is deleted included."""
    with desk.vault.reading() as connection:
        return {row.id: _shown(row) for row in connection.execute(select(local_entry))}


def _shown(row: Any) -> Shown:
    body = json.dumps(json.loads(row.body), sort_keys=True, ensure_ascii=False)
    return Shown(row.unit, row.author, row.type, row.state, bool(row.deleted), body)


def accepted(office: Office) -> dict[str, Op]:
    """Every op of the journal by id, in its order."""
    with office.owner() as connection:
        query = select(journal.c.data).where(journal.c.county == COUNTY).order_by(journal.c.seq)
        ops = [decoded(row.data) for row in connection.execute(query)]
    return {op.id: op for op in ops}


def times(office: Office) -> list[tuple[Op, str]]:
    """Every op of the journal with the server's time of taking it."""
    with office.owner() as connection:
        found = connection.execute(select(journal.c.data, journal.c.at).where(journal.c.county == COUNTY))
        return [(decoded(row.data), row.at) for row in found]


def own_states(desk: Desk) -> dict[str, str]:
    """The state of every op in the computer's log, by id."""
    with desk.vault.reading() as connection:
        return {row.id: row.state for row in connection.execute(select(local_op.c.id, local_op.c.state))}


def own_ops(desk: Desk) -> dict[str, tuple[Op, str]]:
    """Every op in the computer's log that this version can read, with its state, by id, oldest first."""
    with desk.vault.reading() as connection:
        found = connection.execute(select(local_op.c.data, local_op.c.state).order_by(local_op.c.n)).all()
    ops = {}
    for row in found:
        with suppress(msgspec.DecodeError):
            op = decoded(row.data)
            ops[op.id] = (op, row.state)
    return ops


def rights(office: Office, desk: Desk) -> Person:
    """Whose computer it is, with the rights that the server's tables give them now."""
    with office.owner() as connection:
        query = select(account).where(account.c.county == COUNTY, account.c.id == desk.person.id)
        row = connection.execute(query).one()
    return Person(row.id, row.name, row.role, tuple(json.loads(row.units)))


def may_see(who: Person, each: Shown, org: Org) -> bool:
    """The rule in words: below one of my units or naming one, mine, or of a kind that everyone sees."""
    record = record_types()[each.type]
    units = (each.unit, *record.units_concerned(json.loads(each.body)))
    below = any(org.within(unit, root) for unit in units for root in who.units if root in org)
    return below or each.author == who.id or record.shared


def untaken(desk: Desk) -> set[str]:
    """Entries of which the server did not take an act made here."""
    return {op.entry for op, state in own_ops(desk).values() if state in ("held", "settled")}


def differences(office: Office, desk: Desk, held: Set[str] = frozenset()) -> list[str]:
    """Where a computer that has just synced shows something else than what it may see of the server.

    What the server never took (its op is held, here or, after a restore, where it was made: `held`) may be on
    computers only; and what a person may no longer see may stay while something of theirs on it waits for a decision.
    """
    who, shown, server = rights(office, desk), on_desk(desk), on_server(office)
    with office.owner() as connection:
        org = rows.org(connection, COUNTY)
    waiting = {matter.item.entry for matter in attention.matters(desk)}
    held = held | untaken(desk)
    expected = {name: each for name, each in server.items() if may_see(who, each, org)}
    here = f"{who.name}'s computer"
    return [
        *(f"{name} is missing on {here}" for name in expected.keys() - shown.keys()),
        *(f"{name} is only on {here}" for name in shown.keys() - server.keys() - held),
        *(
            f"{name} is still on {here}"
            for name in (shown.keys() & server.keys()) - expected.keys() - waiting
        ),
        *(
            f"{name} is {shown[name]} on {here}, {expected[name]} on the server"
            for name in shown.keys() & expected.keys()
            if shown[name] != expected[name]
        ),
    ]


def unsent(desk: Desk) -> list[str]:
    """What still waits to go out."""
    with desk.vault.reading() as connection:
        waiting = outbox.unsent(connection)
    return [f"{count} {name} unsent at {desk.person.name}" for name, count in waiting.items()]


def false_receipts(office: Office, desk: Desk) -> list[str]:
    """What the computer believes the server has, and it has not."""
    known = accepted(office).keys()
    who = desk.person.name
    wrong = [
        f"op {name} of {who} counts as sent, the server has none"
        for name, state in own_states(desk).items()
        if state == "acked" and name not in known
    ]
    with desk.vault.reading() as connection:
        query = select(local_file.c.sha).where(local_file.c.state == "kept")
        kept = [row.sha for row in connection.execute(query)]
    with office.owner() as connection:
        finished = select(upload.c.sha).where(upload.c.county == COUNTY, upload.c.done_at.is_not(None))
        done = {row.sha for row in connection.execute(finished)}
    broken = [sha for sha in kept if sha not in done or not whole(office, sha)]
    return wrong + [f"file {sha[:12]} of {who} counts as sent, the server has it not whole" for sha in broken]


def whole(office: Office, sha: str) -> bool:
    """Whether the server has all bytes of a file."""
    try:
        office.centre.files.read(sha)
    except GridAppError:
        return False
    return True


def repeated(office: Office) -> list[str]:
    """Ops, entry numbers or device codes that the server has twice."""
    with office.owner() as connection:
        numbers = [row.number for row in connection.execute(select(entry.c.number))]
        codes = [row.code for row in connection.execute(select(device_table.c.code))]
        ops = [row.op for row in connection.execute(select(journal.c.op))]
    lists = {"op": ops, "number": numbers, "device code": codes}
    twice = {
        what: [each for each, times in Counter(all_of).items() if times > 1] for what, all_of in lists.items()
    }
    return [f"{what} twice: {names[:3]}" for what, names in twice.items() if names]
