"""The oracle: when the faults are over, is everything that people typed still where a person can find it?

Each text that somebody types is unlike any other, and it is known which text its author saw in that field. In the end
every text is current, was replaced by somebody who had seen it, or is kept in a conflict or a held act.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select

from gridapp.actions.desk import Desk
from gridapp.domain.errors import Refused
from gridapp.domain.op import RULINGS
from gridapp.domain.org import COUNTY
from gridapp.domain.record import record_type
from gridapp.server import journal
from gridapp.server.tables import matter as matter_table
from gridapp.store import checks, history
from gridapp.store.tables import attention as attention_table
from gridapp.store.tables import op as op_table
from gridapp.sync.protocol import Checkpoint
from tests.faults import compare
from tests.office import Office

TEXTS = ("description", "external_no", "responsible_org_name")
_MINE = re.compile(r'"mine":\s*"(t\d+)"')  # in the detail of a conflict: the value that did not come to stand

Typings = list[tuple[str, str | None, int]]
"""What was typed into one field, in order, each with what its author saw there and the number of their computer."""


@dataclass(frozen=True)
class Told:
    """What people did: texts by (entry, field); lines and names of photos added, by entry; what was seen by who
    deleted an entry; the bytes of photos by name."""

    typed: dict[tuple[str, str], Typings]
    lines: dict[str, set[str]]
    deletions: dict[str, list[dict[str, Any]]]
    photos: dict[str, bytes]


def findings(office: Office, desks: list[Desk], told: Told) -> list[str]:
    """Everything that is not as it must be, once all have synced."""
    found = [
        *_texts_lost(office, desks, told),
        *_deleted_unseen(office, told),
        *_photos_lost(office, told),
        *_illegal_moves(office),
        *compare.repeated(office),
    ]
    held = {entry for desk in desks for entry in compare.untaken(desk)}
    for desk in desks:
        found += [*compare.unsent(desk), *compare.differences(office, desk, held)]
        found += [*compare.false_receipts(office, desk), *checks.findings(desk.vault)]
        found += [*_cursor_astray(office, desk), *_held_unseen(desk)]
    return found


def _texts_lost(office: Office, desks: list[Desk], told: Told) -> list[str]:
    server, aside, refused = compare.on_server(office), _kept_aside(office, desks), _refused(office)
    sent = {
        (op.entry, name, value)
        for op in compare.accepted(office).values()
        for name, value in op.fields.items()
        if name in TEXTS
    }
    lost = []
    for (entry, name), typings in told.typed.items():
        current = msgspec.json.decode(server[entry].body).get(name) if entry in server else None
        reached = {text for text, _, _ in typings if (entry, name, text) in sent}
        taken = (reached - refused) | {current}
        lost += [
            f"{text} typed as {name} of {entry} is gone; there is {current}, typed were {typings}"
            for text, _, _ in typings
            if text != current and text not in aside and not _replaced(text, typings, taken, reached)
        ]
    for entry, texts in told.lines.items():
        kept = (server[entry].body if entry in server else "") + aside
        lost += [f"line {text} of {entry} is gone" for text in texts if text not in kept]
    return lost


def _replaced(text: str, typings: Typings, taken: set[str | None], reached: set[str]) -> bool:
    """Whether somebody who knew `text`, or what was typed over it, put another in its place, and the server took that.

    What its own author typed over before it was sent never reached the server. Who types twice knows the first,
    also when it was held in between and not in sight.
    """
    place = next(number for number, each in enumerate(typings) if each[0] == text)
    who = typings[place][2]
    after = [each for each, saw, _ in typings if saw == text]
    mine = [each for each, _, by in typings[place + 1 :] if by == who]
    if after and text not in reached:
        return True
    if not taken.isdisjoint(after) or (text in reached and not taken.isdisjoint(mine)):
        return True
    return any(_replaced(each, typings, taken, reached) for each in after)


def _kept_aside(office: Office, desks: list[Desk]) -> str:
    """Every word that waits for a person's decision or had one, on the server and on the computers: held acts whole,
    of conflicts the values that stand side by side."""
    words: list[str] = []
    with office.owner() as connection:
        words += [_set_aside(row) for row in connection.execute(select(matter_table))]
    for desk in desks:
        with desk.vault.reading() as connection:
            words += [_set_aside(row) for row in connection.execute(select(attention_table))]
            held = select(op_table.c.data).where(op_table.c.state.in_(("held", "settled")))
            words += [row.data for row in connection.execute(held)]
    return "\n".join(words)


def _set_aside(row: Any) -> str:
    if row.kind == "held":
        return f"{row.data} {row.detail}"
    return str(row.detail) if row.kind == "conflict" else ""


def _refused(office: Office) -> set[str]:
    """Texts that the server took note of and did not let stand, in the history it has now."""
    with office.owner() as connection:
        conflicts = select(matter_table.c.detail).where(matter_table.c.kind == "conflict")
        return {text for row in connection.execute(conflicts) for text in _MINE.findall(row.detail)}


def _photos_lost(office: Office, told: Told) -> list[str]:
    """Every photo that the server knows the name of is whole there."""
    bodies = " ".join(each.body for each in compare.on_server(office).values())
    named = [sha for sha in told.photos if sha in bodies]
    return [f"photo {sha[:12]} is not at the server" for sha in named if not compare.whole(office, sha)]


def _deleted_unseen(office: Office, told: Told) -> list[str]:
    """An edit beats a delete by somebody who had not seen it."""
    wrong = []
    for name, each in compare.on_server(office).items():
        body = msgspec.json.decode(each.body)
        now = {field: body.get(field) for field in TEXTS}
        if each.deleted and now not in told.deletions.get(name, []):
            wrong.append(f"{name} was deleted by nobody who had seen {now}")
    return wrong


def _illegal_moves(office: Office) -> list[str]:
    states: dict[str, str] = {}
    wrong = []
    for op in compare.accepted(office).values():
        if op.kind in RULINGS:
            continue
        if op.kind == "move":
            try:
                record_type(op.type).workflow.move(op.move, states[op.entry])
            except Refused:
                wrong.append(f"{op.entry} made {op.move} from {states[op.entry]}")
        states[op.entry] = op.to or states[op.entry]
    return wrong


def _cursor_astray(office: Office, desk: Desk) -> list[str]:
    """The computer's place in the journal is a place of the server's history."""
    with desk.vault.reading() as connection:
        cursor = history.cursor(connection)
    with office.owner() as connection:
        there = journal.at(connection, COUNTY, cursor.seq)
    right = there == Checkpoint(cursor.seq, cursor.hash)
    return [] if right else [f"the cursor of {desk.person.name} at {cursor.seq} is of another history"]


def _held_unseen(desk: Desk) -> list[str]:
    """What is held waits in its author's attention box, unless a person has decided it."""
    item = attention_table.c
    told = (item.kind == "held") & (item.done_at.is_(None) | (item.outcome != "taken"))
    with desk.vault.reading() as connection:
        shown = {row.op for row in connection.execute(select(item.op).where(told))}
    held = [op for op, state in compare.own_ops(desk).values() if state == "held" and op.id not in shown]
    return [f"the {op.kind} {op.id} of {desk.person.name} is held, and nobody told them" for op in held]
