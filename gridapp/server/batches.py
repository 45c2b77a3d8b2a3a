"""Batches as they come: the ops in them by themselves, and the answers that were given before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace as replace_fields
from sqlalchemy import Connection, select

from gridapp.domain.errors import NotAllowed, Refused
from gridapp.domain.op import RULINGS, Op, digest_of, digest_of_all, understood
from gridapp.i18n import tr
from gridapp.server import bulk, matters
from gridapp.server.accounts import Caller
from gridapp.server.tables import batch
from gridapp.server.tables import journal as journal_table
from gridapp.sync.protocol import MOST_OP_BYTES, Push, PushAnswer, Verdict

AT_ONCE = 500
_ID = re.compile(r"[0-9a-f-]{36}")


@dataclass
class Incoming:
    """One op as it came: its bytes, their hash, what they say, and what is wrong with them by themselves."""

    raw: str
    digest: str
    op: Op
    wrong: Refused | None = None


class NotSigned(NotAllowed):
    """A batch without a signature, or with one that does not fit it."""


class TooNew(Refused):
    """Something that only a newer program knows."""


class TooMuch(Refused):
    """More than one op may hold."""


def read(push: Push) -> list[Incoming]:
    """The ops of a batch that is what its digest was made of. Raises Refused."""
    incoming = [_incoming(raw) for raw in push.ops]
    if digest_of_all(each.digest for each in incoming) != push.digest:
        raise altered()
    if len({each.op.id for each in incoming}) < len(incoming):
        raise Refused(tr("The batch names an op twice"), tr("Nothing of it was taken."))
    return incoming


def altered() -> Refused:
    return Refused(
        tr("The batch was altered on its way"), tr("Nothing of it was taken; it will be sent again.")
    )


def answered(connection: Connection, caller: Caller, push: Push) -> PushAnswer | None:
    """The stored answer to a batch that was sent before. Raises Refused for another batch under the same id."""
    mine = (batch.c.county == caller.county, batch.c.device == caller.device, batch.c.id == push.batch)
    row = connection.execute(select(batch.c.digest, batch.c.answer).where(*mine)).first()
    if row is None:
        return None
    if row.digest != push.digest:
        raise altered()
    return msgspec.json.decode(row.answer, type=PushAnswer)


def keep_answer(connection: Connection, caller: Caller, push: Push, answer: PushAnswer) -> None:
    """Unless some op has to be sent again: then it is decided again."""
    if all(each.outcome != "retry" for each in answer.verdicts):
        words = msgspec.json.encode(answer).decode()
        bulk.insert(connection, batch, [(caller.county, caller.device, push.batch, push.digest, words)])


def earlier_verdicts(
    connection: Connection, caller: Caller, incoming: Sequence[Incoming]
) -> dict[str, Verdict]:
    """For ops that the server has seen before: the same verdict with the same number."""
    found: dict[str, Verdict] = {}
    digests = {each.op.id: each.digest for each in incoming}
    ids = list(digests)
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        lines = select(journal_table.c.op, journal_table.c.seq, journal_table.c.digest).where(
            journal_table.c.county == caller.county, journal_table.c.op.in_(part)
        )
        for row in connection.execute(lines):
            same = row.digest == digests[row.op]
            found[row.op] = Verdict(row.op, "same", row.seq) if same else _another(row.op)
        for concern in matters.held_of(connection, caller.county, part):
            mine = concern.author == caller.person.id
            verdict = Verdict(concern.op, "held", 0, dict(concern.detail)) if mine else _another(concern.op)
            found.setdefault(concern.op, verdict)
    return found


def _another(op: str) -> Verdict:
    """Never "same": what came under the id of an accepted op says something else."""
    words = tr("Something else was sent under the same name before. Please look at it and send it again.")
    return Verdict(
        op,
        "held",
        0,
        {"code": "refused", "title": tr("This cannot be told apart"), "message": words, "fields": {}},
    )


def _incoming(raw: msgspec.Raw) -> Incoming:
    data = bytes(raw)
    op = understood(data)
    if not _ID.fullmatch(op.id):
        raise Refused(tr("The request cannot be read"), tr("It does not say which act it is."))
    text, digest = data.decode(errors="replace"), digest_of(data)
    if len(data) > MOST_OP_BYTES:
        most = MOST_OP_BYTES // 1_000_000
        # Of what is too large the server keeps whose it is: it is kept whole where it was made.
        head = replace_fields(op, fields={}, seen={}).encoded().decode()
        too_much = tr("One record can hold at most {most} MB of words.", most=most)
        return Incoming(head, digest, op, TooMuch(tr("This is too large"), too_much))
    if not op.kind or not _is_storable(op, data):
        unreadable = Refused(tr("This cannot be read"), tr("It was not written as an act is written."))
        return Incoming(text, digest, _nameless(op), unreadable)
    return Incoming(text, digest, op)


def _nameless(op: Op) -> Op:
    """Only what is surely a name is looked up anywhere."""
    entry = op.entry if _ID.fullmatch(op.entry) else ""
    return Op(id=op.id, n=op.n, entry=entry, type="", kind="", at="", author=op.author, author_name="")


def _is_storable(op: Op, data: bytes) -> bool:
    """Whether its names are names, and no database or other computer stumbles over its characters."""
    entry = _ID.fullmatch(op.entry) or (op.kind in RULINGS and not op.entry)
    named = entry and len(op.type) <= 40 and (not op.settles or _ID.fullmatch(op.settles))
    return bool(named) and b"\\u0000" not in data
