"""Deliberately broken variants of the program: a proof that does not find them proves nothing."""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any
from unittest.mock import patch

import msgspec
from sqlalchemy import select

from gridapp.domain.errors import WorldFailed
from gridapp.domain.op import Op, decoded
from gridapp.server import journal
from gridapp.server.filehub import FileHub
from gridapp.server.tables import batch
from gridapp.store import history, outbox
from gridapp.sync.client import Client
from gridapp.sync.merge import Merged
from gridapp.sync.protocol import Checkpoint, Push, PushAnswer, Verdict


def last_write_wins() -> AbstractContextManager[Any]:
    """The newest by the device's clock stands; the other is thrown away."""
    times: dict[tuple[str, str], str] = {}

    def merge(_record: Any, _body: Any, _stamps: Any, op: Op, _device: str) -> Merged:
        newer = {each: value for each, value in op.fields.items() if op.at >= times.get((op.entry, each), "")}
        times.update({(op.entry, each): op.at for each in newer})
        return Merged(fields=newer, exact=newer == op.fields)

    return patch("gridapp.server.verdicts.merge", merge)


def cursor_by_number() -> AbstractContextManager[Any]:
    """A checkpoint is believed when the journal is at least as long."""

    def has(connection: Any, of: str, claimed: Checkpoint) -> bool:
        return journal.head(connection, of).seq >= claimed.seq

    return patch("gridapp.server.journal.has", has)


def batch_by_counter() -> AbstractContextManager[Any]:
    """Batches are numbered by the running program, and a number seen before is answered as it was then."""
    numbers: dict[int, int] = {}
    right = outbox.freeze

    def freeze(connection: Any, _dice: Any, most_ops: int, most_bytes: int) -> Any:
        engine = id(connection.engine.pool)
        numbers[engine] = numbers.get(engine, 0) + 1
        return right(connection, lambda size: numbers[engine].to_bytes(size), most_ops, most_bytes)

    def answered(connection: Any, caller: Any, push: Any) -> PushAnswer | None:
        mine = (batch.c.county == caller.county, batch.c.device == caller.device, batch.c.id == push.batch)
        answer = connection.execute(select(batch.c.answer).where(*mine)).scalar()
        return msgspec.json.decode(answer, type=PushAnswer) if answer else None

    stack = ExitStack()
    stack.enter_context(patch("gridapp.store.outbox.freeze", freeze))
    stack.enter_context(patch("gridapp.server.batches.answered", answered))
    return stack


def acknowledgement_is_no_checkpoint() -> AbstractContextManager[Any]:
    """What the answer to a push says of the journal is not remembered; only a pull's is."""

    class Forgetful:
        def __getattr__(self, name: str) -> Any:
            return (lambda *_: None) if name == "note_checkpoint" else getattr(history, name)

    return patch("gridapp.sync.push.history", Forgetful())


def held_is_forgotten() -> AbstractContextManager[Any]:
    """A held op leaves the outbox and shows up nowhere."""
    return patch("gridapp.store.attention._insert", lambda *_: None)


def counts_as_sent() -> AbstractContextManager[Any]:
    """AnkiDroid's worst report: rows marked as sent although the sync had timed out."""
    right = Client.push

    def push(client: Client, sent: Push) -> PushAnswer:
        try:
            return right(client, sent)
        except WorldFailed:
            verdicts = [Verdict(decoded(op).id, "stored", sent.checkpoint.seq + 1) for op in sent.ops]
            return PushAnswer(sent.checkpoint, sent.checkpoint, verdicts)

    stack = ExitStack()
    stack.enter_context(patch.object(Client, "push", push))
    stack.enter_context(patch("gridapp.sync.push.check_batch", lambda *_: None))  # it would find the forgery
    return stack


def begins_again() -> AbstractContextManager[Any]:
    """An upload is announced anew and sent from its first byte, whatever is there."""
    right = FileHub.create

    def create(hub: FileHub, sha: str, size: int) -> int:
        hub._files.forget_part(sha)
        return right(hub, sha, size)

    def offset(client: Client, sha: str, size: int) -> int:
        client._send("POST", "/v1/uploads", headers=_announcement(sha, size), accept=(201,))
        return 0

    stack = ExitStack()
    stack.enter_context(patch.object(FileHub, "create", create))
    stack.enter_context(patch.object(Client, "upload_offset", offset))
    return stack


def _announcement(sha: str, size: int) -> dict[str, str]:
    named = base64.b64encode(sha.encode()).decode()
    return {"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": f"sha {named}"}


def forgets_ops() -> AbstractContextManager[Any]:
    """The server knows a batch or an op that it has seen before no better than a new one."""
    stack = ExitStack()
    stack.enter_context(patch("gridapp.server.batches.earlier_verdicts", lambda *_: {}))
    stack.enter_context(patch("gridapp.server.batches.answered", lambda *_: None))
    return stack


BUGS: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "last write wins by clock": last_write_wins,
    "batch recognised by a counter": batch_by_counter,
    "a held op is forgotten": held_is_forgotten,
    "cursor compared by number alone": cursor_by_number,
    "an acknowledgement that is no checkpoint": acknowledgement_is_no_checkpoint,
}
