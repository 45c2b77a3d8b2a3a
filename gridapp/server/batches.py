"""Batches as they come: the ops in them by themselves, and the answers that were given before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from gridapp.domain.errors import Refused
from gridapp.domain.op import Op, decoded, digest_of, digest_of_all
from gridapp.i18n import tr
from gridapp.server import bulk, matters
from gridapp.server.accounts import Caller
from gridapp.server.tables import batch
from gridapp.server.tables import journal as journal_table
from gridapp.sync.protocol import MOST_OP_BYTES, Push, PushAnswer, Verdict

AT_ONCE = 500


@dataclass
class Incoming:
    """One op as it came: its bytes, their hash, what they say, and what is wrong with them by themselves."""

    raw: str
    digest: str
    op: Op
    wrong: Refused | None = None


class _Envelope(msgspec.Struct):
    """As much of an op as has to be there for its author to be told what is wrong with it."""

    id: str
    entry: str = ""
    type: str = ""
    author: str = ""
    author_name: str = ""


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
        held = matters.details(connection, caller, part)
        found |= {op: Verdict(op, "held", 0, detail) for op, detail in held.items() if op not in found}
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
    digest = digest_of(data)
    text = data.decode(errors="replace")
    if len(data) > MOST_OP_BYTES:
        most = MOST_OP_BYTES // 1_000_000
        too_much = TooMuch(
            tr("This is too large"), tr("One record can hold at most {most} MB of words.", most=most)
        )
        return Incoming(_head(data), digest, _envelope(data), too_much)
    try:
        return Incoming(text, digest, decoded(data))
    except (msgspec.DecodeError, RecursionError):
        unreadable = Refused(tr("This cannot be read"), tr("It was not written as an act is written."))
        return Incoming(text, digest, _envelope(data), unreadable)


def _envelope(data: bytes) -> Op:
    """Raises Refused for what does not even say which op it is."""
    try:
        known = msgspec.json.decode(data, type=_Envelope)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused(tr("The request cannot be read"), str(error)[:200]) from error
    return Op(
        id=known.id, n=0, entry=known.entry, type=known.type, kind="set", at="",
        author=known.author, author_name=known.author_name,
    )  # fmt: skip


def _head(data: bytes) -> str:
    """Of an op that is too large, what says whose it is: it is kept whole where it was made."""
    return _envelope(data).encoded().decode()
